"""Which mock answers a request, by the rules of server/test_data/requests.json, and which would."""

from __future__ import annotations

import json
from typing import Any

from fdevents.apis.sent import Sent
from fdevents.app.mock_file import as_pattern
from fdevents.app.mocks import Mock
from fdevents.app.patterns import ANYTHING, matches
from fdevents.masking import Secrets


def answers(mock: Mock, request: Sent) -> bool:
    """Say whether the mock is meant for this request: by each of what the mock names."""
    if mock.template and mock.template != request.template:
        return False
    if mock.method and mock.method != request.method:
        return False
    if mock.url and not matches(mock.url, request.url):
        return False
    return mock.body is None or _has(parsed(request.body), mock.body)


def mock_for(request: Sent, secrets: Secrets, *, match_body: bool = False) -> dict[str, Any]:
    """Return a mock that would answer this request with an empty object.

    It names the template, where there is one; its body only with `match_body`, since a body often
    has something in it that is never the same again.
    """
    wanted: dict[str, Any] = {"method": request.method, "url": as_pattern(request.url, secrets)}
    if request.template:
        wanted = {"template": request.template}
    if match_body and request.body:
        wanted["body"] = as_pattern(parsed(request.body), secrets)
    return {**wanted, "status": 200, "response": {}}


def parsed(body: str | None) -> Any:
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
    if isinstance(wanted, str) and ANYTHING in wanted:
        return wanted == ANYTHING or (isinstance(found, str) and matches(wanted, found))
    if isinstance(wanted, list):
        return (
            isinstance(found, list) and len(found) == len(wanted) and all(map(_has, found, wanted))
        )
    # To Python 1 == True == 1.0, to JSON they differ.
    return type(found) is type(wanted) and bool(found == wanted)
