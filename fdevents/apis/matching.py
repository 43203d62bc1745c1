"""Which mock answers a request, by the rules of server/test_data/requests.json, and which would."""

from __future__ import annotations

import json
from typing import Any

from fdevents.apis.live import Sent
from fdevents.app.mocks import Mock


def answers(mock: Mock, request: Sent) -> bool:
    """Say whether the mock is meant for this request: its method, URL and, if it has one, body."""
    if mock.method != request.method or not matches(mock.url, request.url):
        return False
    return mock.body is None or _has(_parsed(request.body), mock.body)


def matches(pattern: str, text: str) -> bool:
    """Say whether `text` is `pattern`, in which each `*` stands for anything.

    The pattern and the text are both the app's: a regular expression with many `.*` can take
    years and stops every thread meanwhile. Taking each part where it is found first is enough,
    since what follows a `*` may stand anywhere behind it.
    """
    first, *others = pattern.split("*")
    if not others:
        return text == pattern
    *middle, last = others
    at, end = len(first), len(text) - len(last)
    if end < at or not text.startswith(first) or not text.endswith(last):
        return False
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def mock_for(method: str, url: str, body: str | None) -> str:
    """Return a mock that would answer this request, on one line of JSON to paste."""
    wanted: dict[str, Any] = {"method": method, "url": url}
    if body:
        wanted["body"] = _parsed(body)
    return json.dumps({**wanted, "status": 200, "response": {}}, ensure_ascii=False)


def _parsed(body: str | None) -> Any:
    """Return the body as JSON if it is JSON, as its text otherwise."""
    # Parsed, so that neither blanks nor the order of keys decide which mock answers.
    try:
        return json.loads(body or "")
    except (ValueError, RecursionError):
        return body


def _has(found: Any, wanted: Any) -> bool:
    """Tell whether all that is wanted is there; objects may have more members than wanted."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and _has(found[key], value) for key, value in wanted.items()
        )
    # To Python 1 == True == 1.0, to JSON they differ.
    return type(found) is type(wanted) and bool(found == wanted)
