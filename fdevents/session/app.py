"""An app that can be fired at: the library's front door, and what every front end uses."""

from __future__ import annotations

import atexit
import os
from collections.abc import Generator, Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from fdevents.apis.store import store_of
from fdevents.app.exports import Exports
from fdevents.app.files import own_path
from fdevents.app.folder import MANIFEST, MOCKS, SERVER, AppFiles, read_app
from fdevents.app.payload_values import app_values
from fdevents.app.registrations import (
    Registration,
    by_event,
    manifest_registers,
    without_sample,
)
from fdevents.app.writing import Write, write_all
from fdevents.checks.every_problem import check, check_machine
from fdevents.checks.no_events import misnamed_list, nothing_to_fire
from fdevents.checks.promises import ENDING
from fdevents.errors import AppUnusable, NotRegistered, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, find_event, foreign_event, no_sample
from fdevents.freshdesk.model import Event, Kind
from fdevents.payloads.compose import Composed, compose
from fdevents.payloads.spec import PayloadSpec, SpecKeywords, as_spec
from fdevents.problems import Problem
from fdevents.sandbox.messages import Request
from fdevents.sandbox.pool import Pool
from fdevents.session.endings import Owed
from fdevents.session.firing import Firing, Target
from fdevents.session.firing import fire as fire_steps
from fdevents.session.loading import inspect, script_of
from fdevents.session.scheduled import with_scheduled_data
from fdevents.session.series import Planned, fire_in_order
from fdevents.session.settings import Settings, SettingsKeywords, as_settings
from fdevents.session.steps import Outcome, Step
from fdevents.wording import did_you_mean

if TYPE_CHECKING:
    from fdevents.apis.services import Services

_DEFAULTS = Settings()


