"""What a browser or a proxy recorded, in an HTTP Archive (HAR 1.2), as mocks."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from fdevents.app.mock_file import seen_mock
from fdevents.app.mocks import METHODS
from fdevents.errors import UsageProblem
from fdevents.masking import Secrets

LARGEST_ARCHIVE = 64 * 1024 * 1024  # bytes
LARGEST_RESPONSE = 256 * 1024  # characters


class Recorded(Struct):
    """The mocks of an archive, and how many of its requests are `left_out`, by why."""

    mocks: list[dict[str, Any]]
    left_out: Counter[str]


def read_archive(path: Path) -> list[Any]:
    """Return the entries of the archive. Raises UsageProblem for what is none."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_ARCHIVE + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageProblem(f"{path} cannot be read: {why}.") from None
    if len(content) > LARGEST_ARCHIVE:
        most = LARGEST_ARCHIVE // 2**20
        raise UsageProblem(f"{path} is larger than {most} MB, the most that is read.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    log = found.get("log") if isinstance(found, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UsageProblem(
            f"{path} is not an HTTP Archive: it has no list of entries in its “log”.",
            "A browser saves one from the list of requests in its developer tools.",
        )
    return entries


def recorded(entries: list[Any], secrets: Secrets, wanted: Callable[[str], bool]) -> Recorded:
    """Make mocks of the entries whose URL is `wanted`, without secrets.

    Requests that were made more than once become one mock, with its answers in turn.
    """
    found = Recorded([], Counter())
    by_request: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in entries:
        try:
            mock = _mock(entry, secrets, wanted)
        except (KeyError, TypeError, ValueError, AttributeError):
            mock = "that are not as HTTP Archives have them"
        if isinstance(mock, str):
            found.left_out[mock] += 1
        else:
            by_request.setdefault((mock["method"], mock["url"]), []).append(mock)
    found.mocks.extend(map(_in_turn, by_request.values()))
    return found


def _mock(entry: Any, secrets: Secrets, wanted: Callable[[str], bool]) -> dict[str, Any] | str:
    """Return the mock for an entry, or why there is none, as the end of “3 requests …”.

    An entry that is not as it should be raises what reading it raises.
    """
    request, response = entry["request"], entry["response"]
    method, status = request["method"].upper(), int(response["status"])
    if not wanted(request["url"]):
        return "to hosts that the app does not ask"
    if method not in METHODS:
        return f"with a method other than {', '.join(METHODS)}"
    if not 200 <= status <= 599 or 300 <= status < 400:
        return "without an answer of their own, such as redirections"
    headers = {each["name"]: each["value"] for each in response["headers"]
               if not each["name"].startswith(":")}  # fmt: skip
    text = _text(response.get("content") or {})
    if text is None:
        return "whose answer is not text"
    if len(text) > LARGEST_RESPONSE:
        return f"whose answer is larger than {LARGEST_RESPONSE // 1024} KB"
    answer = {"status": status, "headers": headers, "response": _value(text)}
    return seen_mock(method, request["url"], answer, secrets)


def _text(content: dict[str, Any]) -> str | None:
    """Return the response's body, None for one that is not text."""
    text = content.get("text") or ""
    if content.get("encoding") != "base64":
        return str(text)
    try:
        return base64.b64decode(text).decode()
    except UnicodeDecodeError:
        return None


def _value(text: str) -> Any:
    """Return an object or a list of JSON as what it is, which is easier to edit."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict | list) else text


def _in_turn(mocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Make one mock of those for the same request."""
    first, *others = mocks
    if all(each == first for each in others):
        return first
    answers = [{key: each[key] for key in ("status", "headers", "response")} for each in mocks]
    return {"method": first["method"], "url": first["url"], "responses": answers}
