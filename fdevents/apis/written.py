"""The parts of a request as an app writes them: its query, headers and body."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

Fill = Callable[[str], str]
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def wants_json(options: dict[str, Any]) -> bool:
    """Tell whether the body is JSON, and the response is wanted as what it is JSON of."""
    return options.get("json") not in (None, False)


def with_query(url: str, query: Any, fill: Fill) -> str:
    """Return the URL with the query, an object, behind what it has of one already."""
    if not isinstance(query, dict) or not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{_encoded(query, fill)}"


def headers_and_body(
    options: dict[str, Any], fill: Fill, fill_body: Fill | None = None
) -> tuple[dict[str, str], str | None]:
    """Return the headers, and the body if there is one: of `form`, of `json`, or of `body`."""
    given = options.get("headers")
    headers = {name: fill(_text(value)) for name, value in given.items()} \
        if isinstance(given, dict) else {}  # fmt: skip
    body, kind = _body(options, fill_body or fill)
    if kind and "content-type" not in map(str.lower, headers):
        headers["Content-Type"] = kind
    return headers, body


def _body(options: dict[str, Any], fill: Fill) -> tuple[str | None, str]:
    """Return the body, and what it is where the app need not say so."""
    form, body, kind = options.get("form"), options.get("body"), ""
    if form is not None:
        return (_encoded(form, fill) if isinstance(form, dict) else fill(_text(form))), _FORM
    if wants_json(options):
        kind = _JSON
        body = body if options["json"] is True else options["json"]
    if body is None:
        return None, ""
    return fill(body) if isinstance(body, str) else json.dumps(_filled(body, fill)), kind


def _filled(value: Any, fill: Fill) -> Any:
    """Fill in every text of a value, each by itself: what it becomes may need quotes in JSON."""
    if isinstance(value, dict):
        return {name: _filled(each, fill) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, fill) for each in value]
    return fill(value) if isinstance(value, str) else value


def _encoded(values: dict[str, Any], fill: Fill) -> str:
    pairs = [
        (name, fill(_text(each)))
        for name, value in values.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return urlencode(pairs)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
