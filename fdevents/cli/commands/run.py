"""`fdevents run`: fires every registered event, and again on every save."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_event_or_method
from fdevents.cli.together import with_options


@with_options()
def run(
    ctx: typer.Context,
    *,
    events: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Only these events and server methods; every registered event if none is named.",
            autocompletion=complete_event_or_method,
        ),
    ] = None,
    app: options.AppDir = None,
    how: options.RunOptions,
    once: Annotated[
        bool, typer.Option("--once", help="Fire once and exit, as in a CI job.")
    ] = False,
    as_json: options.AsJson = False,
) -> int:
    """Fire every registered event, then again on every save.

    Each event gets its default payload, each server method the app's test data. Ctrl-C ends it.

    Nothing is fired while the app has errors.
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.firing import fire_registered

    return fire_registered(ctx, events or (), app, how, once=once, as_json=as_json)
