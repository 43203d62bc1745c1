"""Secrets of an app: values of secure parameters, which are never shown."""

from __future__ import annotations

import json
from typing import Any

MASK = "••••••"
_SHORTEST = 4  # characters: a shorter text is everywhere


def secret_texts(iparams: Any, secure: frozenset[str]) -> tuple[str, ...]:
    """What the secure ones of the values look like in a text: plain, and as JSON has them."""
    found = set()
    for name in secure:
        value = iparams.get(name) if isinstance(iparams, dict) else None
        if isinstance(value, str) and len(value) >= _SHORTEST:
            found |= {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    return tuple(sorted(found, key=len, reverse=True))
