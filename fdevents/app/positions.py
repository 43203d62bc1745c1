"""Lines and columns, from 1, counted in characters: from bytes, as tree-sitter counts, and from
UTF-16 units, as V8 does."""

from __future__ import annotations

from bisect import bisect_left


class Positions:
    """Turns rows and columns of bytes in `content` into lines and columns of characters."""

    def __init__(self, content: bytes) -> None:
        self._lines = content.split(b"\n")
        self._starts: dict[int, list[int]] = {}  # of the characters of a line; empty for ASCII

    def at(self, row: int, column: int) -> tuple[int, int]:
        """The line and column of the byte `column` of line `row`, both from 0."""
        if row not in self._starts:
            line = self._lines[row]
            is_start = (i for i, byte in enumerate(line) if byte & 0xC0 != 0x80)
            self._starts[row] = [] if line.isascii() else list(is_start)
        starts = self._starts[row]
        return row + 1, (bisect_left(starts, column) if starts else column) + 1


def from_utf16(text: str, line: int, column: int) -> int:
    """The column in characters of the UTF-16 `column` in a line of `text`, all from 1."""
    lines = text.split("\n")
    if not 0 < line <= len(lines) or lines[line - 1].isascii():
        return column
    units = lines[line - 1].encode("utf-16-le", "surrogatepass")[: (column - 1) * 2]
    return len(units.decode("utf-16-le", "replace")) + 1
