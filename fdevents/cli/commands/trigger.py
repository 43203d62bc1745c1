"""`fdevents trigger`: makes a payload, fires it at the registered handler, shows the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fdevents.cli import options
from fdevents.cli.context import app_dir, sandboxes, settings

if TYPE_CHECKING:
    from fdevents.payloads.spec import PayloadSpec
    from fdevents.session.app import App
    from fdevents.session.session import SessionStep


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
    from fdevents.cli.saving import place_to_save, saving_the_first
    from fdevents.cli.showing import show_steps
    from fdevents.cli.sources import Start, read_data, start_file, written_spec
    from fdevents.freshdesk.catalogue import find_event
    from fdevents.session.session import Session

    found = find_event(event)
    root = app_dir(ctx, app)
    start = Start(start_file(root, found, payload, from_))
    body = read_data(data)

    def plan(loaded: App) -> Iterator[PayloadSpec]:
        yield written_spec(
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

    session = Session(
        root,
        plan,
        settings(ctx),
        sandboxes(ctx, memory, spare=watch),
        also=[Path(start.source)] if start.source not in (None, "-") else [],
    )
    steps: Iterable[SessionStep] = session.watch() if watch else session.once()
    if save is not None:
        steps = saving_the_first(steps, session, place_to_save(root, save, force=force))
    return show_steps(steps, as_json=as_json)
