"""An app's problems as a person reads them: each with its source line, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.checks.every_problem import totals
from fdevents.problems import Problem
from fdevents.reports.layout import excerpt, wrapped
from fdevents.reports.terminal import Terminal
from fdevents.reports.words import Words
from fdevents.session.app import App
from fdevents.wording import counted, listed

MOST_SHOWN = 100  # nobody reads more, and each is shown with its line


def show_problems(terminal: Terminal, app: App, problems: list[Problem], words: Words) -> None:
    """Print the first MOST_SHOWN problems, and how many errors and warnings there are."""
    for each in problems[:MOST_SHOWN]:
        for line in _problem(terminal, app, each, words):
            terminal.line(line)
    if problems[MOST_SHOWN:]:
        terminal.line(f"… and {counted(len(problems) - MOST_SHOWN, 'more problem')}")
    for line in (*_summary(terminal, app, problems), *_neighbours(terminal, app)):
        terminal.line(line)


def _problem(terminal: Terminal, app: App, problem: Problem, words: Words) -> Iterator[str]:
    colour = "red" if problem.is_error else "yellow"
    severity = terminal.paint(problem.severity.value, fg=colour, bold=True)
    place = terminal.paint(str(problem.place), fg="cyan")
    yield f"{severity} {terminal.paint(problem.rule, bold=True)}  {place}"
    yield from wrapped(terminal, problem.message, "  ")
    yield from excerpt(terminal, app.files, problem.place)
    hint = words(problem.hint, problem.remedies)
    if hint:
        word = terminal.paint("hint", fg="yellow")
        yield from wrapped(terminal, hint, " " * 8, f"  {word}  ")
    yield ""


def _summary(terminal: Terminal, app: App, problems: list[Problem]) -> Iterator[str]:
    if problems:
        yield totals(problems)
    if any(each.is_error for each in problems):
        return
    idle = f"nothing to fire here: {app.idle}" if app.idle else ""
    if problems:
        yield from wrapped(terminal, idle, "") if idle else ()
        return
    mark = terminal.paint(terminal.sign("✔", "OK"), fg="green", bold=True)
    names = app.registrations
    said = (
        f"no problems; {idle}"
        if idle
        else (f"no problems; {len(names)} registered: {', '.join(names)}")
    )
    yield from wrapped(terminal, said, "  ", f"{mark} ")


def _neighbours(terminal: Terminal, app: App) -> Iterator[str]:
    """Note in a line what else the app registers: it is right, and no sample of ours is for it."""
    found = [each for each in app.without_sample.values() if each.is_neighbours]
    if found:
        parts = dict.fromkeys(each.part for each in found if each.part)
        whose = f" ({listed(parts)})" if parts else ""
        names = listed(each.event for each in found)
        said = f"note: {names} {'is' if len(found) == 1 else 'are'} of other products{whose}"
        yield from wrapped(terminal, said, "  ")
