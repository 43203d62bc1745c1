"""A request as it would go out, what it was made from, and what came back."""

from __future__ import annotations

import math
import time
from typing import Any

from msgspec import Struct


class Sent(Struct, frozen=True):
    """A request as it goes out.

    `template` is the name of the request template that it was made from, if it was, `context` what
    the app filled that in with, and `iparams` are those of the firing, which may be secrets.
    `content` is what is sent where the body is no text. `until` is when the firing's time is over,
    in `time.monotonic`'s seconds.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: str | None
    template: str = ""
    context: Any = None
    iparams: Any = None
    content: bytes | None = None
    until: float = math.inf

    def within(self, seconds: float) -> float:
        """Return how long an answer may take that may take `seconds`: what the firing has left."""
        return max(0.0, min(seconds, self.until - time.monotonic()))


class Received(Struct, frozen=True):
    """What came back: `content` is the body as the host meant it, not packed for the way."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    text: str

    @property
    def value(self) -> dict[str, Any]:
        """The answer as `$request` gives it."""
        return {"status": self.status, "headers": dict(self.headers), "response": self.text}
