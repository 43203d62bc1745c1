"""A line of the app's source with a caret under the column, and text set into lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from fdevents.app.problems import Place
from fdevents.cli.style import Output, columns


def excerpt(output: Output, text: str, place: Place, indent: str = "  ") -> Iterator[str]:
    """The source line at `place` and its caret; nothing where the place has no line."""
    lines = text.split("\n")
    if not place.line or place.line > len(lines):
        return
    source = lines[place.line - 1].rstrip("\r")
    column = min(place.column or 1, len(source) + 1)
    start = _window(column, output.width - len(indent) - 10)
    shown = source[start : start + output.width - len(indent) - 10]
    bar = output.paint(output.sign("│", "|"), dim=True)
    number = str(place.line)
    before = source[start : column - 1]
    gap = "".join("\t" if each == "\t" else " " * columns(each) for each in before)
    caret = output.paint("^", fg="red", bold=True)
    yield f"{indent}{output.paint(number, dim=True)} {bar} {output.harmless(shown)}"
    yield f"{indent}{' ' * len(number)} {bar} {gap}{caret}" if place.column else ""


def wrapped(output: Output, text: str, indent: str, first: str = "") -> Iterator[str]:
    """`text` as lines no wider than the screen, the first one after `first`."""
    width = max(20, output.width - len(indent))
    lines = textwrap.wrap(output.harmless(text), width, break_on_hyphens=False) or [""]
    for index, line in enumerate(lines):
        yield (first or indent) + line if index == 0 else indent + line


def _window(column: int, width: int) -> int:
    """Where to start a line too long for the screen, so that the column is in sight."""
    return 0 if column <= width - 8 else column - width // 2
