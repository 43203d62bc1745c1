"""An app that can be fired at: the library's front door, and what the commands use."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from fdevents.apis.store import Store, store_of
from fdevents.app.exports import Exports
from fdevents.app.folder import MANIFEST, SERVER, AppFiles, read_app
from fdevents.app.payload_values import app_values
from fdevents.app.registrations import Registration, by_event, manifest_registers
from fdevents.checks.app import check
from fdevents.errors import AppUnusable, NotRegistered, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, find_event, find_variant
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import check_version
from fdevents.payloads.compose import Composed, compose
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec, SpecKeywords, as_spec
from fdevents.problems import Problem
from fdevents.remedies import LeaveOut, Parameter
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB
from fdevents.sandbox.messages import Modules, Packages, Script
from fdevents.sandbox.pool import Pool
from fdevents.session.access import access_of
from fdevents.session.firing import Firing, Step
from fdevents.session.firing import fire as fire_steps
from fdevents.session.loading import inspect
from fdevents.session.steps import Outcome
from fdevents.wording import did_you_mean

if TYPE_CHECKING:
    from fdevents.apis.live import Live
    from fdevents.apis.services import Services


class App:
    """An app, read and loaded once: what it registers, what is wrong with it, and firing it.

    An App never changes. After editing the files, load it again.
    """

    def __init__(
        self,
        files: AppFiles,
        pool: Pool,
        seconds: float = TIME_LIMIT_SECONDS,
        store: Store | None = None,
        hosts: tuple[str, ...] = (),
        live: Live | None = None,
    ) -> None:
        self.files = files
        self._store = store or store_of(files.root)
        self._live = live
        self.pool = pool
        self.script = _script(files, hosts)
        self.exports: Exports = inspect(files, self.script, pool, seconds)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] = ".",
        *,
        memory_mb: int = DEFAULT_MEMORY_MB,
        platform: str | None = None,
        db: str | None = None,
        allow_net: Iterable[str] = (),
        live: bool = False,
    ) -> App:
        """The app in the folder `path`.

        `memory_mb` caps the heap of its handlers, `platform` is the platform version to be used
        instead of the manifest's, `db` the file that keeps the app's data, or `:memory:`,
        and `allow_net` the hosts that its npm packages may connect to. With `live`, requests are
        really sent.

        Faults in the app's files are `problems`, not exceptions. Raises UsageProblem where there is
        no folder or no such platform version, SandboxUnavailable where Deno does not start.
        """
        files = read_app(Path(path), check_version(platform))
        return cls(
            files,
            _shared(memory_mb),
            store=store_of(files.root, db),
            hosts=tuple(allow_net),
            live=_sender() if live else None,
        )

    @property
    def root(self) -> Path:
        """The app's folder."""
        return self.files.root

    @cached_property
    def problems(self) -> list[Problem]:
        """Every problem of the app's files, by file and position."""
        return check(self.files, self.exports)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep handlers from being fired."""
        return [each for each in self.problems if each.is_error]

    @cached_property
    def registrations(self) -> dict[str, Registration]:
        """The registration of each event that can be fired, by the event's name."""
        return by_event(self.files, self.exports)

    @cached_property
    def services(self) -> Services:
        """What answers the platform's APIs for this app."""
        from fdevents.apis.services import Services, requests_of

        hears = any(EVENTS[name].kind is Kind.EXTERNAL for name in self.registrations)
        return Services(self.root, self._store, requests_of(self.files, self._live), hears=hears)

    def registration(self, event: Event) -> Registration:
        """The registration of `event`. Raises NotRegistered where there is none."""
        found = self.registrations.get(event.name)
        if found is None:
            names = ", ".join(self.registrations) or "no event"
            entry = f'{{ event: "{event.name}", callback: "…" }} to exports.events in {SERVER}'
            if manifest_registers(self.files):
                entry = f'"{event.name}": {{ "handler": "…" }} to the events in {MANIFEST}'
            raise NotRegistered(
                f"The app does not register {event.name}; it registers {names}.", f"Add {entry}."
            )
        return found

    def payload(self, event: PayloadSpec | str, **wanted: Unpack[SpecKeywords]) -> Composed:
        """Make the payload that `fire` would send for the same arguments.

        Raises UsageProblem, PayloadRefused and AppUnusable as `fire` does.
        """
        spec = as_spec(event, **wanted)
        if spec.schedule is not None:
            spec = replace(spec, data=self._scheduled_data(spec), schedule=None)
        return compose(spec, app_values(self.files, find_event(spec.event)))

    def fire(
        self,
        event: PayloadSpec | str,
        *,
        timeout: float | None = None,
        **wanted: Unpack[SpecKeywords],
    ) -> Outcome:
        """Fire `event` at its handler and return how that ended.

        `event` is an event's name, with the fields of a `PayloadSpec` as keywords, or a spec, whose
        fields they replace; `timeout` is in seconds, by default the platform's own.

        Raises AppUnusable while the app has errors, UsageProblem for arguments that cannot be,
        PayloadRefused (a UsageProblem) for a payload that Freshdesk would not send, and
        SandboxUnavailable. A handler that throws, hangs or crashes is an Outcome.
        """
        made = self.payload(event, **wanted)
        *_, last = self.steps(made.event, made.variant.name, made.payload, seconds=timeout)
        assert isinstance(last, Outcome)
        return last

    def _scheduled_data(self, spec: PayloadSpec) -> dict[str, Any]:
        """Return what the app's schedule that the spec names brings. Raises UsageProblem."""
        event = find_event(spec.event)
        if event.kind is not Kind.SCHEDULED:
            raise UsageProblem(
                f"{event.name} has no schedules.",
                parameter=Parameter.SCHEDULE,
                remedies=(LeaveOut((Parameter.SCHEDULE,)),),
            )
        if spec.data is not NOT_GIVEN:
            raise UsageProblem(
                "A schedule brings its own data.",
                parameter=Parameter.SCHEDULE,
                remedies=(LeaveOut((Parameter.SCHEDULE, Parameter.DATA)),),
            )
        found = {each.name: each for each in self.services.schedules.all()}
        if spec.schedule not in found:
            known = f"There are {', '.join(found)}." if found else ""
            raise UsageProblem(
                f"The app has no schedule “{spec.schedule}”.",
                did_you_mean(spec.schedule or "", found) or known,
                parameter=Parameter.SCHEDULE,
            )
        return found[spec.schedule].data

    def steps(
        self,
        event: Event,
        variant: str | None,
        payload: dict[str, Any],
        *,
        seconds: float | None = None,
    ) -> Iterator[Step]:
        """Fires a payload: each step as it comes, the Outcome last; raises as `fire`."""
        if self.errors:
            first, *more = self.errors
            rest = f" (and {len(more)} more)" if more else ""
            message = f"{first.place}: {first.message}{rest}"
            raise AppUnusable(message, first.hint, remedies=first.remedies)
        firing = Firing(
            event=event,
            variant=find_variant(event, variant).name,
            registration=self.registration(event),
            payload=payload,
            seconds=event.seconds if seconds is None else seconds,
        )
        return fire_steps(self.files, self.script, firing, self.pool, lambda: self.services)


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


def _script(files: AppFiles, hosts: tuple[str, ...]) -> Script:
    profile = files.profile
    if not profile.has_modules:
        return Script(SERVER, files.server.text)
    read = {name: file.text for name, file in files.modules.items() if not file.trouble}
    unread = {name: file.trouble.message for name, file in files.modules.items() if file.trouble}
    found = files.packages
    return Script(
        SERVER,
        files.server.text,
        modules=Modules(read, unread),
        packages=Packages(
            os.path.realpath(files.root / SERVER),  # not `resolve`, to which a loop is an error
            tuple(sorted(found.usable)),
            {name: refusal.for_require for name, refusal in found.refused.items()},
        ),
        access=access_of(found, hosts),
        apis=profile.apis,
        telling=profile.telling,
    )


def _sender() -> Live:
    from fdevents.apis.live import Live

    return Live()


@cache
def _shared(memory_mb: int) -> Pool:
    """The sandboxes that every App of this process uses; they end with it."""
    pool = Pool(memory_mb)
    atexit.register(pool.close)
    return pool
