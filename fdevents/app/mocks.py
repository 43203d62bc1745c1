"""server/test_data/requests.json: what requests are answered with while nothing is sent.

A list of mocks. The first that fits a request answers it: by its `template`, or by its `method` and
`url`, and by its `body` if it has one. `*` in a `url` stands for anything, and so it does in the
texts of a `body`, which fits what has at least its members.
"""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec import Struct, field

from fdevents.app.jsonfile import JsonFile
from fdevents.app.records import Entries, Record
from fdevents.app.shape import Items, Number, Shape, Text

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPENING = "{{"
FILLED_IN = re.compile(r"\{\{\s*request\b")  # how an expression begins that we fill in
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
_ANSWER: dict[str, Shape] = {
    "status": Number(
        wanted="a whole number from 100 to 599", least=100, most=599, whole=True, default=200
    ),
    "headers": Entries(of=Text(), about="The response's headers, as text."),
    "response": Shape(
        about="The response's body; anything but text is sent as JSON. {{ request.… }} in "
        "its texts is filled in.",
        default="",
    ),
    "delay": Number(
        wanted=f"a number of seconds from 0 to {LONGEST_DELAY}",
        least=0,
        most=LONGEST_DELAY,
        about="Seconds until the answer.",
        default=0,
    ),
    "error": Record(keys={}, open=True, nullable=True, about="A rejection, instead of a response."),
}
_MOCK = Record(
    called="mock {0}",
    about="The answer to a request, or the answers to one after the other.",
    hint=_EXAMPLE,
    keys={
        "template": Text(
            least=1, about="The template in config/requests.json whose requests are answered."
        ),
        "method": METHOD,
        "url": Text(about="The address; * stands for anything.", hint=_EXAMPLE),
        "body": Shape(about="What the request's body must contain."),
        **_ANSWER,
        "responses": Items(
            about="Answers in turn, of which the last repeats; what one lacks is the mock's own.",
            of=Record(called="answer {2} of mock {0}", about="One answer.", keys=_ANSWER),
        ),
    },
    required=("url",),
    instead={"url": "template"},
)
MOCKS = Items(
    called="the file",
    wanted="a list of mocks",
    about="The answers to requests: server/test_data/requests.json.",
    hint=_EXAMPLE,
    of=_MOCK,
)


class Answer(Struct, frozen=True):
    """`status`, `headers` and `response`, or `error`; after `delay` seconds."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    response: Any = ""
    delay: float = 0.0
    error: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The response's body, which is always text."""
        return self.response if isinstance(self.response, str) else json.dumps(self.response)

    @property
    def is_filled_in(self) -> bool:
        """Whether something of the request's is to be put into it."""
        texts = (self.text, *self.headers.values())
        return any(OPENING in each and FILLED_IN.search(each) for each in texts)


class Mock(Struct, frozen=True, kw_only=True):
    """What requests it is for, and its `answers`, of which there is at least one.

    An empty `template`, `method` or `url` and a `body` of None fit any request. `index` is its
    place in the file, from 0.
    """

    index: int = 0
    template: str = ""
    method: str = ""
    url: str = ""
    body: Any = None
    answers: tuple[Answer, ...] = (Answer(),)


def read_mocks(file: JsonFile) -> list[Mock]:
    """Return the file's mocks; an item with a fault is left out, and is a problem of the app.

    The others answer all the same: `mocks-shape` is a warning, and keeps nothing from being fired.
    """
    items = file.value if isinstance(file.value, list) else []
    return [_mock(item, index) for index, item in enumerate(items) if not _faulty(item, index)]


def _faulty(item: Any, index: int) -> bool:
    return any(_MOCK.faults(item, (index,)))


def _mock(item: dict[str, Any], index: int) -> Mock:
    own = {key: item[key] for key in _ANSWER if key in item}
    # A template has a method of its own, so that one is wanted only where none is named.
    method = item.get("method", "" if "template" in item else "GET").upper()
    return Mock(
        index=index,
        template=item.get("template", ""),
        method=method,
        url=item.get("url", ""),
        body=item.get("body"),
        answers=tuple(_answer({**own, **each}) for each in item.get("responses") or [{}]),
    )


def _answer(item: dict[str, Any]) -> Answer:
    return Answer(**{**item, "status": int(item.get("status", 200))})
