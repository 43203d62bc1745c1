"""A stream as what it is, terminal, pipe or file, that shows no secrets and nothing harmful."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TextIO

import click
from rich.cells import cell_len  # 1 ms of its own, unlike the rest of rich

from fdevents.masking import Secrets

# Of what escape sequences can do, colours alone are harmless.
_SGR = re.compile(r"(\x1b\[[0-9;]*m)")
_RESET = re.compile(r"\x1b\[0*m")
# What a terminal obeys, and what makes text look like other text than it is.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# What GitHub's runner would obey: “::” where a line begins, “##[” wherever it stands.
# https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
_COMMANDS = re.compile(r"^\s*:(?=:)|#(?=#\[)")

WIDEST = 100  # columns of prose, on screens that have more


class Terminal:
    """One of our two streams, made with the secrets that it must hide.

    `line` prints for people, `document` and `lines` for programs, and nothing that they print does
    anything to whoever shows it, whoever wrote it. What is measured, cut or wrapped before goes
    through `shown` first: a secret that was cut is no longer recognised.
    """

    def __init__(self, stream: TextIO, secrets: Secrets) -> None:
        self._stream = stream
        self.secrets = secrets

    @cached_property
    def colour(self) -> bool:
        """Whether to colour: a terminal that can, unless NO_COLOR says no; see no-color.org."""
        if os.environ.get("NO_COLOR"):
            return False
        # CI services show colours, although what they give us is not a terminal.
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
            # The signs that we print: a stream that carries these carries the rest.
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
        """Colour `text`, where the stream shows any."""
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None) if self.colour else text

    def sign(self, pretty: str, plain: str) -> str:
        """Choose a sign, or what stands for it in ASCII."""
        return pretty if self.unicode else plain

    def shown(self, text: str) -> str:
        """Make text that is not ours fit to show: secrets masked, control characters visible."""
        return self.harmless(self.secrets.in_text(text))

    def harmless(self, text: str) -> str:
        """Make control characters visible; colours stay where there are any."""
        if not self.unicode and not text.isascii():
            encoding = self._stream.encoding or "ascii"
            text = text.encode(encoding, "backslashreplace").decode(encoding)
        if not _CONTROLS.search(text):
            return text
        parts = _SGR.split(text)
        kept = (part if self.colour else "" for part in parts[1::2])
        visible = [_CONTROLS.sub(_visible, part) for part in parts[::2]]
        # A colour that the app left on must not run on into our own lines.
        is_on = self.colour and len(parts) > 1 and not _RESET.fullmatch(parts[-2])
        whole = "".join(a + b for a, b in zip(visible, [*kept, ""], strict=True))
        return f"{whole}\x1b[0m" if is_on else whole

    def line(self, text: str = "") -> None:
        """Print one line for people, at once, which is harmless and cannot be taken for a command.

        What nobody masked in time is masked here, as far as it is still in one piece.
        """
        shown = self.harmless(self.secrets.in_our_text(text)).replace("\n", "\u240a")
        self._print(_COMMANDS.sub(r"\g<0> ", shown))

    def document(self, build: Callable[[Secrets], Any], *, indent: int | None = 2) -> None:
        """Print the JSON document that `build` makes with our secrets: indented, or on a line.

        Masking finished JSON would break it, so whoever builds it is handed the secrets.
        """
        separators = (",", ":") if indent is None else None
        text = json.dumps(build(self.secrets), indent=indent, separators=separators)
        self._print(text.replace("##[", r"#\u0023["))  # the same to whoever reads JSON

    def lines(self, build: Callable[[Secrets], Iterable[str]]) -> None:
        """Print the lines, in a format of some program's, that `build` makes with our secrets."""
        for each in build(self.secrets):
            self._print(self.harmless(each))

    def passing(self, text: str) -> None:
        """Put text over the line that the cursor is in, and leave it there; for a terminal."""
        self._stream.write(f"\r{self.harmless(text)}")
        self._stream.flush()

    def _print(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        data = text.encode(encoding, "backslashreplace")
        # On Windows, click puts colours into what an old console understands.
        if self._stream.isatty():
            click.echo(data.decode(encoding), file=self._stream, color=self.colour)
        else:
            self._write(data + os.linesep.encode(encoding))

    def _write(self, data: bytes) -> None:
        """Write all of `data`: an unbuffered stream (PYTHONUNBUFFERED) takes a part and says so."""
        # Text that other code wrote stands in front of the buffer and must come out first.
        self._stream.flush()
        buffer = self._stream.buffer
        while data:
            data = data[buffer.write(data) :]
        buffer.flush()


def out(secrets: Secrets) -> Terminal:
    """Open what results go to."""
    return Terminal(sys.stdout, secrets)


def err(secrets: Secrets) -> Terminal:
    """Open what commentary goes to."""
    return Terminal(sys.stderr, secrets)


def columns(text: str) -> int:
    """Count how many columns `text` takes; a tab counts as one."""
    return len(text) if text.isascii() else cell_len(text) + text.count("\t")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    # The end of a line from Windows; it shows nothing.
    if match[0] == "\r":
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
