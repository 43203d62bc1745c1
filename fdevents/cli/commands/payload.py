"""`fdevents payload`: the payload as JSON, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir


def payload(
    ctx: typer.Context,
    event: options.EventName,
    app: options.AppDir = None,
    variant: options.VariantName = None,
    change: options.Changes = None,
    assign: options.Assignments = None,
    start: options.PayloadFile = None,
    from_: options.FromWhere = None,
    save: options.SaveAs = None,
    iparam: options.Iparams = None,
    data: options.Data = None,
    header: options.Headers = None,
    force: options.Force = False,
    platform: options.Platform = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to this file instead."),
    ] = None,
) -> int:
    """Print the payload of an event as JSON.

    It is what `trigger` would send for the same options.

    Where there is an app, its iparams and templates are used.
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.app.folder import read_app
    from fdevents.app.payload_values import app_values
    from fdevents.app.secrets import app_secrets
    from fdevents.app.writing import write_whole
    from fdevents.cli.saving import place_to_save, save_payload, without_secrets
    from fdevents.cli.sources import Start, read_data, show_notes, start_file, written_spec
    from fdevents.errors import ExitCode
    from fdevents.freshdesk.catalogue import find_event
    from fdevents.freshdesk.versions import check_version
    from fdevents.payloads.compose import compose
    from fdevents.reports.terminal import err, out

    found = find_event(event)
    folder = app_dir(ctx, app)
    files = read_app(folder, check_version(platform))
    spec = written_spec(
        found,
        files,
        variant=variant,
        change=change,
        assign=assign,
        payload=Start(start_file(folder, found, start, from_)).read(),
        iparam=iparam,
        data=read_data(data),
        header=header,
        force=force,
    )
    composed = compose(spec, app_values(files, found))
    secrets = app_secrets(files)
    show_notes(err(secrets), composed.notes)
    made = composed.payload
    if save is not None:
        save_payload(place_to_save(folder, save, force=force), made, files)
    shown = without_secrets(made, files)
    if output is None:
        out(secrets).document(lambda _: shown)
    else:
        write_whole(output, f"{json.dumps(shown, indent=2)}\n".encode())
        err(secrets).line(f"wrote {output}")
    return ExitCode.OK
