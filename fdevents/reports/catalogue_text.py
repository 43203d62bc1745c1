"""The catalogue of events as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fdevents.freshdesk.model import Entity, Event
from fdevents.remedies import Parameter
from fdevents.reports.catalogue_document import versions_of
from fdevents.reports.terminal import Terminal
from fdevents.reports.words import Named


# It prints past `Terminal`: the catalogue is ours, and has nothing to mask.
def _console(terminal: Terminal) -> Console:
    return Console(
        no_color=not terminal.colour,
        force_terminal=terminal.colour,
        highlight=False,
        width=None if terminal.is_terminal else max(terminal.width, 80),
        emoji=False,
        markup=False,
        safe_box=not terminal.unicode,
    )


def show_events(terminal: Terminal, events: Iterable[Event], more: str) -> None:
    """Print tables of the events, one for each module; `more` says what shows more of one."""
    console = _console(terminal)
    by_module: dict[str, list[Event]] = {}
    for event in events:
        by_module.setdefault(event.module, []).append(event)
    longest = max(len(event.name) for group in by_module.values() for event in group)
    for module, group in by_module.items():
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        # A name in one piece can be copied; in a narrow terminal that leaves the rest no room.
        whole = console.width >= 2 * longest - 4
        width = longest if whole else None
        table.add_column(style="cyan", no_wrap=whole, width=width, overflow="fold")
        table.add_column(overflow="fold")
        for event in group:
            table.add_row(event.name, _in_short(event))
        console.print(module, style="bold")
        console.print(table)
        console.print()
    console.print(more, style="dim")


def _in_short(event: Event) -> str:
    """Say what fires the event, and its variants where there is a choice."""
    if len(event.variants) == 1:
        return event.summary
    return f"{event.summary} Variants: {', '.join(each.name for each in event.variants)}."


def show_event(terminal: Terminal, event: Event, named: Named) -> None:
    """Print all there is to know of one event."""
    console = _console(terminal)
    console.print(Text.assemble((event.name, "bold cyan"), "  ", event.summary))
    console.print(f"Module: {event.module}.")
    if event.platforms:
        console.print(f"Platform versions: {', '.join(versions_of(event))}.")
    _show_variants(console, event, named)
    _show_reasons(console, event, named)
    for entity in event.entities:
        _show_entity(console, entity)


def _show_variants(console: Console, event: Event, named: Named) -> None:
    table = Table(title="Variants", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column(
        named(Parameter.VARIANT), style="bold", no_wrap=console.width >= 80, overflow="fold"
    )
    table.add_column("What happens", overflow="fold")
    for variant in event.variants:
        default = " (default)" if variant is event.variants[0] else ""
        table.add_row(variant.name, f"{variant.summary}{default}")
    console.print()
    console.print(table)


def _show_reasons(console: Console, event: Event, named: Named) -> None:
    console.print("Fired for", style="bold")
    for reason in event.fires_for:
        console.print(f"  {reason}")
    if event.not_fired:
        console.print("Not fired for", style="bold")
    for rule in event.not_fired:
        console.print(f"  {rule.what} ({rule.source})")
    if event.changeable:
        aliases = ", ".join(f"{short} for {name}" for short, name in event.aliases.items())
        console.print(f"{named(Parameter.CHANGES)} takes", style="bold")
        names = ", ".join(event.changeable)
        console.print(f"  {names}{f'; {aliases}' if aliases else ''}")


def _show_entity(console: Console, entity: Entity) -> None:
    title = f"data.{entity.name}"
    table = Table(
        title=title,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        pad_edge=False,
        min_width=len(title),  # else a narrow table breaks it
    )
    table.add_column("Attribute", style="bold", no_wrap=console.width >= 80, overflow="fold")
    table.add_column("Type", style="cyan", overflow="fold")
    # The SDK's samples, of which some entities are known, do not say.
    described = any(each.description for each in entity.attributes)
    if described:
        table.add_column("What it is", overflow="fold")
    for each in entity.attributes:
        values = ", ".join(f"{value} {name}" for value, name in each.labels.items())
        what = (f"{each.description} {values}".strip(),) if described else ()
        table.add_row(each.name, each.type.value, *what)
    console.print()
    console.print(table)
