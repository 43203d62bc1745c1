"""What `$db` and `$schedule` take: names and JSON up to a size."""

from __future__ import annotations

import json
from typing import Any

from fdevents.apis.refusal import wrong


def check_length(what: str, text: str, most: int) -> None:
    """Raises Refused for text of more than `most` characters; `what` is its name in the message."""
    if len(text) > most:
        raise wrong(f"The {what} has {len(text)} characters; up to {most} are allowed.")


def check_size(what: str, value: Any, most: int) -> None:
    """Raises Refused for a value of more than `most` bytes of JSON, ValueError for no JSON."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        raise wrong(f"The {what} has {size} bytes; up to {most} are allowed.")
