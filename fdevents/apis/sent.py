"""A request as it would go out, and what it was made from."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Sent(Struct, frozen=True):
    """A request as it goes out.

    `template` is the name of the request template that it was made from, if it was, `context` what
    the app filled that in with, and `iparams` are those of the firing, which may be secrets.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: str | None
    template: str = ""
    context: Any = None
    iparams: Any = None
