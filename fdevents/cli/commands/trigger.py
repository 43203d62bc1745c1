"""`fdevents trigger`: makes a payload, fires it at the registered handler, shows the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir, sandboxes

if TYPE_CHECKING:
    from fdevents.freshdesk.model import Event
    from fdevents.session.app import App


def trigger(
    ctx: typer.Context,
    event: options.EventName,
    app: options.AppDir = None,
    variant: options.VariantName = None,
    change: options.Changes = None,
    assign: options.Assignments = None,
    payload: options.PayloadFile = None,
    from_: options.FromWhere = None,
    save: options.SaveAs = None,
    iparam: options.Iparams = None,
    data: options.Data = None,
    header: options.Headers = None,
    schedule: options.ScheduleName = None,
    force: options.Force = False,
    platform: options.Platform = None,
    timeout: options.Timeout = None,
    memory: options.Memory = 128,
    db: options.Db = None,
    allow_net: options.AllowNet = None,
    live: options.LiveRequests = False,
    record: options.Record = False,
    watch: bool = typer.Option(False, "--watch", help="Fire again on every save, until Ctrl-C."),
    as_json: options.AsJson = False,
) -> int:
    """Fire an event at the app's handler.

    The payload is the event's sample, with what the payload options say.

    Exit code 1: the handler failed, timed out or crashed.

    Exit code 3: the app has errors, and nothing was fired.

    fdevents trigger onTicketCreate --set ticket.subject="Printer on fire"

    fdevents trigger onTicketUpdate --change priority=Low,Urgent --watch
    """
    # Not at the top: Tab and --help need the options alone, and have them in half of the time.
    from fdevents.cli.showing import Runner
    from fdevents.cli.sources import (
        Start,
        read_data,
        save_payload,
        show_notes,
        start_file,
        written_spec,
    )
    from fdevents.freshdesk.catalogue import find_event

    found = find_event(event)
    root = app_dir(ctx, app)
    start = Start(start_file(root, found, payload, from_))
    body = read_data(data)

    saved = False

    def payloads(loaded: App) -> Iterator[tuple[Event, str | None, dict[str, Any]]]:
        nonlocal saved
        spec = written_spec(
            found,
            loaded.files,
            variant=variant,
            change=change,
            assign=assign,
            payload=start.read(),
            iparam=iparam,
            data=body,
            header=header,
            schedule=schedule,
            force=force,
        )
        made = loaded.payload(spec)
        show_notes(made, loaded.files)
        if save is not None and not saved:  # once, and not again at every save of the app
            save_payload(loaded.files, save, made.payload, force=force, write=runner.write)
            saved = True
        yield found, variant, made.payload

    runner = Runner(
        root,
        payloads,
        sandboxes(ctx, memory, spare=watch),
        platform=platform,
        seconds=timeout,
        as_json=as_json,
        db=db,
        allow_net=allow_net,
        live=live,
        record=record,
    )
    if watch:
        runner.watching([Path(start.source)] if start.source not in (None, "-") else [])
    return runner.once()
