"""`fdevents events`: the catalogue in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_event
from fdevents.errors import ExitCode
from fdevents.freshdesk.catalogue import EVENTS, find_event
from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import out


def events(
    event: Annotated[
        str | None,
        typer.Argument(
            metavar="[EVENT]", help="One event, in detail.", autocompletion=complete_event
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> int:
    """Show the events: their variants, attributes, and what fires them."""
    chosen = [find_event(event)] if event else list(EVENTS.values())
    terminal = out(NO_SECRETS)
    # Tables take 40 ms of rich, documents import the session: neither is for Tab, nor both
    # needed.
    if as_json:
        from fdevents.reports.catalogue_document import events_document

        terminal.document(lambda _: events_document(chosen))
        return ExitCode.OK
    from fdevents.cli.remedies import option_name
    from fdevents.reports.catalogue_text import show_event, show_events

    if event:
        show_event(terminal, chosen[0], option_name)
    else:
        show_events(terminal, chosen, "More about one event: fdevents events EVENT")
    return ExitCode.OK
