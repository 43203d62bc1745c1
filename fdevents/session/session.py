"""An app fired once, or again on every save: steps to be shown by whoever asked for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from fdevents.app.folder import AppFiles, read_app
from fdevents.app.writing import Write, write_all
from fdevents.errors import FdeventsError, NotRegistered, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.payloads.spec import PayloadSpec
from fdevents.sandbox.pool import Abandoned, Pool
from fdevents.session.app import App
from fdevents.session.firing import Firing
from fdevents.session.preparing import Invocation
from fdevents.session.settings import Settings
from fdevents.session.steps import (
    AppRead,
    FilesChanged,
    GivenUp,
    MocksAdded,
    NothingFired,
    NothingToFire,
    Polling,
    ProblemsFound,
    ScheduleDue,
    Step,
    Waiting,
)
from fdevents.session.watcher import Watcher

SessionStep = (
    AppRead
    | ProblemsFound
    | Firing
    | Step
    | ScheduleDue
    | FilesChanged
    | GivenUp
    | MocksAdded
    | NothingFired
    | NothingToFire
    | Polling
    | Waiting
)
Plan = Callable[[App], Iterable[PayloadSpec | Invocation]]
"""What is to be fired at an app that was just read. May raise as `App.prepare` does."""

_TICK_SECONDS = 0.5  # between two looks at the schedules: a minute is the least that they know


class Session:
    """The app in the folder `root`, fired as `plan` says.

    With `fires_due`, the app's own schedules are fired when they are due. A save of a file of
    `also` counts as one of the app. It prints nothing; whoever drops the iterator of its steps
    ends what is under way.
    """

    def __init__(
        self,
        root: Path,
        plan: Plan,
        settings: Settings,
        pool: Pool,
        *,
        fires_due: bool = False,
        also: Iterable[Path] = (),
    ) -> None:
        self._root = root
        self._plan = plan
        self._settings = settings
        self._pool = pool
        self._fires_due = fires_due
        self._also = tuple(also)
        self._app: App | None = None
        self._due_is_unknown = False  # the app's data cannot be read, which has been said
        self.write: Write = write_all  # into the app; while watching, so that it is not a save

    @property
    def files(self) -> AppFiles:
        """The app's files as they were read last; there are none before the first step."""
        assert self._app
        return self._app.files

    def once(self) -> Generator[SessionStep]:
        """Fire once. Raises UsageProblem, AppUnusable and SandboxUnavailable as `App` does."""
        yield from self._round(self._read())

    def watch(self) -> Generator[SessionStep]:
        """Fire now, and again on every save, for as long as somebody asks for the next step.

        Raises UsageProblem in the first round, where no save will mend what is wrong.
        """
        watcher = Watcher(self._root, self._pool.abandon, self._also)
        self.write = watcher.write
        watcher.start()
        try:
            yield from self._first(watcher)
            told = False
            while True:
                while not watcher.wait(_TICK_SECONDS):
                    if watcher.polls_because and not told:
                        told = True
                        yield Polling(watcher.polls_because)
                    yield from self._fire_due()
                yield FilesChanged(time.time())
                yield from self._again(watcher)
        finally:
            watcher.stop()

    def _first(self, watcher: Watcher) -> Iterator[SessionStep]:
        try:
            yield from self._again(watcher, but_not=UsageProblem)
        except NotRegistered as error:  # which a save may mend
            yield NothingFired(error)
            yield Waiting()

    def _again(
        self, watcher: Watcher, *, but_not: type[FdeventsError] | tuple[()] = ()
    ) -> Iterator[SessionStep]:
        """Do one round; what stops it is a step, but for errors of `but_not`."""
        try:
            yield from self._round(watcher.read(self._read))
        except Abandoned:
            yield GivenUp()
            return
        except but_not:
            raise
        except FdeventsError as error:
            yield NothingFired(error)
        yield Waiting()

    def _read(self) -> AppFiles:
        return read_app(self._root, self._settings.platform)

    def _round(self, files: AppFiles) -> Iterator[SessionStep]:
        app = self._app = App(files, self._pool, self._settings, self.write)
        self._due_is_unknown = False  # a save is a new try, and what comes of it is said again
        yield AppRead(app)
        refusal: FdeventsError | None = None
        firings: list[Firing] = []
        try:
            # All of them are made before the first is fired: a refusal of the last fires none.
            firings = [] if app.errors else [_prepared(app, each) for each in self._plan(app)]
        except FdeventsError as error:
            refusal = error
        problems = app.problems
        if isinstance(refusal, NotRegistered):  # which says of an event what this says of all
            problems = [each for each in problems if each.rule != "no-events"]
        if problems or app.machine_problems:
            yield ProblemsFound(tuple(problems), tuple(app.machine_problems))
        if refusal:
            raise refusal
        if app.idle and not (firings or app.errors):
            yield NothingToFire(app.idle)
        for firing in firings:
            yield from self._fire_one(app, firing)
        yield from _keep_mocks(app)

    def _fire_due(self) -> Iterator[SessionStep]:
        """Fire the schedules whose time has come, if that was asked for."""
        app = self._app
        if not self._fires_due or app is None or app.errors:
            return
        event = next((n for n in app.registrations if EVENTS[n].kind is Kind.SCHEDULED), None)
        if event is None:
            return
        try:
            due = app.services.schedules.take_due()
        except FdeventsError as error:
            if not self._due_is_unknown:  # said once, and not at every look
                yield NothingFired(error)
            self._due_is_unknown = True
            return
        self._due_is_unknown = False
        for schedule in due:
            yield ScheduleDue(schedule.name)
            try:
                yield from self._fire_one(app, app.prepare(event, data=schedule.data))
                yield from _keep_mocks(app)
            except Abandoned:
                yield GivenUp()
                return
            except FdeventsError as error:  # it has been taken, so that no later look repeats this
                yield NothingFired(error)

    def _fire_one(self, app: App, firing: Firing) -> Iterator[SessionStep]:
        yield firing
        yield from app.steps(firing)


def _prepared(app: App, asked: PayloadSpec | Invocation) -> Firing:
    return app.prepare_method(asked) if isinstance(asked, Invocation) else app.prepare(asked)


def _keep_mocks(app: App) -> Iterator[SessionStep]:
    added = app.keep_mocks()
    if added:
        yield MocksAdded(added)
