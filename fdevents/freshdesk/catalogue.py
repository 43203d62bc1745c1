"""The catalogue: every event of Freshdesk's, on each version of the platform.

It and the areas' files are the only places that know an event's name; everything else derives
from here.
"""

from __future__ import annotations

from fdevents.errors import UsageProblem
from fdevents.freshdesk import (
    agents,
    companies,
    contacts,
    conversations,
    forums,
    lifecycle,
    solutions,
    ticket_forms,
    tickets,
    time_entries,
)
from fdevents.freshdesk.model import Event, Module, Variant
from fdevents.freshdesk.neighbours import EVENTS as NEIGHBOURS_EVENTS
from fdevents.remedies import Give, Parameter, Run
from fdevents.wording import did_you_mean, listed

_PRODUCT: tuple[Event, ...] = (
    *tickets.EVENTS,
    *conversations.EVENTS,
    *time_entries.EVENTS,
    *ticket_forms.EVENTS,
    *contacts.EVENTS,
    *companies.EVENTS,
    *agents.EVENTS,
    *solutions.EVENTS,
    *forums.EVENTS,
)
_SPECIFIED = tuple(event for event in _PRODUCT if event.specified)

# In the order in which they are listed: the events of the specification first, then those that an
# app can have whatever it is about. The first of two equal keys keeps its place.
EVENTS = {event.name: event for event in (*_SPECIFIED, *lifecycle.EVENTS, *_PRODUCT)}
SPECIFIED_EVENTS = tuple(event.name for event in _SPECIFIED)

MODULES = tuple(Module)
_LISTED = Run(("events",), "lists all events")
_OWN_PAYLOAD = Give(Parameter.PAYLOAD, "FILE", "fires another product's event")
_OWN_TEST_DATA = Give(Parameter.START, "test-data", "takes the app's own test data")


def find_event(name: str, *, given: bool = False) -> Event:
    """Return the event of that name; with `given`, a payload of somebody's own, one of any name.

    Raises UsageProblem with the nearest, since only Freshdesk's have samples.
    """
    if name in EVENTS:
        return EVENTS[name]
    if given:
        return foreign_event(name)
    if name in NEIGHBOURS_EVENTS:
        raise no_sample(name)
    raise UsageProblem(
        f"There is no event “{name}”.", suggest_event(name), remedies=(_LISTED, _OWN_PAYLOAD)
    )


def foreign_event(name: str) -> Event:
    """Describe an event of another product: all that is known of it is its name."""
    return Event(
        name=name,
        module=Module.COMMON,
        foreign=True,
        summary="An event of another product.",
        variants=(Variant("given", "A payload that was given."),),
        fires_for=(),
    )


def no_sample(name: str) -> UsageProblem:
    """Return the refusal to make a payload of another product's event."""
    return UsageProblem(
        f"{name} is another product's event here, and of its payload there is no sample.",
        remedies=(_OWN_PAYLOAD, _OWN_TEST_DATA),
    )


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
    """Return a sentence with the event that `name` probably stands for, or with some of them."""
    written = [event.name for event in EVENTS.values() if name.casefold() in event.miswritten]
    return did_you_mean(written[0] if written else name, EVENTS) or all_events()


def all_events() -> str:
    """Return a sentence that names some events that can be fired, and how many more there are."""
    return f"The events are {listed(EVENTS)}."
