"""server/test_data/requests.json: what `$request` is answered with while nothing is sent.

A list of mocks. The first whose `method`, `url` and, if it has one, `body` are those of the request
answers it. `*` in a `url` stands for anything; a `body` matches what has at least its members.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.problems import Problem, problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_KEYS = {"method", "url", "body", "status", "headers", "response", "delay", "error"}
LONGEST_DELAY = 60.0  # seconds


@dataclass(frozen=True)
class Mock:
    """One answer: `status`, `headers` and `response`, or `error`; after `delay` seconds."""

    method: str
    url: str
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    response: Any = ""
    delay: float = 0.0
    error: dict[str, Any] | None = None

    def answers(self, method: str, url: str, body: str | None) -> bool:
        """Whether it is meant for this request."""
        pattern = "".join(".*" if part == "*" else re.escape(part)
                          for part in re.split(r"(\*)", self.url))  # fmt: skip
        if self.method != method or not re.fullmatch(pattern, url, re.DOTALL):
            return False
        return self.body is None or _has(_parsed(body), self.body)

    @property
    def text(self) -> str:
        """The response's body, which is always text."""
        return self.response if isinstance(self.response, str) else json.dumps(self.response)


def read_mocks(file: JsonFile) -> list[Mock]:
    """The mocks of the file; what is none is left out, and a problem."""
    items = file.value if isinstance(file.value, list) else []
    return [
        Mock(**{**item, "method": item.get("method", "GET").upper()})
        for item in items
        if not _wrong(item)
    ]


def check_mocks(file: JsonFile) -> Iterator[Problem]:
    """What is wrong with the file."""
    if file.missing:
        return
    if file.trouble:
        yield problem("requests-syntax", file.trouble.message, file.trouble_place,
                      file.trouble.hint)  # fmt: skip
    elif not isinstance(file.value, list):
        yield problem("mocks-shape", f"{file.name} is no list of mocks.", file.value_place(),
                      _EXAMPLE)  # fmt: skip
    for index, item in enumerate(file.value if isinstance(file.value, list) else ()):
        wrong = _wrong(item)
        if wrong:
            message = f"Mock {index}: {wrong}"
            yield problem("mocks-shape", message, file.value_place(index), _EXAMPLE)


_EXAMPLE = 'A mock is {"method": "GET", "url": "https://…", "status": 200, "response": {…}}.'


def mock_for(method: str, url: str, body: str | None) -> str:
    """A mock to paste that would answer this request."""
    wanted: dict[str, Any] = {"method": method, "url": url}
    if body:
        wanted["body"] = _parsed(body)
    return json.dumps({**wanted, "status": 200, "response": {}}, ensure_ascii=False)


def _wrong(item: Any) -> str:
    if not isinstance(item, dict):
        return "it is no object."
    unknown = [key for key in item if key not in _KEYS]
    if unknown:
        return f"“{unknown[0]}” is no key of a mock; {', '.join(sorted(_KEYS))} are."
    if not isinstance(item.get("url"), str):
        return "it names no url."
    method = item.get("method", "GET")
    if not isinstance(method, str) or method.upper() not in METHODS:
        return f"the method is none of {', '.join(METHODS)}."
    status = item.get("status", 200)
    if type(status) is not int or not 100 <= status <= 599:
        return "the status is no number from 100 to 599."
    headers = item.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(v, str) for v in headers.values()):
        return "the headers are no object of texts."
    delay = item.get("delay", 0)
    if (
        isinstance(delay, bool)
        or not isinstance(delay, int | float)
        or not (0 <= delay <= LONGEST_DELAY)
    ):
        return f"the delay is no number of seconds up to {LONGEST_DELAY:g}."
    if not isinstance(item.get("error"), dict | None):
        return "the error is no object."
    return ""


def _parsed(body: str | None) -> Any:
    try:
        return json.loads(body or "")
    except (ValueError, RecursionError):
        return body


def _has(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            key in found and _has(found[key], value) for key, value in wanted.items()
        )
    return type(found) is type(wanted) and bool(found == wanted)
