"""`fdevents validate`: every problem of the app."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.choices import Format, OneOf
from fdevents.cli.together import with_options

_FORMAT = OneOf("format", Format)


@with_options()
def validate(
    ctx: typer.Context,
    *,
    app: options.AppDir = None,
    style: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar=_FORMAT.metavar,
            help="How to print them.",
            click_type=_FORMAT,
        ),
    ] = Format.TEXT,
    local: Annotated[
        bool,
        typer.Option("--local", help="Also what is missing here: packages, values of parameters."),
    ] = False,
    how: options.LoadingOptions,
) -> int:
    """Show every problem of the app.

    Each has its rule, its place and, if one can be guessed, what was meant.

    Exit code 3: there are errors. Warnings alone exit with 0.
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.judging import judge

    return judge(ctx, app, how, style, local=local)
