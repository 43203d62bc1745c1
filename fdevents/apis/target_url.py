"""`generateTargetUrl`: the address at which an app is called from outside."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fdevents.apis.limits import check_length
from fdevents.apis.refusal import wrong
from fdevents.wording import kind_of

LONGEST_OPTIONS = 100  # characters


class TargetUrl:
    """The address of an app; `hook` is the product or module that registers the event of calls
    from outside, and `hears` says whether one does."""

    def __init__(self, hook: str, *, hears: bool) -> None:
        self._hook = hook
        self._hears = hears

    def generate(self, options: Any = None) -> str:
        """Return the address, the same each time, with the `options`, which come back in the
        event's payload. Raises Refused, also where nobody hears it."""
        if not self._hears:
            raise wrong("generateTargetUrl needs a registered handler for external events.")
        # Host and path are those of the SDK's own server; nothing of ours listens there.
        address = f"http://localhost:10001/event/hook/{self._hook}"
        if options is None:
            return address
        if not isinstance(options, str):
            raise wrong(f"The options are {kind_of(options)}; they must be text.")
        check_length("text of the options", options, LONGEST_OPTIONS)
        return f"{address}?options={quote(options, safe='', errors='replace')}"
