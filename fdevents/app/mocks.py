"""server/test_data/requests.json: what `$request` is answered with while nothing is sent.

A list of mocks. The first whose `method`, `url` and, if it has one, `body` are those of the request
answers it. `*` in a `url` stands for anything; a `body` matches what has at least its members.
"""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct, field

from fdevents.app.jsonfile import JsonFile
from fdevents.app.records import Entries, Record
from fdevents.app.shape import Items, Number, Shape, Text

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Longer than the platform lets a handler run, so that its limit can be provoked.
LONGEST_DELAY = 60  # seconds
_EXAMPLE = 'A mock is {"method": "GET", "url": "https://…", "status": 200, "response": {…}}.'
METHOD = Text(
    one_of=METHODS,
    any_case=True,
    many="The methods are",
    wrong="{Shown} is not a method of $request.",
    default="GET",
)
_MOCK = Record(
    called="mock {0}",
    about="One answer to a request.",
    hint=_EXAMPLE,
    keys={
        "method": METHOD,
        "url": Text(about="The address; * stands for anything.", hint=_EXAMPLE),
        "body": Shape(about="What the request's body must contain."),
        "status": Number(
            wanted="a whole number from 100 to 599", least=100, most=599, whole=True, default=200
        ),
        "headers": Entries(of=Text(), about="The response's headers, as text."),
        "response": Shape(
            about="The response's body; anything but text is sent as JSON.", default=""
        ),
        "delay": Number(
            wanted=f"a number of seconds from 0 to {LONGEST_DELAY}",
            least=0,
            most=LONGEST_DELAY,
            about="Seconds until the answer.",
            default=0,
        ),
        "error": Record(
            keys={}, open=True, nullable=True, about="A rejection, instead of a response."
        ),
    },
    required=("url",),
)
MOCKS = Items(
    called="the file",
    wanted="a list of mocks",
    about="The answers to $request: server/test_data/requests.json.",
    hint=_EXAMPLE,
    of=_MOCK,
)


class Mock(Struct, frozen=True):
    """One answer: `status`, `headers` and `response`, or `error`; after `delay` seconds."""

    method: str
    url: str
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    response: Any = ""
    delay: float = 0.0
    error: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The response's body, which is always text."""
        return self.response if isinstance(self.response, str) else json.dumps(self.response)


def read_mocks(file: JsonFile) -> list[Mock]:
    """Return the file's mocks; an item with a fault is left out, and is a problem of the app.

    The others answer all the same: `mocks-shape` is a warning, and keeps nothing from being fired.
    """
    items = file.value if isinstance(file.value, list) else []
    return [_mock(item) for index, item in enumerate(items) if not _faulty(item, index)]


def _faulty(item: Any, index: int) -> bool:
    return any(_MOCK.faults(item, (index,)))


def _mock(item: dict[str, Any]) -> Mock:
    method, status = item.get("method", "GET").upper(), int(item.get("status", 200))
    return Mock(**{**item, "method": method, "status": status})
