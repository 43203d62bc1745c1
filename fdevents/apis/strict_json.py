"""JSON as the language itself reads it: without Python's own NaN, infinity and their like."""

from __future__ import annotations

import json
import math


def _finite(text: str) -> float:
    """The number, which JSON can carry on; `NaN` and `1e999` are none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a number that JSON has.")
    return number


STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)
"""Its `decode` raises ValueError, and RecursionError for what is too deep."""
