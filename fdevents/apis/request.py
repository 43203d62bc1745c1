"""`$request`: what an app sends to other hosts. Mocks answer, unless it is to be sent for real."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from fdevents.apis.caller import Caller
from fdevents.apis.live import Live
from fdevents.apis.missing_iparams import with_all_missing
from fdevents.apis.mocked import Mocked
from fdevents.apis.refusal import MissingIparam, Refused, wrong
from fdevents.apis.sent import Sent
from fdevents.apis.substitution import Substitution
from fdevents.app.folder import REQUESTS
from fdevents.wording import kind_of, listed, quoted


class Requests:
    """Requests of one app: `domains` are its whitelisted-domains, `templates` what its
    config/requests.json says. They go to `sender`."""

    def __init__(
        self, sender: Live | Mocked, domains: list[str], templates: dict[str, Any]
    ) -> None:
        self.sender = sender
        self._domains = domains
        self._templates = templates

    def send(
        self, method: str, caller: Caller, url: Any = None, options: Any = None
    ) -> dict[str, Any]:
        """Answer `$request.get` and the others; `method` is in capitals. Raises Refused."""
        caller.sending.count("requests")
        iparams = caller.iparams
        if not isinstance(url, str):
            raise wrong(f"The URL of the request is {kind_of(url)}; it must be text.")
        options = options if isinstance(options, dict) else {}
        fill = self._filling(iparams, options)
        request = Sent(method, fill(url), _headers(options.get("headers"), fill),
                       _body(options, fill), iparams=iparams)  # fmt: skip
        self._check_host(request.url)
        return self._answer(request)

    def invoke(self, caller: Caller, name: Any = None, options: Any = None) -> dict[str, Any]:
        """Answer `$request.invokeTemplate`. Raises Refused."""
        caller.sending.count("requests")
        iparams = caller.iparams
        schema = self._schema(name)
        options = options if isinstance(options, dict) else {}
        fill = self._filling(iparams, options)
        url = _url(schema, fill)
        request = Sent(str(schema.get("method", "GET")).upper(), url,
                       _headers(schema.get("headers"), fill), _body(options, fill),
                       template=name, context=options.get("context"), iparams=iparams)  # fmt: skip
        _check_https(url)
        return self._answer(request)

    def _filling(self, iparams: Any, options: dict[str, Any]) -> Callable[[str], str]:
        """Return what fills in the texts of one request, or tells all that the app's ones lack."""
        fill = Substitution(iparams, options.get("context")).fill

        def filled(text: str) -> str:
            try:
                return fill(text)
            except MissingIparam as missing:
                requests = (text, options, self._domains, self._templates)
                raise with_all_missing(missing, iparams, requests) from None

        return filled

    def _schema(self, name: Any) -> dict[str, Any]:
        template = self._templates.get(name) if isinstance(name, str) else None
        schema = template.get("schema") if isinstance(template, dict) else None
        if isinstance(schema, dict):
            return schema
        if not isinstance(name, str):
            raise wrong(f"The name of the template is {kind_of(name)}; it must be text.")
        known = listed(self._templates) or "none"
        raise wrong(f"{REQUESTS} has no template {quoted(name)}; it has {known}.")

    # Not for templates, which name their hosts themselves: whitelisted-domains is older than they.
    def _check_host(self, url: str) -> None:
        _check_https(url)
        host = (urlsplit(url).hostname or "").lower()
        if any(_matches(host, domain) for domain in self._domains):
            return
        raise Refused(
            403,
            f"{host} is not one of the manifest's whitelisted-domains.",
            hint=f'Add "https://{host}" to whitelisted-domains in manifest.json.',
        )

    def _answer(self, request: Sent) -> dict[str, Any]:
        answer = self.sender.send(request)
        if answer["status"] >= 400:
            message = f"The host answered {answer['status']}."
            raise Refused(answer["status"], message, headers=answer["headers"],
                          response=answer["response"])  # fmt: skip
        return answer


def _url(schema: dict[str, Any], fill: Callable[[str], str]) -> str:
    """Return the address that a template makes."""
    host, path = fill(str(schema.get("host", ""))), fill(str(schema.get("path", "/")))
    url = f"{schema.get('protocol', 'https')}://{host}/{path.lstrip('/')}"
    query = schema.get("query")
    if not isinstance(query, dict) or not query:
        return url
    return f"{url}?{urlencode({key: fill(str(value)) for key, value in query.items()})}"


def _check_https(url: str) -> None:
    parts = urlsplit(url)
    # Checked for mocks as well: what passes here has to pass on the platform.
    if parts.scheme != "https" or not parts.hostname:
        raise wrong(f"{url} is not an HTTPS address, and the platform sends to nothing else.")


def _matches(host: str, domain: str) -> bool:
    """Tell whether a whitelisted domain, such as https://*.example.com, is the host's."""
    name = re.sub(r"^https?://", "", domain.lower()).split("/")[0].split(":")[0]
    if name.startswith("*."):
        return host.endswith(name[1:])
    return host == name


def _headers(headers: Any, fill: Callable[[str], str]) -> dict[str, str]:
    if not isinstance(headers, dict):
        return {}
    return {name: fill(value if isinstance(value, str) else json.dumps(value))
            for name, value in headers.items()}  # fmt: skip


def _body(options: dict[str, Any], fill: Callable[[str], str]) -> str | None:
    body = options["json"] if "json" in options else options.get("body")
    if body is None:
        return None
    return fill(body) if isinstance(body, str) else json.dumps(body)
