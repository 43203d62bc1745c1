"""An app that can be fired at: the library's front door, and what every front end uses."""

from __future__ import annotations

import atexit
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Unpack

from fdevents.app.folder import read_app
from fdevents.app.secrets import app_secrets
from fdevents.errors import AppUnusable, UsageProblem
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec, SpecKeywords, as_spec
from fdevents.sandbox.patterns import matched
from fdevents.sandbox.pool import Pool
from fdevents.session.firing import Firing, Target
from fdevents.session.firing import fire as fire_steps
from fdevents.session.loaded import LoadedApp
from fdevents.session.preparing import Invocation, event_firing, method_firing
from fdevents.session.series import Planned, fire_in_order
from fdevents.session.settings import SettingsKeywords, as_settings
from fdevents.session.steps import Outcome, Step


class App(LoadedApp):
    """An app, read and loaded once: what it registers, what is wrong with it, and firing it.

    An App never changes. After editing the files, load it again. Several threads may fire it.
    """

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

    def prepare(
        self,
        event: PayloadSpec | str,
        *,
        timeout: float | None = None,
        **wanted: Unpack[SpecKeywords],
    ) -> Firing:
        """Make what `steps` fires, for the same arguments; raises what `fire` does."""
        self._refuse_errors()
        spec = as_spec(event, **wanted)
        made = self.payload(spec)
        firing = event_firing(
            self.files,
            self.script,
            made,
            self.registration(made.event),
            self._seconds(timeout),
            of_sample=spec.payload is None,
        )
        return firing.told(made.secrets)

    def prepare_method(self, asked: Invocation, *, timeout: float | None = None) -> Firing:
        """Make what `steps` fires of a call; raises what `invoke` does."""
        self._refuse_errors()
        seconds = self._seconds(timeout)
        attempt = partial(matched, self.pool)
        made = method_firing(
            self.files, self.exports, self.methods, self.script, asked, seconds, attempt
        )
        return made.told(app_secrets(self.files, made.payload.get("iparams")))

    def _seconds(self, timeout: float | None) -> float | None:
        return self.settings.timeout if timeout is None else timeout

    def _refuse_errors(self) -> None:
        """Raise AppUnusable while the app has errors."""
        if self.errors:
            first, *more = self.errors
            rest = f" (and {len(more)} more)" if more else ""
            message = f"{first.place}: {first.message}{rest}"
            raise AppUnusable(message, first.hint, remedies=first.remedies)

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
        return self._outcome(self.steps(event, timeout=timeout, **wanted))

    def invoke(
        self,
        name: str,
        data: Any = NOT_GIVEN,
        *,
        iparams: Mapping[str, Any] = MappingProxyType({}),
        force: bool = False,
        timeout: float | None = None,
    ) -> Outcome:
        """Call the server method `name`, as the app's pages do, and return how that ended.

        `data` is an object, to which the installation parameters are added, with `iparams` over the
        app's own; without it, the app's test data for the method, if there is some. What it gave to
        renderData is the outcome's `rendered`: an error there is the status `refused`, and without
        a call of renderData it has failed. What an action gets and answers is judged by its schemas
        in actions.json. `timeout` is in seconds, by default that of the manifest.

        Raises as `fire` does; with `force`, what the platform would not take is no reason to.
        """
        asked = Invocation(name=name, data=data, iparams=iparams, force=force)
        return self._outcome(self.steps(self.prepare_method(asked, timeout=timeout)))

    def _outcome(self, steps: Iterator[Step]) -> Outcome:
        *_, last = steps
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
            raise UsageProblem(f"jobs is {jobs!r}; it must be a whole number, at least 1.")
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
