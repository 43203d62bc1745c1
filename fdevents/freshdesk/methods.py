"""Server methods: what the platform lets an app's pages, and its actions, call by name."""

from __future__ import annotations

from fdevents.freshdesk.model import Event, Kind, Module, Variant

METHOD_NAME = r"[A-Za-z_][A-Za-z0-9_]{1,39}"
ARGUMENTS_LIMIT_BYTES = 100 * 1024


def method_as_event(name: str) -> Event:
    """Describe a server method as what is fired: it is called by its name, and has no sample."""
    return Event(
        name=name,
        module=Module.COMMON,
        summary="A server method of the app's.",
        variants=(Variant("invoked", "A page or an action calls it."),),
        fires_for=(),
        kind=Kind.EXTERNAL,  # nothing in Freshdesk causes it
    )
