"""An app that can be fired at: the library's front door, and what the commands use."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fdevents.apis.store import Store, store_of
from fdevents.app.exports import Exports
from fdevents.app.folder import MANIFEST, SERVER, AppFiles, read_app
from fdevents.app.iparams import iparams_of
from fdevents.app.registrations import Registration, by_event, manifest_registers
from fdevents.checks.app import check
from fdevents.errors import AppUnusable, NotRegistered, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import check_version
from fdevents.payloads.changes import make_change
from fdevents.payloads.compose import Wanted, compose, find_event, find_variant
from fdevents.problems import Problem
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB
from fdevents.sandbox.pool import Pool
from fdevents.session.firing import Firing, Step, Target, request_of
from fdevents.session.firing import fire as fire_steps
from fdevents.session.loading import inspect, script_of
from fdevents.session.series import Planned, fire_in_order
from fdevents.session.steps import Outcome

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
        self.script = script_of(files, hosts)
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

    def payload(
        self,
        event: str,
        *,
        variant: str | None = None,
        changes: Mapping[str, Any] | None = None,
        assign: Mapping[str, Any] | None = None,
        payload: Any = None,
        iparams: Mapping[str, Any] | None = None,
        force: bool = False,
    ) -> dict[str, Any]:
        """The payload that `fire` would send, for the same arguments."""
        found = find_event(event)
        wanted = Wanted(
            variant=variant,
            changes=tuple(
                make_change(found, name, value, force=force)
                for name, value in (changes or {}).items()
            ),
            assignments=tuple((assign or {}).items()),
            start=payload,
            iparams=self.iparams({}),
            given_iparams=iparams or {},
            template=self.files.template(found),
            profile=self.files.profile,
            force=force,
        )
        return compose(found, wanted)

    def iparams(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The app's iparams: `given` over its test data over its defaults."""
        return iparams_of(self.files) | dict(given)

    def fire(
        self,
        event: str,
        *,
        variant: str | None = None,
        changes: Mapping[str, Any] | None = None,
        assign: Mapping[str, Any] | None = None,
        payload: Any = None,
        iparams: Mapping[str, Any] | None = None,
        force: bool = False,
        timeout: float | None = None,
    ) -> Outcome:
        """Fires `event` at its handler and returns how that ended.

        `changes` maps an attribute to its new value or a tuple (old, new); `assign` a path such as
        `ticket.subject` to a value; `payload` is a payload to start from, instead of the
        template's; `iparams` come over the app's own; `timeout` is in seconds, by default the
        platform's own. `force` sends what Freshdesk would not.

        Raises AppUnusable while the app has errors, UsageProblem for arguments that cannot be,
        PayloadRefused (a UsageProblem) for a payload that Freshdesk would not send, and
        SandboxUnavailable. A handler that throws, hangs or crashes is an Outcome.
        """
        made = self.payload(
            event,
            variant=variant,
            changes=changes,
            assign=assign,
            payload=payload,
            iparams=iparams,
            force=force,
        )
        *_, last = self.steps(find_event(event), variant, made, seconds=timeout)
        assert isinstance(last, Outcome)
        return last

    def steps(
        self,
        event: Event,
        variant: str | None,
        payload: dict[str, Any],
        *,
        seconds: float | None = None,
    ) -> Iterator[Step]:
        """Fires a payload: each step as it comes, the Outcome last; raises as `fire`."""
        return fire_steps(self._target, self._firing(event, variant, payload, seconds))

    def fire_all(
        self,
        specs: Iterable[str | Mapping[str, Any]],
        *,
        jobs: int = 1,
        timeout: float | None = None,
    ) -> Iterator[Outcome]:
        """Fire each spec and yield the outcomes in the order of the specs, each as `fire` gives it.

        A spec is an event's name, or a mapping of what `fire` takes, the event as `event`. Each
        outcome is ready sooner than with `fire`, since the next firing is always on its way: specs
        are taken a few ahead. With `jobs`, so many processes fire at a time; what their handlers
        keep in `$db` is then written in any order. A spec that `fire` would refuse raises when its
        turn comes, and ends the iterator; so does any exception of the specs'.
        """
        if jobs < 1:
            raise UsageProblem(f"jobs is {jobs}, where 1 or more is wanted.")
        return fire_in_order(self._target, self._planned(specs, timeout), jobs)

    def _planned(
        self, specs: Iterable[str | Mapping[str, Any]], timeout: float | None
    ) -> Iterator[Planned]:
        try:
            for spec in specs:
                yield self._composed(spec, timeout)
        except Exception as error:  # whatever it is: those before it are to be fired first
            yield error

    def _composed(self, spec: str | Mapping[str, Any], timeout: float | None) -> Firing:
        given: dict[str, Any] = {"event": spec} if isinstance(spec, str) else dict(spec)
        seconds = given.pop("timeout", timeout)
        if "event" not in given:
            raise UsageProblem("A spec names no event.", 'Add the name as "event".')
        payload = self.payload(**given)
        return self._firing(find_event(given["event"]), given.get("variant"), payload, seconds)

    @cached_property
    def _target(self) -> Target:
        return Target(self.files, self.script, lambda: self.services, self.pool)

    def _firing(
        self, event: Event, variant: str | None, payload: dict[str, Any], seconds: float | None
    ) -> Firing:
        if self.errors:
            first, *more = self.errors
            rest = f" (and {len(more)} more)" if more else ""
            message = f"{first.place}: {first.message}{rest}"
            raise AppUnusable(message, first.hint, remedies=first.remedies)
        registration = self.registration(event)
        return Firing(
            event=event,
            variant=find_variant(event, variant).name,
            registration=registration,
            payload=payload,
            seconds=event.seconds if seconds is None else seconds,
            request=request_of(self.script, registration, payload),
        )


def fire(app: App | str | os.PathLike[str], event: str, **options: Any) -> Outcome:
    """Fires `event` at an app, or at the app in a folder; `options` as those of `App.fire`."""
    return (app if isinstance(app, App) else App.load(app)).fire(event, **options)


def _sender() -> Live:
    from fdevents.apis.live import Live

    return Live()


@cache
def _shared(memory_mb: int) -> Pool:
    """The sandboxes that every App of this process uses; they end with it."""
    pool = Pool(memory_mb)
    atexit.register(pool.close)
    return pool
