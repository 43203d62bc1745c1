"""JSON as the language itself reads it: without Python's own NaN, infinity and their like."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 100  # of objects and lists in each other: what shows and masks them recurses


def read_json(text: str) -> Any:
    """Return the value that the text is JSON of. Raises ValueError where it is not, or too deep."""
    try:
        value = _STRICT.decode(text)
    except RecursionError:
        raise _too_deep() from None
    check_depth(value)
    return value


def check_depth(value: Any) -> None:
    """Raise ValueError for a value with more than `DEEPEST` objects and lists in each other."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [each for holder in level if isinstance(holder, dict | list)
                 for each in (holder.values() if isinstance(holder, dict) else holder)]  # fmt: skip
        if not level:
            return
    raise _too_deep()


def _too_deep() -> ValueError:
    return ValueError(f"objects and lists are nested deeper than {DEEPEST} levels.")


def _finite(text: str) -> float:
    """The number, which JSON can carry on; `NaN` and `1e999` are none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a number that JSON has.")
    return number


_STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)
