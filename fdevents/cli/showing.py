"""What `trigger` and `run` show of a session's steps: text for people, or a line of JSON each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import partial

from fdevents.app.folder import MOCKS
from fdevents.app.secrets import app_secrets
from fdevents.cli.progress import Progress
from fdevents.cli.remedies import error_text, for_shell, hint_text
from fdevents.cli.sources import show_notes
from fdevents.errors import ExitCode, FdeventsError
from fdevents.masking import NO_SECRETS, Secrets
from fdevents.payloads.notes import NotOnPlatform
from fdevents.problems import Problem
from fdevents.remedies import Run
from fdevents.reports.error_text import show_error
from fdevents.reports.firing_text import Report
from fdevents.reports.layout import wrapped
from fdevents.reports.problems_text import show_problems
from fdevents.reports.terminal import Terminal, err, out
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.app import App
from fdevents.session.calls import ApiCall
from fdevents.session.firing import Firing
from fdevents.session.session import SessionStep
from fdevents.session.steps import (
    AppRead,
    FilesChanged,
    GivenUp,
    MocksAdded,
    NothingFired,
    NothingToFire,
    Outcome,
    Polling,
    ProblemsFound,
    ScheduleDue,
    Waiting,
)
from fdevents.session.watcher import POLL_MS
from fdevents.wording import counted

_WHOLE = "--json has all"


def show_steps(steps: Iterable[SessionStep], *, as_json: bool) -> ExitCode:
    """Print the steps as they come; return what they come to.

    Outcomes go to standard output, everything about the session to standard error.
    """
    showing, progress = _Showing(as_json), Progress()
    coming = iter(steps)
    try:
        while True:
            progress.waiting(showing.awaited)
            step = next(coming, None)
            progress.over()
            if step is None:
                return showing.code
            showing.show(step)
    finally:
        progress.close()


class _Showing:
    """The app that was read last, and the firing that is under way."""

    def __init__(self, as_json: bool) -> None:
        self.code = ExitCode.OK
        self.awaited = "starting the sandbox"  # what to say if the next step takes its time
        self._as_json = as_json
        self._app: App | None = None
        self._secrets: Secrets = NO_SECRETS
        self._report: Report | None = None
        self._said: tuple[Problem, ...] = ()

    def show(self, step: SessionStep) -> None:
        match step:
            case ConsoleLine() | ApiCall():
                if self._report:
                    self._report.step(step)
            case Firing():
                self._begin(step)
            case Outcome():
                self._end(step)
            case AppRead(app):
                self.awaited = ""
                self._app, self._secrets = app, app_secrets(app.files)
            case ProblemsFound():
                self._show_problems(step)
            case _:
                self._comment(step)

    def _comment(self, step: SessionStep) -> None:
        """Print what is about the session, not about a firing."""
        notes = err(self._secrets)
        match step:
            case FilesChanged(at):
                clock = time.strftime("%H:%M:%S", time.localtime(at))
                notes.line(notes.paint(f"{notes.sign('──', '--')} {clock}", dim=True))
            case GivenUp():
                notes.line("the app changed meanwhile: firing it again")
            case ScheduleDue(name):
                notes.line(f"the schedule “{notes.shown(name)}” is due")
            case MocksAdded(number):
                notes.line(f"added {counted(number, 'mock')} to {MOCKS}: put in what they answer")
            case NothingFired(error):
                print_error(notes, error)
            case NothingToFire(because):
                for line in wrapped(notes, f"nothing to fire here: {because}", ""):
                    notes.line(line)
            case Polling(because):
                _tell_of_polling(notes, because)
            case Waiting():
                notes.line(notes.paint("watching for changes, Ctrl-C to stop", dim=True))

    def _show_problems(self, found: ProblemsFound) -> None:
        """Print errors whole, and the rest in a line each, once until it is another.

        Where programs read along, everything is whole.
        """
        assert self._app
        notes = err(self._secrets)
        errors = [each for each in found.problems if each.is_error]
        rest = (*(each for each in found.problems if not each.is_error), *found.of_machine)
        is_news = rest != self._said
        self._said = rest
        if self._as_json:
            shown = [*errors, *rest] if is_news else errors
            if shown:
                show_problems(notes, self._app, shown, hint_text)
        else:
            if errors:
                show_problems(notes, self._app, errors, hint_text)
            for line in _in_lines(notes, found) if is_news else ():
                notes.line(line)
        if found.are_errors:
            self.code = ExitCode.APP

    def _begin(self, firing: Firing) -> None:
        assert self._app
        self.awaited = f"firing {firing.event.name}"
        self._secrets = firing.secrets
        # That the platform does not fire a registered event is one of the app's warnings.
        notes = (each for each in firing.notes if not isinstance(each, NotOnPlatform))
        show_notes(err(self._secrets), notes)
        if self._as_json:
            return
        self._report = Report(out(self._secrets), self._app, hint_text, _WHOLE)
        self._report.opening(firing.event, firing.variant, firing.registration, firing.payload)

    def _end(self, outcome: Outcome) -> None:
        self.awaited = ""
        if not outcome.ok:
            self.code = ExitCode.HANDLER
        if self._report:
            self._report.ending(outcome)
            self._report = None
        else:
            from fdevents.reports.documents import outcome_document  # 6 ms that text need not wait

            document = partial(outcome_document, outcome, words=hint_text)
            out(self._secrets).document(document, indent=None)


def _in_lines(notes: Terminal, found: ProblemsFound) -> Iterator[str]:
    """Say in a line how many warnings there are, and in another what this machine lacks.

    What it lacks and cannot do without is an error, and is said whole.
    """
    warnings = [each for each in found.problems if not each.is_error]
    if warnings:
        yield notes.paint(f"{counted(len(warnings), 'warning')}: fdevents validate", fg="yellow")
    lacking = [each for each in found.of_machine if not each.is_error]
    if lacking:
        yield _lacking(notes, lacking)
    error = f"{notes.paint('error', fg='red')}: "
    for each in (each for each in found.of_machine if each.is_error):
        yield from wrapped(notes, f"{each.message} {_helps(each)}", " " * 6, error)


def _lacking(notes: Terminal, lacking: list[Problem]) -> str:
    """Say it in a sentence where that fits into a line, and else by the commands that help alone.

    They are left in one piece, however wide the screen is, so that they can be copied.
    """
    note = f"{notes.paint('note', fg='yellow')}: "
    if len(lacking) == 1:
        (line, *more) = wrapped(notes, f"{lacking[0].message} {_helps(lacking[0])}", " " * 6, note)
        if not more:
            return line
    runs = (each for problem in lacking for each in problem.remedies if isinstance(each, Run))
    commands = dict.fromkeys(for_shell(("fdevents", *each.words)) for each in runs)
    return f"{note}Not ready here. Run: {notes.shown(' && '.join(commands))}"


def _helps(problem: Problem) -> str:
    return hint_text(problem.hint, problem.remedies)


def print_error(terminal: Terminal, error: FdeventsError) -> None:
    """Print our own inability to go on, in the words of the command line."""
    show_error(terminal, error_text(error), hint_text(error.hint, error.remedies))


def _tell_of_polling(notes: Terminal, because: str) -> None:
    said = (
        f"the system does not tell when files change ({because}), "
        f"so fdevents looks for changes every {POLL_MS} ms."
    )
    for line in wrapped(notes, said, " " * 6, f"{notes.paint('note', fg='yellow')}: "):
        notes.line(line)
