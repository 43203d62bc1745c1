"""Lines and columns, from 1, counted in characters: from bytes, as tree-sitter counts, and from
UTF-16 units, as V8 does."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")


class Positions:
    """Turns rows and columns of bytes in `content` into lines and columns of characters."""

    def __init__(self, content: bytes) -> None:
        self._lines = content.split(b"\n")
        self._starts: dict[int, list[int]] = {}  # of the characters of a line; empty for ASCII

    def at(self, row: int, column: int) -> tuple[int, int]:
        """Return the line and column of the byte `column` of line `row`, both from 0."""
        if row not in self._starts:
            line = self._lines[row]
            # In UTF-8 every byte of a character but the first is 10xxxxxx.
            is_start = (i for i, byte in enumerate(line) if byte & 0xC0 != 0x80)
            self._starts[row] = [] if line.isascii() else list(is_start)
        starts = self._starts[row]
        return row + 1, (bisect_left(starts, column) if starts else column) + 1


def from_engine(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the line and column of `text`, in characters, that V8 calls `line` and `column`.

    V8 counts UTF-16 units, and ends lines at a lone CR and at U+2028 and U+2029 too.
    """
    starts = _starts(text)
    start = starts[min(line, len(starts)) - 1]
    rest = text[start : start + column - 1]
    if not rest.isascii():
        units = rest.encode("utf-16-le", "surrogatepass")[: (column - 1) * 2]
        rest = units.decode("utf-16-le", "replace")
    before = text[:start] + rest
    short = column - 1 - len(rest) if rest.isascii() else 0  # a column after the line's end
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1 + short


@lru_cache(4)  # each frame of a stack asks again, and a file may have half a million lines
def _starts(text: str) -> list[int]:
    """Return where the lines of the text begin, as V8 ends them."""
    return [0, *(end.end() for end in _LINE_END.finditer(text))]
