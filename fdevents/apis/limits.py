"""How much the platform's APIs take: names, JSON and text up to a size."""

from __future__ import annotations

import json
import time
from collections import deque
from typing import Any

from fdevents.apis.refusal import Refused, wrong

# Characters of one text of a request: a long value may stand in it many times, and is the app's.
LARGEST_FILLED = 8 * 1024 * 1024
TIMEOUT_SECONDS = 15.0  # of a request
MOST_A_MINUTE = 50  # calls of $db, and of $request


class Rate:
    """How often something was done within the last minute."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_A_MINUTE)

    def count(self, what: str) -> None:
        """Count one more. Raises Refused where that is more than the platform takes a minute."""
        now = time.monotonic()
        if len(self._times) == MOST_A_MINUTE and now - self._times[0] <= 60:
            raise Refused(429, f"The platform takes at most {MOST_A_MINUTE} {what} a minute.")
        self._times.append(now)


def check_length(what: str, text: str, most: int) -> None:
    """Raise Refused for text of more than `most` characters; `what` is its name in the message."""
    if len(text) > most:
        raise wrong(f"The {what} has {len(text)} characters; up to {most} are allowed.")


def check_size(what: str, value: Any, most: int) -> None:
    """Raise Refused for a value of more than `most` bytes of JSON, ValueError for what has none."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    # An app's text may end inside a character of two UTF-16 units, which strict UTF-8 refuses.
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        raise wrong(f"The {what} has {size} bytes; up to {most} are allowed.")


def check_filled(characters: int) -> None:
    """Raise Refused where text has become too long by what was filled in."""
    if characters > LARGEST_FILLED:
        raise wrong(
            f"With its values filled in, the text is longer than {LARGEST_FILLED} characters."
        )
