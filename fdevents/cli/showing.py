"""What `trigger` and `run` share: firing with a report of it, once or again on every save."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fdevents.apis.store import store_of
from fdevents.app.files import own_path
from fdevents.app.folder import MOCKS, AppFiles, read_app
from fdevents.app.secrets import app_secrets
from fdevents.app.writing import Write, write_all
from fdevents.cli.remedies import error_text, hint_text
from fdevents.cli.sources import show_notes
from fdevents.errors import ExitCode, FdeventsError, NotRegistered, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, find_variant
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import check_version
from fdevents.masking import NO_SECRETS
from fdevents.reports.documents import outcome_document
from fdevents.reports.error_text import show_error
from fdevents.reports.firing_text import Report
from fdevents.reports.layout import wrapped
from fdevents.reports.problems_text import show_problems
from fdevents.reports.terminal import err, out
from fdevents.sandbox.pool import Abandoned, Pool
from fdevents.session.app import App
from fdevents.session.steps import Outcome
from fdevents.session.watcher import POLL_MS, Watcher

if TYPE_CHECKING:
    from fdevents.apis.live import Live

Payloads = Callable[[App], Iterable[tuple[Event, str | None, dict[str, Any]]]]


@dataclass(frozen=True)
class Sending:
    """--live and --record. Raises UsageProblem for a record of what is not sent."""

    live: bool
    record: bool

    def __post_init__(self) -> None:
        if self.record and not self.live:
            raise UsageProblem("--record keeps what came back, so it needs --live.")

    def of(self, files: AppFiles, write: Write) -> Live | None:
        """What sends for an app, and records by `write`.

        Raises UsageProblem where a link leads its mocks elsewhere.
        """
        if not self.live:
            return None
        from fdevents.apis.live import Live

        secrets = app_secrets(files).spellings
        return Live(own_path(files.root, MOCKS) if self.record else None, secrets, write)


_TICK_SECONDS = 0.5


class Runner:
    """Fires what `payloads` makes for the app in `root`, and shows it: text, or a line of JSON
    each. Takes the options as they were typed; raises UsageProblem for those that cannot be."""

    def __init__(
        self,
        root: Path,
        payloads: Payloads,
        sandboxes: Pool,
        *,
        platform: str | None,
        seconds: float | None,
        as_json: bool,
        db: str | None,
        allow_net: list[str] | None,
        live: bool,
        record: bool,
        fires_due: bool = False,
    ) -> None:
        self._root = root
        self._read = partial(read_app, root, check_version(platform))
        self._payloads = payloads
        self._sandboxes = sandboxes
        self._seconds = seconds
        self._as_json = as_json
        self._db = db
        self._hosts = _checked_hosts(allow_net)
        self._sending = Sending(live, record)
        self._fires_due = fires_due
        self._loaded: App | None = None
        self.write: Write = write_all  # into the app; while watching, such that it is no save

    def once(self) -> ExitCode:
        """Fires, and says how that went."""
        return self._run(self._app(self._read()))

    def watching(self, also: Iterable[Path] = ()) -> None:
        """Fires now and again on every save, of a file of `also` too; ends only by an exception,
        such as Ctrl-C."""
        watcher = Watcher(self._root, self._sandboxes.abandon, also)
        self.write = watcher.write
        watcher.start()
        try:
            first, told = True, False
            while True:
                self._again(watcher, first=first)
                first = False
                while not watcher.wait(_TICK_SECONDS):
                    self._fire_due()
                    told = told or _tell_of_polling(watcher)
        finally:
            watcher.stop()

    def _fire_due(self) -> None:
        """Fires the schedules whose time has come, if that was asked for."""
        app = self._loaded
        if not self._fires_due or app is None or app.errors:
            return
        for event in (EVENTS[name] for name in app.registrations):
            if event.kind is not Kind.SCHEDULED:
                continue
            notes = err(app_secrets(app.files))
            try:
                for schedule in app.services.schedules.take_due():
                    notes.line(f"the schedule “{schedule.name}” is due")
                    made = app.payload(event.name, data=schedule.data)
                    show_notes(made, app.files)
                    self._fire(app, event, None, made.payload)
            except (Abandoned, FdeventsError) as error:
                if isinstance(error, FdeventsError):
                    show_error(notes, error_text(error), hint_text(error.hint, error.remedies))

    def _again(self, watcher: Watcher, *, first: bool) -> None:
        notes = err(NO_SECRETS)
        if not first:
            notes.line(
                notes.paint(f"{notes.sign('──', '--')} {time.strftime('%H:%M:%S')}", dim=True)
            )
        try:
            files = watcher.read(self._read)
            self._run(self._app(files))
        except Abandoned:
            notes.line("the app changed meanwhile: firing it again")
            return
        except FdeventsError as error:
            if first and isinstance(error, UsageProblem) and not isinstance(error, NotRegistered):
                raise  # the command line is wrong, and no save will mend that
            show_error(notes, error_text(error), hint_text(error.hint, error.remedies))
        notes.line(notes.paint("watching for changes, Ctrl-C to stop", dim=True))

    def _app(self, files: AppFiles) -> App:
        seconds = TIME_LIMIT_SECONDS if self._seconds is None else self._seconds
        return App(
            files,
            self._sandboxes,
            seconds,
            store_of(files.root, self._db),
            self._hosts,
            self._sending.of(files, self.write),
        )

    def _run(self, app: App) -> ExitCode:
        self._loaded = app
        if app.problems:
            show_problems(err(app_secrets(app.files)), app, app.problems, hint_text)
        if app.errors:
            return ExitCode.APP
        payloads = list(self._payloads(app))  # all of them are made before the first is fired
        results = [self._fire(app, *each) for each in payloads]
        return ExitCode.OK if all(results) else ExitCode.HANDLER

    def _fire(self, app: App, event: Event, variant: str | None, payload: dict[str, Any]) -> bool:
        output = out(app_secrets(app.files, payload.get("iparams")))
        report = Report(output, app, hint_text)
        steps = app.steps(event, variant, payload, seconds=self._seconds)
        if not self._as_json:
            name = find_variant(event, variant).name
            report.opening(event, name, app.registration(event), payload)
        ok = False
        for step in steps:
            if not isinstance(step, Outcome):
                if not self._as_json:
                    report.step(step)
                continue
            ok = step.ok
            if self._as_json:
                output.document(partial(outcome_document, step, words=hint_text), indent=None)
            else:
                report.ending(step)
        return ok


def _tell_of_polling(watcher: Watcher) -> bool:
    """Whether there was anything to tell."""
    if not watcher.polls_because:
        return False
    notes = err(NO_SECRETS)
    said = (
        f"the system does not tell when files change ({notes.harmless(watcher.polls_because)}), "
        f"so fdevents looks for changes every {POLL_MS} ms."
    )
    for line in wrapped(notes, said, " " * 6, f"{notes.paint('note', fg='yellow')}: "):
        notes.line(line)
    return True


_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")


def _checked_hosts(given: list[str] | None) -> tuple[str, ...]:
    """The hosts of --allow-net. Raises UsageProblem for what is none, such as a URL."""
    for host in given or ():
        if not _HOST.fullmatch(host):
            raise UsageProblem(f"--allow-net {host}: a host is wanted, such as api.example.com.")
    return tuple(given or ())
