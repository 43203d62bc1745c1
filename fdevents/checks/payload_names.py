"""What events' payloads may have: in a sample, in the specification's tables, or ever seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import CHANGES, Event, Kind
from fdevents.freshdesk.seen import Shape, seen_names
from fdevents.freshdesk.versions import PLATFORMS, Platform
from fdevents.payloads.templates import render

ANY = ""  # an event of which nothing is known
# Each account's own, each app's, or each sender's.
_ANYTHING = {"custom_fields", "iparams", "app_settings", "options", "headers"}
# What JavaScript objects, lists and texts have of their own. Of other methods the name is called,
# which is no part of a read.
_OWN = {
    "length", "constructor", "prototype", "__proto__", "hasOwnProperty", "isPrototypeOf",
    "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
}  # fmt: skip


def unknown_step(event: str, path: tuple[str, ...]) -> int | None:
    """Return the index of the first step that no payload of the event has, on any platform.

    Only the envelope, `data` and the objects in it are known well enough: what is deeper, or below
    a value that is no object, or a custom field, may be there.
    """
    if event == ANY:
        return None
    furthest = 0
    for shape in _shapes(EVENTS[event]):
        index = _missing(shape, path)
        if index is None:
            return None
        furthest = max(furthest, index)
    return furthest


def sample_names(event: Event, profile: Platform) -> Shape:
    """Return the names that the event's payload has on a platform, whatever its variant."""
    samples = [render(event, variant, profile=profile) for variant in event.variants]
    shape: Shape = {name: None for sample in samples for name in sample}
    # The data of other kinds is their sender's own.
    for sample in samples if event.kind is Kind.PRODUCT else ():
        data = sample.get("data")
        for name, value in data.items() if isinstance(data, dict) else ():
            shape["data"] = shape["data"] or {}
            inner = dict.fromkeys(value) if isinstance(value, dict) else {}
            shape["data"][name] = {**(shape["data"].get(name) or {}), **inner} or None
    return shape


def _shapes(event: Event) -> Iterator[Shape]:
    yield seen_names(event.name)
    yield _documented(event)
    # Last, since samples take time to render, and most of what handlers read has been seen.
    yield from (sample_names(event, profile) for profile in PLATFORMS)


def _documented(event: Event) -> Shape:
    """Return what the tables say of the event's objects."""
    objects = {
        entity.name: {
            each.name: None
            for each in entity.attributes
            # The tables are an object's, whether an event changes it or makes it.
            if each is not CHANGES or event.takes_changes
        }
        for entity in event.entities
    }
    return {**seen_names(event.name), "data": objects} if objects else {}


def _missing(shape: Shape, path: tuple[str, ...]) -> int | None:
    at: Any = shape
    for index, step in enumerate(path):
        if at is None or step in _OWN or step in _ANYTHING or step.startswith("cf_"):
            return None
        if step not in at:
            return index
        at = at[step]
    return None
