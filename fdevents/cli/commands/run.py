"""`fdevents run`: fires every registered event, and again on every save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_event
from fdevents.cli.context import app_dir, sandboxes, settings

if TYPE_CHECKING:
    from fdevents.payloads.spec import PayloadSpec
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
    from fdevents.cli.showing import show_steps
    from fdevents.freshdesk.catalogue import find_event
    from fdevents.payloads.spec import PayloadSpec
    from fdevents.session.session import Session

    chosen = [find_event(name).name for name in dict.fromkeys(events or ())]

    def plan(loaded: App) -> Iterator[PayloadSpec]:
        for name in chosen or loaded.registrations:
            yield PayloadSpec(event=name)

    session = Session(
        app_dir(ctx, app),
        plan,
        settings(ctx),
        sandboxes(ctx, memory, spare=not once),
        fires_due=True,
    )
    return show_steps(session.once() if once else session.watch(), as_json=as_json)
