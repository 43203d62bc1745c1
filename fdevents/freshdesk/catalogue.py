"""The catalogue: every event that fdevents fires, and the names of others that the platform has.

It and the areas' files are the only places that know an event's name; everything else derives
from here.
"""

from __future__ import annotations

from fdevents.errors import UsageProblem
from fdevents.freshdesk import (
    companies,
    contacts,
    conversations,
    lifecycle,
    tickets,
    time_entries,
)
from fdevents.freshdesk.model import Event, Module, Variant
from fdevents.remedies import Parameter
from fdevents.wording import EVERY, did_you_mean, listed

_PRODUCT: tuple[Event, ...] = (
    *tickets.EVENTS,
    *conversations.EVENTS,
    *time_entries.EVENTS,
    *contacts.EVENTS,
    *companies.EVENTS,
)
_SPECIFIED = tuple(event for event in _PRODUCT if event.specified)

# In the order in which they are listed: the events of the specification first, then those that an
# app can have whatever it is about. The first of two equal keys keeps its place.
EVENTS = {event.name: event for event in (*_SPECIFIED, *lifecycle.EVENTS, *_PRODUCT)}
SPECIFIED_EVENTS = tuple(event.name for event in _SPECIFIED)

# Events that the platform fires and fdevents does not: a manifest that registers one of them is
# right, and must not be told that the name is misspelt.
_ONLY_KNOWN = {
    "onCannedResponseCreate": Module.TICKET,
    "onCannedResponseUpdate": Module.TICKET,
    "onCannedResponseDelete": Module.TICKET,
    "onTicketFieldCreate": Module.TICKET,
    "onTicketFieldDelete": Module.TICKET,
}

# The 3.x module that registers each event of the platform.
PLATFORM_EVENTS: dict[str, Module] = {
    **{event.name: event.module for event in EVENTS.values()},
    **_ONLY_KNOWN,
}
MODULES = tuple(Module)


def find_event(name: str) -> Event:
    """Return the event of that name. Raises UsageProblem with the nearest."""
    if name in EVENTS:
        return EVENTS[name]
    if name in PLATFORM_EVENTS:
        raise UsageProblem(
            f"{name} is an event of the platform, but fdevents cannot fire it yet.", all_events()
        )
    raise UsageProblem(f"There is no event “{name}”.", did_you_mean(name, EVENTS) or all_events())


def find_variant(event: Event, name: str | None) -> Variant:
    """Return the event's variant of that name, its first for `None`. Raises UsageProblem."""
    variant = event.variant(name)
    if variant is None:
        names = [each.name for each in event.variants]
        guess = did_you_mean(name or "", names)
        raise UsageProblem(
            f"{event.name} has no variant “{name}”.",
            f"{guess} Its variants are {listed(names)}.".strip(),
            parameter=Parameter.VARIANT,
        )
    return variant


def suggest_event(name: str) -> str:
    """Return a sentence with the event that `name` probably stands for, or with all of them.

    It may be one that fdevents cannot fire: in a manifest, that name is right all the same.
    """
    return did_you_mean(name, PLATFORM_EVENTS) or all_events()


def all_events() -> str:
    """Return a sentence that names every event that can be fired."""
    return f"The events are {listed(EVENTS, most=EVERY)}."
