"""What an app may ask of other hosts: by its request templates and its whitelisted domains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from fdevents.app.folder import AppFiles
from fdevents.app.mocks import Mock
from fdevents.app.patterns import ANYTHING, matches, may_meet, without_places
from fdevents.app.request_templates import templates_of


class Address(Struct, frozen=True):
    """Requests with this `method`, "" for any, to what the patterns `url` and `host` match.

    `template` is the request template that makes them, "" for a whitelisted domain.
    """

    method: str
    url: str
    host: str
    template: str = ""


def addresses_of(files: AppFiles) -> list[Address]:
    """Return what the app may ask, as far as its files can be read."""
    return [*_of_templates(templates_of(files.requests)), *_of_domains(files.manifest.value)]


def templates_for(mock: Mock, addresses: list[Address]) -> list[str]:
    """Return the names of the templates whose requests the mock may answer."""
    return [each.template for each in addresses if each.template and may_answer(mock, each)]


def may_answer(mock: Mock, address: Address) -> bool:
    """Tell whether the mock may answer a request to the address."""
    if mock.template and mock.template != address.template:
        return False
    if mock.method and address.method not in ("", mock.method):
        return False
    return not mock.url or may_meet(mock.url, address.url)


def is_asked(url: str, addresses: list[Address]) -> bool:
    """Tell whether the app may ask the host of the URL."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return parts.scheme == "https" and any(matches(each.host, host) for each in addresses)


def _of_templates(templates: dict[str, Any]) -> Iterator[Address]:
    for name, template in templates.items():
        schema = template.get("schema") if isinstance(template, dict) else None
        if isinstance(schema, dict):
            host = without_places(str(schema.get("host", ANYTHING)))
            path = without_places(str(schema.get("path", "/"))).lstrip("/")
            # How a query is spelled in the end depends on its values.
            query = f"?{ANYTHING}" if schema.get("query") else ""
            method = str(schema.get("method", "GET")).upper()
            yield Address(method, f"https://{host}/{path}{query}", host.lower(), name)


def _of_domains(manifest: Any) -> Iterator[Address]:
    domains = manifest.get("whitelisted-domains") if isinstance(manifest, dict) else None
    for domain in domains if isinstance(domains, list) else ():
        if isinstance(domain, str):
            name = re.sub(r"^https?://", "", without_places(domain.lower()))
            host = name.partition("/")[0].partition(":")[0]
            yield Address("", f"https://{host}{ANYTHING}", host)  # also with a port
