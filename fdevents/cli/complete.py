"""What the shell offers after Tab: events, variants, attributes."""

from __future__ import annotations

import typer


def complete_event(incomplete: str) -> list[tuple[str, str]]:
    """The events' names, with what each is about."""
    from fdevents.events.catalogue import EVENTS

    return [
        (event.name, event.summary)
        for event in EVENTS.values()
        if event.name.casefold().startswith(incomplete.casefold())
    ]


def complete_variant(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The variants of the event on the command line, or of all events."""
    from fdevents.events.catalogue import EVENTS

    chosen = EVENTS.get(ctx.params.get("event") or "")
    events = [chosen] if chosen else EVENTS.values()
    return [
        (variant.name, variant.summary)
        for event in events
        for variant in event.variants
        if variant.name.startswith(incomplete)
    ]


def complete_change(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The attributes whose change fires the event, and after `=` the values of an enumeration."""
    from fdevents.events.catalogue import EVENTS

    chosen = EVENTS.get(ctx.params.get("event") or "")
    events = [chosen] if chosen else list(EVENTS.values())
    found = {}
    for event in events:
        for name in event.changeable:
            attribute = event.entity.attribute(name)
            if attribute is None:
                continue
            found[f"{name}="] = attribute.description
            for label in attribute.labels.values() if incomplete.startswith(f"{name}=") else ():
                found[f"{name}={label}"] = f"{name} becomes {label}"
    return [(text, help_) for text, help_ in found.items() if text.startswith(incomplete)]
