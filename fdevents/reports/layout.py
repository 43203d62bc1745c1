"""A line of the app's source with a caret under the column, and text set into lines."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.folder import AppFiles
from fdevents.app.secrets import may_be_shown
from fdevents.problems import Place
from fdevents.reports.terminal import Terminal, columns


def excerpt(terminal: Terminal, files: AppFiles, place: Place, indent: str = "  ") -> Iterator[str]:
    """Show the source line at `place` and its caret; nothing where the place has no line, or one
    that gives a secret away."""
    source = _source(terminal, files, place)
    if not source:
        return
    # What is missing at the end of a line is reported one column after it.
    column = min(place.column or 1, len(source) + 1)
    room = max(10, terminal.width - len(indent) - len(str(place.line)) - 3)
    start = _window(terminal, source, column, room)
    shown = _fitting(terminal, source[start:], room)
    more = terminal.sign("…", "~")
    # “…” takes the place of one column; in that of a wider character it would shift the caret.
    if start + len(shown) < len(source) and _is_narrow(terminal, source[start + len(shown) - 1]):
        shown = shown[:-1] + more if start + len(shown) - 1 > column else shown
    if start and column - 1 > start and _is_narrow(terminal, source[start]):
        shown = more + shown[1:]
    bar = terminal.paint(terminal.sign("│", "|"), dim=True)
    number = str(place.line)
    yield f"{indent}{terminal.paint(number, dim=True)} {bar} {shown}"
    if place.column:
        before = source[start : column - 1].split("\t")
        gap = "\t".join(" " * columns(terminal.harmless(part)) for part in before)
        caret = terminal.paint("^", fg="red", bold=True)
        yield f"{indent}{' ' * len(number)} {bar} {gap}{caret}"


def _source(terminal: Terminal, files: AppFiles, place: Place) -> str:
    """Return the line at `place`, "" where there is nothing to show."""
    lines = files.text(place.file).split("\n")
    if not place.line or place.line > len(lines):
        return ""
    source = lines[place.line - 1].rstrip("\r")
    may_be = source.strip() and may_be_shown(files, place, source, terminal.secrets)
    return source if may_be else ""


def wrapped(terminal: Terminal, text: str, indent: str, first: str = "") -> Iterator[str]:
    """Set `text` into lines no wider than the screen, the first one after `first`.

    A word that is wider keeps a line to itself, whole: it may be a path that somebody copies.
    """
    # Some words fit into twenty columns; in fewer, a screen that is too narrow is no use.
    room = max(20, terminal.width - len(indent))
    line = ""
    start = first or indent
    for word in terminal.shown(text).split():
        if line and columns(line) + 1 + columns(word) > room:
            yield start + line
            start, line = indent, word
        else:
            line = f"{line} {word}" if line else word
    yield start + line


def _is_narrow(terminal: Terminal, character: str) -> bool:
    return character != "\t" and columns(terminal.harmless(character)) == 1


def _window(terminal: Terminal, source: str, column: int, room: int) -> int:
    """Find where to start a line too wide for the screen, so that the column is in sight."""
    # Eight columns to its right stay in sight, and a minified line is walked in halves.
    start = 0
    while _width(terminal, source[start : column - 1]) > room - 8 and start < column - 1:
        start += max(1, (column - 1 - start) // 2)
    return start


def _fitting(terminal: Terminal, text: str, room: int) -> str:
    """Return the beginning of `text` that fits into `room` columns."""
    text = text[:room]  # first, since a minified file is a single line, and the loop is slow
    while _width(terminal, text) > room:
        text = text[:-1]
    return text


def _width(terminal: Terminal, text: str) -> int:
    """Count the columns that the text takes, a tab being up to eight."""
    return sum(columns(terminal.harmless(part)) for part in text.split("\t")) + 8 * text.count("\t")
