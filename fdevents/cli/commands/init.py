"""`fdevents init`: a new app."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fdevents.app.scaffold import scaffold
from fdevents.cli.choices import OneOf
from fdevents.cli.complete import complete_event
from fdevents.cli.context import app_dir
from fdevents.cli.remedies import for_shell
from fdevents.errors import ExitCode
from fdevents.freshdesk.catalogue import SPECIFIED_EVENTS, find_event
from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import err, out


class Registration(StrEnum):
    """Where events may be registered."""

    EXPORTS = "exports"
    MANIFEST = "manifest"


_REGISTRATION = OneOf("way", Registration, refusal="Events cannot be registered in “{word}”.")


def init(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Where to put it; the current folder by default.",
            show_default=False,
        ),
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="EVENT",
            help="An event to handle. Repeatable; the first five if none is named.",
            autocompletion=complete_event,
        ),
    ] = None,
    registration: Annotated[
        Registration,
        typer.Option(
            "--registration",
            metavar=_REGISTRATION.metavar,
            help="Where the events are registered: in exports.events or in manifest.json.",
            click_type=_REGISTRATION,
        ),
    ] = Registration.EXPORTS,
) -> int:
    """Make a new app, with a handler for each event.

    Nothing is overwritten: where a file exists, nothing is written at all.
    """
    chosen = [find_event(name) for name in dict.fromkeys(event or SPECIFIED_EVENTS)]
    target, results = app_dir(ctx, folder), out(NO_SECRETS)
    for path in scaffold(target, chosen, in_manifest=registration is Registration.MANIFEST):
        results.line(str(path))
    where = "" if target == Path() else f" --app {for_shell([str(target)])}"
    err(NO_SECRETS).line(f"Now try: fdevents trigger {chosen[0].name}{where}")
    return ExitCode.OK
