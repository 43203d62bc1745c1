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
    from fdevents.cli.showing import Runner
    from fdevents.cli.sources import (
        PayloadOptions,
        make_payload,
        read_data,
        read_payload,
        save_payload,
        scheduled_data,
        start_file,
    )
    from fdevents.freshdesk.catalogue import find_event

    found = find_event(event)
    root = app_dir(ctx, app)
    start = start_file(root, found, payload, from_)
    typed = read_payload("-") if start == "-" else None  # which can be read once only
    body = read_data(data)

    saved = False

    def payloads(loaded: App) -> Iterator[tuple[Event, str | None, dict[str, Any]]]:
        nonlocal saved
        wanted = PayloadOptions(
            variant=variant,
            changes=change,
            assignments=assign,
            start=typed or read_payload(start),
            iparams=iparam,
            data=scheduled_data(loaded, found, schedule) if schedule else body,
            headers=header,
            force=force,
        )
        made = make_payload(found, wanted, loaded.files)
        if save is not None and not saved:  # once, and not again at every save of the app
            save_payload(loaded.files, save, made, force=force, write=runner.write)
            saved = True
        yield found, variant, made

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
        runner.watching([Path(start)] if start not in (None, "-") else [])
    return runner.once()
