"""`fdevents payload`: the payload as JSON, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_file
from fdevents.cli.context import app_dir
from fdevents.cli.together import with_options
from fdevents.errors import ExitCode


@with_options(without=["schedule"])
def payload(
    ctx: typer.Context,
    *,
    event: options.EventName,
    app: options.AppDir = None,
    wanted: options.PayloadOptions,
    how: options.ReadingOptions,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write it to this file instead.",
            autocompletion=complete_file,
        ),
    ] = None,
) -> int:
    """Print the payload of an event as JSON.

    It is what `trigger` would send for the same options.

    Where there is an app, its iparams and templates are used.
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.composing import print_payload

    print_payload(app_dir(ctx, app), event, wanted, how.platform, output)
    return ExitCode.OK
