"""What `trigger` and `run` do: a session is made of their options, and its steps are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from fdevents.cli.context import app_dir
from fdevents.cli.options import PayloadOptions, RunOptions
from fdevents.cli.sandboxes import sandboxes
from fdevents.cli.saving import place_to_save, save_payload
from fdevents.cli.showing import show_steps
from fdevents.cli.sources import TypedPayload
from fdevents.errors import ExitCode
from fdevents.freshdesk.catalogue import find_event
from fdevents.payloads.spec import PayloadSpec
from fdevents.session.app import App
from fdevents.session.firing import Firing
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


def fire_registered(
    ctx: typer.Context,
    events: Iterable[str],
    folder: Path | None,
    how: RunOptions,
    *,
    once: bool,
    as_json: bool,
) -> ExitCode:
    """Fire the events, every registered one if none is named, and show it. Raises FdeventsError.

    But for `once`, they are fired again on every save.
    """
    chosen = [find_event(name).name for name in dict.fromkeys(events)]

    def plan(loaded: App) -> Iterator[PayloadSpec]:
        for name in chosen or loaded.registrations:
            yield PayloadSpec(event=name)

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
