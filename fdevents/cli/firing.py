"""What `trigger` and `run` do: a session is made of their options, and its steps are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from fdevents.app.iparams import text_names
from fdevents.cli.context import app_dir
from fdevents.cli.options import MethodOptions, PayloadOptions, RunOptions
from fdevents.cli.sandboxes import sandboxes
from fdevents.cli.saving import place_to_save, save_payload
from fdevents.cli.showing import show_steps
from fdevents.cli.sources import TypedPayload, read_json_data
from fdevents.errors import ExitCode
from fdevents.freshdesk.catalogue import EVENTS, find_event
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec
from fdevents.payloads.written import read_iparams
from fdevents.session.app import App
from fdevents.session.firing import Firing
from fdevents.session.preparing import Invocation
from fdevents.session.session import Session, SessionStep
from fdevents.session.settings import as_settings


def fire_one(
    ctx: typer.Context,
    event: str,
    folder: Path | None,
    wanted: PayloadOptions,
    how: RunOptions,
    *,
    watch: bool,
    as_json: bool,
) -> ExitCode:
    """Fire an event, with `watch` again on every save, and show it. Raises FdeventsError."""
    found = find_event(event, given=wanted.starts)
    root = app_dir(ctx, folder)
    typed = TypedPayload(root, found, wanted)

    def plan(loaded: App) -> Iterator[PayloadSpec]:
        yield typed.spec(loaded.files)

    session = Session(
        root,
        plan,
        as_settings(**how.given()),
        sandboxes(ctx, how.memory_mb, spare=watch),
        also=typed.files,
    )
    steps: Iterable[SessionStep] = session.watch() if watch else session.once()
    if wanted.save is not None:
        place = place_to_save(root, wanted.save, force=wanted.force)
        steps = _saving_the_first(steps, session, place)
    return show_steps(steps, as_json=as_json)


def invoke_method(
    ctx: typer.Context,
    name: str,
    folder: Path | None,
    data: str | None,
    wanted: MethodOptions,
    how: RunOptions,
    *,
    watch: bool,
    as_json: bool,
) -> ExitCode:
    """Call a server method, with `watch` again on every save, and show it. Raises FdeventsError."""
    given = NOT_GIVEN if data is None else read_json_data(data)

    def plan(loaded: App) -> Iterator[Invocation]:
        iparams = read_iparams(wanted.iparams or (), text_names(loaded.files.iparams))
        yield Invocation(name=name, data=given, iparams=iparams, force=wanted.force)

    session = Session(
        app_dir(ctx, folder),
        plan,
        as_settings(**how.given()),
        sandboxes(ctx, how.memory_mb, spare=watch),
    )
    return show_steps(session.watch() if watch else session.once(), as_json=as_json)


def fire_registered(
    ctx: typer.Context,
    events: Iterable[str],
    folder: Path | None,
    how: RunOptions,
    *,
    once: bool,
    as_json: bool,
) -> ExitCode:
    """Fire the events and call the server methods of these names, every registered event if none
    is named, and show it. Raises FdeventsError.

    But for `once`, they are fired again on every save.
    """
    chosen = list(dict.fromkeys(events))

    def plan(loaded: App) -> Iterator[PayloadSpec | Invocation]:
        for name in chosen or loaded.registrations:
            if name in loaded.methods and name not in EVENTS:
                yield Invocation(name=name)
            else:
                yield PayloadSpec(event=find_event(name).name)

    session = Session(
        app_dir(ctx, folder),
        plan,
        as_settings(**how.given()),
        sandboxes(ctx, how.memory_mb, spare=not once),
        fires_due=True,
    )
    return show_steps(session.once() if once else session.watch(), as_json=as_json)


def _saving_the_first(
    steps: Iterable[SessionStep], session: Session, path: Path
) -> Iterator[SessionStep]:
    """Pass the steps on; the first payload is saved, so that no save begins another round."""
    saved = False
    for step in steps:
        if isinstance(step, Firing) and not saved:
            saved = True
            save_payload(path, step.payload, session.files, session.write)
        yield step
