"""`<%= … %>` in texts of an app: where such places are, and the parameters that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

OPENING, _CLOSING = "<%=", "%>"
_NAMED = re.compile(r"""\biparam(?:\.([\w$]+)|\[\s*["']([\w$ .-]+)["']\s*\])""")


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it stood between the marks of a place.

    With `find`, since the text is the app's: a regular expression that looks for an end that is
    not there tries again from every beginning.
    """
    at = 0
    while (start := text.find(OPENING, at)) >= 0:
        end = text.find(_CLOSING, start + len(OPENING))
        if end < 0:
            break
        yield text[at:start], False
        yield text[start + len(OPENING) : end], True
        at = end + len(_CLOSING)
    yield text[at:], False


def iparams_in(value: Any, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each parameter that a text in the JSON value names, with the path of that text."""
    left = [(path, value)]
    while left:  # no recursion: the value may be nested deeper than Python calls
        path, each = left.pop()
        if isinstance(each, dict):
            left += [((*path, key), inner) for key, inner in reversed(each.items())]
        elif isinstance(each, list):
            left += [((*path, index), each[index]) for index in reversed(range(len(each)))]
        elif isinstance(each, str):
            for piece, is_expression in pieces(each):
                found = _NAMED.finditer(piece) if is_expression else ()
                yield from ((path, match[1] or match[2]) for match in found)
