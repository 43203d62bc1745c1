"""`fdevents validate`: every problem of the app."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir, sandboxes

_FORMATS = ("text", "json", "github", "sarif")


def validate(
    ctx: typer.Context,
    app: options.AppDir = None,
    style: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(_FORMATS),
            help="How to print them.",
            autocompletion=lambda: list(_FORMATS),
        ),
    ] = "text",
    platform: options.Platform = None,
    timeout: options.Timeout = None,
    memory: options.Memory = 128,
) -> int:
    """Show every problem of the app.

    Each has its rule, its place and, if one can be guessed, what was meant.

    Exit code 3: there are errors. Warnings alone exit with 0.
    """
    from fdevents.app.folder import read_app
    from fdevents.cli.remedies import worded_problems
    from fdevents.errors import ExitCode, UsageProblem
    from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
    from fdevents.freshdesk.versions import check_version
    from fdevents.reports.problems_text import FORMATS, show_problems
    from fdevents.reports.terminal import out
    from fdevents.session.app import App
    from fdevents.wording import did_you_mean

    if style not in FORMATS:
        guess = did_you_mean(style, FORMATS) or f"The formats are {', '.join(FORMATS)}."
        raise UsageProblem(f"There is no format “{style}”.", guess)
    files = read_app(app_dir(ctx, app), check_version(platform))
    loaded = App(files, sandboxes(ctx, memory), timeout or TIME_LIMIT_SECONDS)
    show_problems(out(), loaded, worded_problems(loaded.problems), style)
    return ExitCode.APP if loaded.errors else ExitCode.OK
