"""An app that was read and loaded: what it registers, what is wrong with it, and its payloads."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from fdevents.apis.store import store_of
from fdevents.app.exports import Exports
from fdevents.app.files import own_path
from fdevents.app.folder import MOCKS, AppFiles
from fdevents.app.methods import Method, methods
from fdevents.app.payload_values import app_values
from fdevents.app.registrations import (
    Registration,
    by_event,
    without_sample,
)
from fdevents.app.secrets import app_secrets
from fdevents.app.writing import Write, write_all
from fdevents.checks.every_problem import check, check_machine
from fdevents.checks.iparam_values import pairs_of
from fdevents.checks.no_events import nothing_to_fire
from fdevents.freshdesk.catalogue import find_event, foreign_event, no_sample
from fdevents.freshdesk.model import Event
from fdevents.payloads.compose import AppValues, Composed, compose
from fdevents.payloads.spec import PayloadSpec, SpecKeywords, as_spec
from fdevents.problems import Problem
from fdevents.sandbox.patterns import Matched, matched
from fdevents.sandbox.pool import Pool
from fdevents.session.loading import inspect, script_of
from fdevents.session.scheduled import with_scheduled_data
from fdevents.session.settings import Settings
from fdevents.session.unregistered import not_registered

if TYPE_CHECKING:
    from fdevents.apis.services import Services

_DEFAULTS = Settings()


class LoadedApp:
    """What an app's files say, and what its server.js exports; it never changes."""

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
        if settings.db is not None:
            self._store.check()  # what somebody names is refused before anything is fired
        self._write = write
        self._values: dict[str, AppValues] = {}
        self._missing: list[dict[str, Any]] = []  # mocks, with `add_mocks`
        if settings.record or settings.add_mocks:
            own_path(files.root, MOCKS)  # where a link leads elsewhere, nothing is fired
        self.script = script_of(files)
        self.exports: Exports = inspect(files, self.script, pool, settings.loading_seconds)

    @property
    def root(self) -> Path:
        """The app's folder."""
        return self.files.root

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem of the app's files, by file and position."""
        return check(self.files, self.exports, self._matched)

    @cached_property
    def machine_problems(self) -> list[Problem]:
        """What the app needs and this machine lacks: packages, and values of parameters.

        They are no faults of the app's files. Only a package without which server.js does not load
        is an error; the others are warnings.
        """
        return check_machine(self.files, self.exports, self._matched)

    @cached_property
    def _matched(self) -> Matched:
        """Which values of parameters match the patterns that those declare."""
        return matched(self.pool, pairs_of(self.files))

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
    def methods(self) -> dict[str, Method]:
        """The server methods that the app declares, by name; others that it exports are called,
        too."""
        return methods(self.files.manifest, self.files.actions)

    @cached_property
    def services(self) -> Services:
        """What answers the platform's APIs for this app."""
        # 3 ms, and most handlers call none of the APIs.
        from fdevents.session.answering import services_of

        return services_of(
            self.files,
            self.settings,
            self._store,
            self.registrations,
            self._write,
            self._missing.append,
        )

    @property
    def idle(self) -> str:
        """Why there is nothing to fire, as the end of a sentence; "" where something is."""
        if self.registrations:
            return ""
        if self.without_sample:
            return "the app registers events of other products alone, which need your payload"
        nothing = nothing_to_fire(self.files, self.exports)
        if self.methods and not nothing:
            return "the app registers no event, and has server methods alone"
        return nothing or "the app does not register an event"

    def registration(self, event: Event) -> Registration:
        """Find the registration of `event`. Raises NotRegistered where there is none."""
        found = self.registrations.get(event.name) or self.without_sample.get(event.name)
        if found is None or nothing_to_fire(self.files, self.exports):
            raise not_registered(
                self.files, self.exports, event, self.registrations, self.without_sample
            )
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
        values = self._values_for(event_here)
        made = compose(spec, values, event_here)
        iparams = made.payload.get("iparams")
        # The app's own are known; collecting them for each firing takes a tenth of its time.
        has_others = iparams and iparams != values.iparams
        return made.told(app_secrets(self.files, iparams) if has_others else values.secrets)

    def _values_for(self, event: Event) -> AppValues:
        """Return what the app brings to payloads of `event`: the same to each of them."""
        if event.name not in self._values:
            self._values[event.name] = app_values(self.files, event)
        return self._values[event.name]
