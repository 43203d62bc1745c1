"""How a firing ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from fdevents.problems import Place
from fdevents.remedies import Remedy
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.calls import ApiCall

Status = Literal["ok", "failed", "timed_out", "crashed"]


def after_message(stack: str, message: str) -> str:
    """The stack without the message that it begins with, which may look like frames itself."""
    return stack.partition(message)[2] if message and message in stack else stack


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a firing did not end well.

    `stack` has frames of the app's files only; `place` is the first of them, or where the handler
    stands. A thrown value that is no Error has the name “Uncaught”. `remedies` are what would help
    beside the `hint`, which is plain text and speaks of no option.
    """

    name: str
    message: str
    stack: str = ""
    place: Place | None = None
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def frames(self) -> list[str]:
        """The lines of the stack, without the message that stands before them."""
        lines = (line.strip() for line in after_message(self.stack, self.message).split("\n"))
        return [line for line in lines if line.startswith(("at ", "[cause]"))]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One firing, ended.

    `status` is `ok`, `failed` (threw or rejected), `timed_out` or `crashed` (the sandbox died).
    `value` is what the handler returned: a JSON value, or text as Node prints it where JSON cannot
    carry the value (then `value_is_text`); `None` for undefined. `duration_ms` counts from the
    start of loading to the end of the last work. `payload` is what the handler got, `calls` are
    those of the platform's APIs, in their order.
    """

    event: str
    variant: str
    handler: str
    handler_place: Place
    status: Status
    duration_ms: float
    console: tuple[ConsoleLine, ...]
    calls: tuple[ApiCall, ...] = ()
    payload: dict[str, Any]
    value: Any = None
    value_is_text: bool = False
    error: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether the handler ended well."""
        return self.status == "ok"