class App:
    """An app, read and loaded once: what it registers, what is wrong with it, and firing it.

    An App never changes. After editing the files, load it again. Several threads may fire it.
    """

    def __init__(
        self,
        files: AppFiles,
        pool: Pool,
        settings: Settings = _DEFAULTS,
        write: Write = write_all,
    ) -> None:
        self.files = files
        self.settings = settings
        self.pool = pool
        self._store = store_of(files.root, settings.db)
        self._write = write
        self._missing: list[dict[str, Any]] = []  # mocks, with `add_mocks`
        if settings.record or settings.add_mocks:
            own_path(files.root, MOCKS)  # where a link leads elsewhere, nothing is fired
        self.script = script_of(files)
        self.exports: Exports = inspect(files, self.script, pool, settings.loading_seconds)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] = ".",
        **wanted: Unpack[SettingsKeywords],
    ) -> App:
        """Load the app in the folder `path`; the keywords are the fields of `Settings`.

        Faults in the app's files are `problems`, not exceptions. Raises UsageProblem where there is
        no folder or a setting cannot be, SandboxUnavailable where Deno does not start.
        """
        settings = as_settings(**wanted)
        files = read_app(Path(path), settings.platform)
        return cls(files, _shared(settings.memory_mb), settings)

    @property
    def root(self) -> Path:
        """The app's folder."""
        return self.files.root

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem of the app's files, by file and position."""
        return check(self.files, self.exports)

    @cached_property
    def machine_problems(self) -> list[Problem]:
        """What the app needs and this machine lacks: packages, and values of parameters.

        They are no faults of the app's files. Only a package without which server.js does not load
        is an error; the others are warnings.
        """
        return check_machine(self.files, self.exports)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep handlers from being fired."""
        # Nothing else that a machine lacks is one, and looking for it takes time.
        of_machine = self.machine_problems if self.exports.lacks else ()
        return [each for each in (*self.problems, *of_machine) if each.is_error]

    @cached_property
    def registrations(self) -> dict[str, Registration]:
        """The registration of each event that can be fired, by the event's name."""
        return by_event(self.files, self.exports)

    @cached_property
    def without_sample(self) -> dict[str, Registration]:
        """The other registrations, of other products' events: they need a payload of one's own."""
        return without_sample(self.files, self.exports)

    @cached_property
    def services(self) -> Services:
        """What answers the platform's APIs for this app."""
        # 3 ms, and most handlers call none of the APIs.
        from fdevents.apis.services import Services, hook_of, requests_of
        from fdevents.session.sending import sender_of

        heard = [event for name in self.registrations if (event := EVENTS.get(name))]
        external = next((event.name for event in heard if event.kind is Kind.EXTERNAL), "")
        sender = sender_of(self.files, self.settings, self._write, self._missing.append)
        requests = requests_of(self.files, sender)
        hears = frozenset(event.kind for event in heard)
        return Services(self._store, requests, hears, hook_of(self.files.manifest, external))

    @property
    def idle(self) -> str:
        """Why there is nothing to fire, as the end of a sentence; "" where something is."""
        if self.registrations:
            return ""
        if self.without_sample:
            return "the app registers events of other products alone, which need your payload"
        return nothing_to_fire(self.files, self.exports) or "the app does not register an event"

    def registration(self, event: Event) -> Registration:
        """Find the registration of `event`. Raises NotRegistered where there is none."""
        found = self.registrations.get(event.name) or self.without_sample.get(event.name)
        idle = nothing_to_fire(self.files, self.exports)
        if idle:
            raise NotRegistered(f"There is nothing to fire here: {idle}.")
        if found is None:
            names = ", ".join(self.registrations) or "no event"
            entry = f'{{ event: "{event.name}", callback: "…" }} to exports.events in {SERVER}'
            if manifest_registers(self.files):
                entry = f'"{event.name}": {{ "handler": "…" }} to the events in {MANIFEST}'
            # A misnamed list is why nothing is registered; beside others it is what it is.
            meant = "" if self.registrations else misnamed_list(self.exports)
            if event.foreign:
                meant = did_you_mean(event.name, (*self.registrations, *self.without_sample))
            message = f"The app does not register {event.name}; it registers {names}."
            raise NotRegistered(message, meant or f"Add {entry}.")
        return found

    def payload(self, event: PayloadSpec | str, **wanted: Unpack[SpecKeywords]) -> Composed:
        """Make the payload that `fire` would send for the same arguments.

        Raises UsageProblem, PayloadRefused and AppUnusable as `fire` does.
        """
        spec = as_spec(event, **wanted)
        if spec.schedule is not None:
            spec = with_scheduled_data(spec, self.services.schedules)
        given = spec.payload is not None
        if spec.event in self.without_sample:
            if not given:
                raise no_sample(spec.event)
            event_here = foreign_event(spec.event)
        else:
            event_here = find_event(spec.event, given=given)
        return compose(spec, app_values(self.files, event_here), event_here)

    def prepare(
        self,
        event: PayloadSpec | str,
        *,
        timeout: float | None = None,
        **wanted: Unpack[SpecKeywords],
    ) -> Firing:
        """Make what `steps` fires, for the same arguments; raises what `fire` does."""
        if self.errors:
            first, *more = self.errors
            rest = f" (and {len(more)} more)" if more else ""
            message = f"{first.place}: {first.message}{rest}"
            raise AppUnusable(message, first.hint, remedies=first.remedies)
        made = self.payload(event, **wanted)
        registration = self.registration(made.event)
        timeout = self.settings.timeout if timeout is None else timeout
        profile = self.files.profile
        seconds = made.event.seconds_on(profile)
        owed = None
        if made.event.kind is Kind.SETUP and ENDING in profile.telling:
            owed = Owed(event=made.event.name, seconds=seconds, settling=profile.awaits_set_up)
        return Firing(
            event=made.event,
            variant=made.variant.name,
            registration=registration,
            payload=made.payload,
            notes=made.notes,
            seconds=seconds if timeout is None else timeout,
            request=Request("fire", self.script, registration.callback, made.text),
            owed=owed,
        )

    def steps(
        self,
        event: Firing | PayloadSpec | str,
        *,
        timeout: float | None = None,
        **wanted: Unpack[SpecKeywords],
    ) -> Generator[Step]:
        """Fire, and yield each step as it comes, the Outcome last; arguments and errors of `fire`.

        What was prepared is fired as it is. Whoever drops the iterator ends the firing.
        """
        firing = event
        if not isinstance(firing, Firing):
            firing = self.prepare(firing, timeout=timeout, **wanted)
        return fire_steps(self._target, firing)

    def fire(
        self,
        event: PayloadSpec | str,
        *,
        timeout: float | None = None,
        **wanted: Unpack[SpecKeywords],
    ) -> Outcome:
        """Fire `event` at its handler and return how that ended.

        `event` is an event's name, with the fields of a `PayloadSpec` as keywords, or a spec, whose
        fields they replace; `timeout` is in seconds, by default that of the settings, else the
        platform's own.

        Raises AppUnusable while the app has errors, UsageProblem for arguments that cannot be,
        PayloadRefused (a UsageProblem) for a payload that Freshdesk would not send, and
        SandboxUnavailable. A handler that throws, hangs or crashes is an Outcome.
        """
        *_, last = self.steps(event, timeout=timeout, **wanted)
        assert isinstance(last, Outcome)
        self.keep_mocks()
        return last

    def keep_mocks(self) -> int:
        """Write the mocks that requests were missing, where that was asked for by `add_mocks`;
        return how many. `fire` and `fire_all` do so, `steps` does not. Raises UsageProblem."""
        if not self._missing:
            return 0
        from fdevents.app.mock_file import MockFile  # few firings have anything to write

        found, self._missing[:] = list(self._missing), []
        return MockFile(self.files, self._write).add(found)

    def fire_all(
        self,
        specs: Iterable[PayloadSpec | str],
        *,
        jobs: int = 1,
        timeout: float | None = None,
    ) -> Generator[Outcome]:
        """Fire each spec and yield the outcomes in the order of the specs, each as `fire` gives it.

        Each outcome is ready sooner than with `fire`, since the next firing is always on its way:
        specs are taken a few ahead. With `jobs`, so many processes fire at a time; what their
        handlers keep in `$db` is then written in any order. A spec that `fire` would refuse raises
        when its turn comes, and ends the iterator; so does any exception of the specs'.
        """
        if not isinstance(jobs, int) or jobs < 1:
            raise UsageProblem(f"jobs is {jobs!r}, where a whole number from 1 on is wanted.")
        return self._keeping(fire_in_order(self._target, self._planned(specs, timeout), jobs))

    def _keeping(self, outcomes: Iterator[Outcome]) -> Generator[Outcome]:
        try:
            yield from outcomes
        finally:
            self.keep_mocks()

    def _planned(
        self, specs: Iterable[PayloadSpec | str], timeout: float | None
    ) -> Iterator[Planned]:
        try:
            for spec in specs:
                yield self.prepare(spec, timeout=timeout)
        except Exception as error:  # whatever it is: those before it are to be fired first
            yield error

    @cached_property
    def _target(self) -> Target:
        return Target(self.files, self.script, lambda: self.services, self.pool,
                      self.settings.allow_net)  # fmt: skip


def fire(
    app: App | str | os.PathLike[str],
    event: PayloadSpec | str,
    *,
    timeout: float | None = None,
    **wanted: Unpack[SpecKeywords],
) -> Outcome:
    """Fire `event` at an app, or at the app in a folder; otherwise as `App.fire`."""
    loaded = app if isinstance(app, App) else App.load(app)
    return loaded.fire(event, timeout=timeout, **wanted)


@cache
def _shared(memory_mb: int) -> Pool:
    """The sandboxes that every App of this process uses; they end with it."""
    pool = Pool(memory_mb)
    atexit.register(pool.close)
    return pool
