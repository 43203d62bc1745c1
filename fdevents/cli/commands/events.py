"""`fdevents events`: the catalogue in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fdevents.cli import options
from fdevents.cli.complete import complete_event

if TYPE_CHECKING:
    from rich.console import Console

    from fdevents.freshdesk.model import Entity, Event


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
    import json

    from fdevents.errors import ExitCode
    from fdevents.freshdesk.catalogue import EVENTS, find_event
    from fdevents.reports.terminal import out

    chosen = [find_event(event)] if event else list(EVENTS.values())
    output = out()
    if as_json:
        from fdevents.reports.printed import events_document

        output.line(json.dumps(events_document(chosen), indent=2))
        return ExitCode.OK
    from rich.console import Console

    console = Console(
        no_color=not output.colour,
        force_terminal=output.colour,
        highlight=False,
        width=None if output.is_terminal else max(output.width, 80),
        emoji=False,
        markup=False,
        safe_box=not output.unicode,
    )
    if event:
        _show_one(console, chosen[0])
    else:
        _show_all(console, chosen)
    return ExitCode.OK


def _show_all(console: Console, chosen: list[Event]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Event", style="bold cyan", no_wrap=console.width >= 80, overflow="fold")
    table.add_column("Fired when", overflow="fold")
    table.add_column("Variants", overflow="fold")
    for event in chosen:
        table.add_row(event.name, event.summary, ", ".join(each.name for each in event.variants))
    console.print(table)
    console.print("More of one event: fdevents events EVENT", style="dim")


def _show_one(console: Console, event: Event) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from fdevents.reports.printed import versions_of

    console.print(Text.assemble((event.name, "bold cyan"), "  ", event.summary))
    if event.platforms:
        console.print(f"On platform {', '.join(versions_of(event))} only.")
    table = Table(title="Variants", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("--variant", style="bold", no_wrap=console.width >= 80, overflow="fold")
    table.add_column("What happens", overflow="fold")
    for variant in event.variants:
        default = " (default)" if variant is event.variants[0] else ""
        table.add_row(variant.name, f"{variant.summary}{default}")
    console.print()
    console.print(table)
    console.print("Fired for", style="bold")
    for reason in event.fires_for:
        console.print(f"  {reason}")
    if event.not_fired:
        console.print("Not fired for", style="bold")
    for rule in event.not_fired:
        console.print(f"  {rule.what} ({rule.source})")
    if event.changeable:
        aliases = ", ".join(f"{short} for {name}" for short, name in event.aliases.items())
        console.print("--change takes", style="bold")
        names = ", ".join(event.changeable)
        console.print(f"  {names}{f'; {aliases}' if aliases else ''}")
    for entity in event.entities:
        _show_entity(console, entity)


def _show_entity(console: Console, entity: Entity) -> None:
    from rich import box
    from rich.table import Table

    title = f"data.{entity.name}"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("Attribute", style="bold", no_wrap=console.width >= 80, overflow="fold")
    table.add_column("Type", style="cyan", overflow="fold")
    table.add_column("What it is", overflow="fold")
    for each in entity.attributes:
        values = ", ".join(f"{value} {name}" for value, name in each.labels.items())
        table.add_row(each.name, each.type.value, f"{each.description} {values}".strip())
    console.print()
    console.print(table)
