"""`$request`: what an app sends to other hosts. Mocks answer, unless it is to be sent for real."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from fdevents.apis.attempts import attempts_of, with_parsed_response
from fdevents.apis.caller import Caller
from fdevents.apis.live import Live
from fdevents.apis.missing_iparams import with_all_missing
from fdevents.apis.mocked import Mocked
from fdevents.apis.refusal import MissingIparam, Refused, in_shape, wrong
from fdevents.apis.sent import Sent
from fdevents.apis.substitution import NO_VALUES, Substitution
from fdevents.apis.written import Fill, headers_and_body, wants_json, with_query
from fdevents.app.folder import REQUESTS
from fdevents.wording import brief, kind_of, listed, quoted

_HOST = re.compile(r"[^\s\\/?#@:\[\]]+(?::\d{1,5})?")


class Requests:
    """Requests of one app: `domains` are its whitelisted-domains, `templates` what its
    config/requests.json says, `declared` the parameters of its config/iparams.json, `oauth` its
    access token and the values of an OAuth installation. They go to `sender`."""

    def __init__(
        self,
        sender: Live | Mocked,
        domains: list[str],
        templates: dict[str, Any],
        declared: tuple[str, ...] = (),
        oauth: Mapping[str, Any] = NO_VALUES,
    ) -> None:
        self._oauth = oauth
        self.sender = sender
        self._domains = domains
        self._templates = templates
        self._declared = declared

    def send(
        self, method: str, caller: Caller, url: Any = None, options: Any = None
    ) -> dict[str, Any]:
        """Answer `$request.get` and the others; `method` is in capitals. Raises Refused."""
        with _refusing():
            caller.sending.count("requests")
            if not isinstance(url, str):
                raise wrong(f"The URL of the request is {kind_of(url)}; it must be text.")
            options = options if isinstance(options, dict) else {}
            fill = self._filling(caller, options, has_token=options.get("isOAuth") is True)
            headers, body = headers_and_body(options, fill)
            target = with_query(fill(url), options.get("qs"), fill)
            request = Sent(
                method, target, headers, body, iparams=caller.iparams, until=caller.until
            )
            self._check_host(target, fill)
            answer = attempts_of(options).answer(self.sender.send, request)
            return with_parsed_response(answer) if wants_json(options) else answer

    def invoke(self, caller: Caller, name: Any = None, options: Any = None) -> dict[str, Any]:
        """Answer `$request.invokeTemplate`. Raises Refused."""
        with _refusing():
            caller.sending.count("requests")
            schema, template = self._schema(name)
            options = options if isinstance(options, dict) else {}
            has_token = bool(template.get("oauth") or template.get("isOAuth"))
            fill = self._filling(caller, options, has_token=has_token)
            url = _url(schema, fill)
            # What the app hands over as the body goes out as it is.
            written = {"headers": schema.get("headers"), "body": options.get("body")}
            headers, body = headers_and_body(written, fill, str)
            request = Sent(str(schema.get("method", "GET")).upper(), url, headers, body,
                           template=name, context=options.get("context"),
                           iparams=caller.iparams, until=caller.until)  # fmt: skip
            _check_https(url)
            return attempts_of(template).answer(self.sender.send, request)

    def _filling(self, caller: Caller, options: dict[str, Any], *, has_token: bool) -> Fill:
        """Return what fills in the texts of one request, or tells all that the app's ones lack."""
        iparams = caller.iparams
        fill = Substitution(
            iparams,
            options.get("context"),
            app_settings=caller.app_settings,
            current_host=caller.current_host,
            oauth=self._oauth,
            has_token=has_token,
        ).fill

        def filled(text: str) -> str:
            try:
                return fill(text)
            except MissingIparam as missing:
                requests = (text, options, self._domains, self._templates)
                raise with_all_missing(missing, iparams, self._declared, requests) from None

        return filled

    def _schema(self, name: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the schema of the template and its options."""
        template = self._templates.get(name) if isinstance(name, str) else None
        schema = template.get("schema") if isinstance(template, dict) else None
        if isinstance(template, dict) and isinstance(schema, dict):
            options = template.get("options")
            return schema, options if isinstance(options, dict) else {}
        if not isinstance(name, str):
            raise wrong(f"The name of the template is {kind_of(name)}; it must be text.")
        known = listed(self._templates) or "none"
        raise wrong(f"{REQUESTS} has no template {quoted(name)}; it has {known}.")

    # Not for templates, which name their hosts themselves: whitelisted-domains is older than they.
    def _check_host(self, url: str, fill: Fill) -> None:
        _check_https(url)
        host = (urlsplit(url).hostname or "").lower()
        if any(_matches(host, domain) for domain in _filled(self._domains, fill)):
            return
        raise Refused(
            400,
            f"{host} is not one of the manifest's whitelisted-domains.",
            hint=f'Add "https://{host}" to whitelisted-domains in manifest.json.',
        )


@contextmanager
def _refusing() -> Iterator[None]:
    """Give every refusal the shape of those of `$request`, of what makes no request, too."""
    try:
        yield
    except Refused as refused:
        raise in_shape(refused) from None
    # Half of a character, an address that is none, a depth that nothing can hold.
    except (ValueError, RecursionError) as error:
        raise in_shape(wrong(f"This is not a request that can be sent: {error}")) from None


def _filled(domains: Iterable[str], fill: Fill) -> Iterator[str]:
    """Yield the domains filled in, without those for which there is no value."""
    for domain in domains:
        with suppress(Refused):
            yield fill(domain)


def _url(schema: dict[str, Any], fill: Fill) -> str:
    """Return the address that a template makes."""
    host, path = fill(str(schema.get("host", ""))), fill(str(schema.get("path", "/")))
    # What is filled in may not say that the host ends before the template's own text does.
    if not _HOST.fullmatch(host):
        raise wrong(f"{brief(host)} is not a host; the template has {brief(schema.get('host'))}.")
    url = f"{schema.get('protocol', 'https')}://{host}/{path.lstrip('/')}"
    return with_query(url, schema.get("query"), fill)


def _check_https(url: str) -> None:
    parts = urlsplit(url)
    # Checked for mocks as well: what passes here has to pass on the platform.
    if parts.scheme != "https" or not parts.hostname:
        raise wrong(f"{url} is not an HTTPS address, and the platform sends to nothing else.")


def _matches(host: str, domain: str) -> bool:
    """Tell whether a whitelisted domain, such as https://*.example.com, is the host's."""
    # A value that is filled in may bring a protocol of its own.
    name = re.sub(r"^(?:https?://)+", "", domain.lower()).split("/")[0].split(":")[0]
    if name.startswith("*.") and name != "*.":
        return host.endswith(name[1:])
    return host == name
