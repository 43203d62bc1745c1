"""`fdevents trigger`: makes a payload, fires it at the registered handler, shows the outcome."""

from __future__ import annotations

import typer

from fdevents.cli import options
from fdevents.cli.together import with_options


@with_options()
def trigger(
    ctx: typer.Context,
    *,
    event: options.EventName,
    app: options.AppDir = None,
    wanted: options.PayloadOptions,
    how: options.RunOptions,
    watch: options.Watch = False,
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
    from fdevents.cli.firing import fire_one

    return fire_one(ctx, event, app, wanted, how, watch=watch, as_json=as_json)
