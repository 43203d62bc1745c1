"""Our own inability to go on, as a person reads it."""

from __future__ import annotations

from fdevents.reports.layout import wrapped
from fdevents.reports.terminal import Terminal


def show_error(terminal: Terminal, message: str, hint: str = "") -> None:
    """Print what stopped us and what to do next, both in the words of the front end."""
    error = terminal.paint("error", fg="red", bold=True)
    for line in wrapped(terminal, message, " " * 7, f"{error}: "):
        terminal.line(line)
    word = terminal.paint("hint", fg="yellow")
    for line in wrapped(terminal, hint, " " * 7, f" {word}: ") if hint else ():
        terminal.line(line)
