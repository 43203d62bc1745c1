"""What fdevents needs of a machine, as a person reads it: a line for each part."""

from __future__ import annotations

from fdevents.problems import Severity
from fdevents.reports.layout import wrapped
from fdevents.reports.terminal import Terminal
from fdevents.reports.words import Words
from fdevents.session.checkup import Finding, Part

_MARKS = {
    None: ("✔", "OK", "green"),
    Severity.WARNING: ("!", "! ", "yellow"),
    Severity.ERROR: ("✘", "x ", "red"),
}
_WIDEST = max(len(part) for part in Part)


def show_finding(terminal: Terminal, finding: Finding, words: Words) -> None:
    """Print what was found of a part, and below it what would help."""
    pretty, plain, colour = _MARKS[finding.severity]
    mark = terminal.paint(terminal.sign(pretty, plain), fg=colour, bold=True)
    name = terminal.paint(f"{finding.part:<{_WIDEST}}", bold=True)
    indent = " " * (len(terminal.sign(pretty, plain)) + _WIDEST + 3)
    for line in wrapped(terminal, finding.found, indent, f"{mark} {name}  "):
        terminal.line(line)
    hint = words(finding.hint, finding.remedies)
    word = terminal.paint("hint", fg="yellow")
    for line in wrapped(terminal, hint, f"{indent}      ", f"{indent}{word}  ") if hint else ():
        terminal.line(line)
