"""`fdevents doctor`: what fdevents needs of this machine, and what is wrong with it."""

from __future__ import annotations

import typer

from fdevents.cli import options


def doctor(ctx: typer.Context, app: options.AppDir = None, as_json: options.AsJson = False) -> int:
    """Show what fdevents needs of this machine, and what is wrong with it.

    Versions and places of fdevents, Python, Deno and npm; whether the sandbox starts, its cache
    can be written and the system tells when files change; and whether the app has problems.

    Exit code 3: the app has errors, or there is none where --app says. 4: the sandbox does not
    start.
    """
    # Not at the top: Tab and --help need the options alone.
    from fdevents.cli.examining import examine

    return examine(ctx, app, as_json=as_json)
