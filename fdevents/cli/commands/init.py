"""`fdevents init`: a new app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fdevents.cli.complete import complete_event
from fdevents.cli.context import app_dir

_WAYS = ("exports", "manifest")


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
        str,
        typer.Option(
            "--registration",
            metavar="|".join(_WAYS),
            help="Where the events are registered: in exports.events or in manifest.json.",
            autocompletion=lambda: list(_WAYS),
        ),
    ] = "exports",
) -> int:
    """Make a new app, with a handler for each event.

    Nothing is overwritten: where a file exists, nothing is written at all.
    """
    from fdevents.app.scaffold import scaffold
    from fdevents.errors import ExitCode, UsageProblem
    from fdevents.freshdesk.catalogue import SPECIFIED_EVENTS, find_event
    from fdevents.reports.terminal import err, out
    from fdevents.wording import did_you_mean

    if registration not in _WAYS:
        guess = did_you_mean(registration, _WAYS) or f"The ways are {' and '.join(_WAYS)}."
        raise UsageProblem(f"Events cannot be registered in “{registration}”.", guess)
    chosen = [find_event(name) for name in dict.fromkeys(event or SPECIFIED_EVENTS)]
    target = app_dir(ctx, folder)
    for path in scaffold(target, chosen, in_manifest=registration == "manifest"):
        out().line(str(path))
    where = "" if target == Path() else f" --app {_quoted(target)}"
    notes = err()
    notes.line(f"Now try: fdevents trigger {chosen[0].name}{where}")
    return ExitCode.OK


def _quoted(path: Path) -> str:
    """The path as it is pasted into a shell."""
    import shlex
    import subprocess
    import sys

    return subprocess.list2cmdline([path]) if sys.platform == "win32" else shlex.quote(str(path))
