"""What a stream can show: colour, signs, width; and text that harms no terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from functools import cached_property
from typing import TextIO

import click

from fdevents.masking import MASK

_SGR = re.compile(r"\x1b\[[0-9;]*m")
# What a terminal obeys, and what makes text look like other text than it is.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOURED = re.compile(r"(\x1b\[[0-9;]*m)")

WIDEST = 100  # columns of prose, on screens that have more


class Output:
    """One of our two streams, as what it is: a terminal, a pipe or a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.secrets: tuple[str, ...] = ()  # texts that are never shown

    @cached_property
    def colour(self) -> bool:
        """Whether to colour: a terminal that can, unless NO_COLOR says no; see no-color.org."""
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return self._stream.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def is_terminal(self) -> bool:
        """Whether somebody reads it as it comes."""
        return self._stream.isatty()

    @cached_property
    def unicode(self) -> bool:
        """Whether the stream can carry more than ASCII."""
        try:
            "✔✘→│".encode(self._stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    @property
    def width(self) -> int:
        """The columns that prose may take."""
        return max(20, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))

    def paint(
        self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False
    ) -> str:
        """`text` in a colour, where the stream shows any."""
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None) if self.colour else text

    def sign(self, pretty: str, plain: str) -> str:
        """A sign, or what stands for it in ASCII."""
        return pretty if self.unicode else plain

    def harmless(self, text: str) -> str:
        """Text of the app's: control characters made visible, colours kept where there are any."""
        if not self.unicode and not text.isascii():
            encoding = self._stream.encoding or "ascii"
            text = text.encode(encoding, "backslashreplace").decode(encoding)
        if not _CONTROLS.search(text):
            return text
        parts = _COLOURED.split(text)
        kept = (part if self.colour else "" for part in parts[1::2])
        shown = [_CONTROLS.sub(_visible, part) for part in parts[::2]]
        return "".join(a + b for a, b in zip(shown, [*kept, ""], strict=True)) + (
            "\x1b[0m" if self.colour and len(parts) > 1 else ""
        )

    def line(self, text: str = "") -> None:
        """Prints one line, at once."""
        encoding = self._stream.encoding or "utf-8"
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        data = text.encode(encoding, "backslashreplace")
        if self._stream.isatty():
            click.echo(data.decode(encoding), file=self._stream, color=self.colour)
        else:
            self._write(data + os.linesep.encode(encoding))

    def _write(self, data: bytes) -> None:
        """All of `data`: an unbuffered stream (PYTHONUNBUFFERED) takes a part and says how much."""
        self._stream.flush()
        buffer = self._stream.buffer
        while data:
            data = data[buffer.write(data) :]
        buffer.flush()


def out() -> Output:
    """Where results go."""
    return Output(sys.stdout)


def err() -> Output:
    """Where commentary goes."""
    return Output(sys.stderr)


def columns(text: str) -> int:
    """How many columns `text` takes; a tab counts as one."""
    if text.isascii():
        return len(text)
    return sum(_width(each) for each in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] == "\r":
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
