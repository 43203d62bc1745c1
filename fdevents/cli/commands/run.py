"""`fdevents run`: fires every registered event, and again on every save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_event
from fdevents.cli.context import app_dir, sandboxes

if TYPE_CHECKING:
    from fdevents.freshdesk.model import Event
    from fdevents.session.app import App


def run(
    ctx: typer.Context,
    events: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EVENT]...",
            help="Only these; every registered event if none is named.",
            autocompletion=complete_event,
        ),
    ] = None,
    app: options.AppDir = None,
    platform: options.Platform = None,
    timeout: options.Timeout = None,
    memory: options.Memory = 128,
    db: options.Db = None,
    allow_net: options.AllowNet = None,
    live: options.LiveRequests = False,
    record: options.Record = False,
    once: bool = typer.Option(False, "--once", help="Fire once and exit, as in a CI job."),
    as_json: options.AsJson = False,
) -> int:
    """Fire every registered event, then again on every save.

    Each event gets its default payload. Ctrl-C ends it.

    Nothing is fired while the app has errors.
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.showing import Runner
    from fdevents.cli.sources import show_notes
    from fdevents.freshdesk.catalogue import find_event

    chosen = [find_event(name) for name in dict.fromkeys(events or ())]

    def payloads(loaded: App) -> Iterator[tuple[Event, str | None, dict[str, Any]]]:
        for event in chosen or [find_event(name) for name in loaded.registrations]:
            loaded.registration(event)
            made = loaded.payload(event.name)
            show_notes(made, loaded.files)
            yield event, None, made.payload

    runner = Runner(
        app_dir(ctx, app),
        payloads,
        sandboxes(ctx, memory, spare=not once),
        platform=platform,
        seconds=timeout,
        as_json=as_json,
        db=db,
        allow_net=allow_net,
        live=live,
        record=record,
        fires_due=True,
    )
    if not once:
        runner.watching()
    return runner.once()
