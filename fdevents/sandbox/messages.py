"""What the sandbox's process says to us: messages, a line of JSON each.

A line is `[number, message]`, with the number of the request to which the message belongs, 0 before
the first. That is untrusted: each line is parsed and checked in one go, by the types below.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypedDict

import msgspec
from msgspec import Meta, Struct

from fdevents.discreet import Discreet
from fdevents.sandbox.codes import Code

LONGEST_LINE = 32 * 1024 * 1024  # bytes: three times 1 MB, escaped as badly as JSON can, and more

_Number = Annotated[float, Meta(ge=0)]
_Count = Annotated[int, Meta(ge=0)]


class ProtocolError(ValueError):
    """A line that is none of our messages."""


class Ready(Struct, frozen=True, tag_field="type", tag="ready"):
    """The process is up."""


class ConsoleLine(Discreet, frozen=True, tag_field="type", tag="console"):
    """What one call of a console method printed; `at_ms` counts from the start of the firing."""

    level: Literal["log", "info", "warn", "error", "debug"]
    text: str
    at_ms: _Number


class Call(Struct, frozen=True, tag_field="type", tag="call"):
    """A call of one of the platform's APIs; `args` is a JSON list. It is answered by its `id`.

    `frame` says where the app's code made it, as a stack trace does, as far as that is known.
    """

    id: _Count
    api: str
    args: str
    at_ms: _Number
    frame: str = ""


class Failed(Struct, frozen=True):
    """What was thrown or rejected; `thrown` marks a value that is not an Error.

    Only what our own JavaScript made, an error or the rejection of a call, has a `code`, with the
    `file` or the `detail` that belongs to it.
    """

    name: str
    message: str
    stack: str
    thrown: bool
    unawaited: bool = False
    code: Code | None = None
    file: str = ""
    detail: str = ""


class Carried(TypedDict, total=False):
    """A value: as `json`, or as `text` where JSON cannot carry it; exactly one of them.

    The text of undefined is `None`.
    """

    json: Any
    text: str | None


class Settled(Struct, frozen=True, tag_field="type", tag="settled"):
    """How a firing ended: status `ok`, `failed`, or `never` where nothing is left to settle it.

    `late` has the ids of the calls that were under way when the handler ended. `promised`: the
    handler returned a promise, as async functions do.
    """

    status: Literal["ok", "failed", "never"]
    duration_ms: _Number
    late: list[_Count]
    value: Carried | None
    error: Failed | None
    promised: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and len(self.value) != 1:
            raise ValueError("A value is either JSON or text.")


class HeldKey(TypedDict):
    """What a key of a registration holds: as text if it is one, and as Node shows it."""

    text: str | None
    shown: str


class ExportedEntry(TypedDict):
    """An entry of `exports.events`: its `keys`, or what is there instead, as Node shows it.

    `product` is whose list it is in, "" where there is one list.
    """

    product: str
    shown: str
    keys: dict[str, HeldKey] | None


class ExportedEvents(TypedDict):
    """`exports.events`: what it is, and its entries."""

    kind: str
    entries: Annotated[list[ExportedEntry], Meta(max_length=1000)]


class Exported(Struct, frozen=True, tag_field="type", tag="exports"):
    """What server.js exports: the kind of each name, and its `events` as far as they register.

    `broken` says why modules are not compiled, by their `well_formed` names.
    """

    kind: str
    names: dict[str, str]
    events: ExportedEvents | None
    broken: dict[str, Broken]
    error: Failed | None


class Broken(Struct, frozen=True):
    """Why V8 did not compile a file, in its own words."""

    code: Code
    message: str


class Uncompiled(Broken, frozen=True, tag_field="type", tag="uncompiled"):
    """Why V8 did not compile server.js, which leaves nothing to load."""


Message = Ready | ConsoleLine | Call | Settled | Exported | Uncompiled
_MESSAGES = msgspec.json.Decoder(tuple[_Count, Message])


def parse(line: bytes, number: int) -> Message:
    """Return the message that `line` holds for the request of that number. Raises ProtocolError."""
    try:
        belongs_to, message = _MESSAGES.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(str(error)) from None
    if belongs_to != number:
        raise ProtocolError(f"A message of request {belongs_to} came during request {number}.")
    return message


def fits(message: Message, op: str) -> bool:
    """Tell whether a process that was asked to `op` can say `message`, in itself coherent."""
    if op == "inspect":
        return isinstance(message, Exported | Uncompiled)
    if not isinstance(message, Settled):
        return isinstance(message, ConsoleLine | Call)
    ended = {"ok": message.value is not None, "failed": message.error is not None}
    return ended == {"ok": message.status == "ok", "failed": message.status == "failed"}


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """Give the text as the child says it: halves of characters, as file names that are not UTF-8
    have them, are each one replacement character."""
    return _HALF_CHARACTER.sub("\ufffd", text)
