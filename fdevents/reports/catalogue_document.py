"""The catalogue as a JSON document, defined as those of `documents` are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Literal

from fdevents.freshdesk.model import Attribute, Entity, Event
from fdevents.freshdesk.versions import PLATFORMS

if sys.version_info >= (3, 12):
    from typing import TypedDict
else:  # pydantic reads no older ones
    from typing_extensions import TypedDict


class AttributeEntry(TypedDict):
    """One attribute of an entity."""

    name: str
    type: str
    description: str
    values: dict[str, str]
    """The enumeration: value to name; empty if none."""


class EntityEntry(TypedDict):
    """One object under the payload's `data`."""

    name: str
    attributes: list[AttributeEntry]


class VariantEntry(TypedDict):
    """One documented way in which an event happens."""

    name: str
    summary: str
    changes: dict[str, tuple[Any, Any]]


class NotFiredEntry(TypedDict):
    """What does not fire an event, and where that is documented."""

    what: str
    source: str


class EventEntry(TypedDict):
    """One product event."""

    name: str
    summary: str
    kind: Literal["product", "set-up", "external", "scheduled"]
    """What fires it."""
    module: str
    """Where a 3.x manifest registers it."""
    platforms: list[str]
    """The platform versions that have it."""
    variants: list[VariantEntry]
    """The default one first."""
    fires_for: list[str]
    not_fired_for: list[NotFiredEntry]
    changeable: list[str]
    """The attributes whose change fires it."""
    entities: list[EntityEntry]


class EventsDocument(TypedDict):
    """Events of the catalogue."""

    schema: Literal[1]
    """The version of this document."""
    events: list[EventEntry]


def events_document(events: Iterable[Event]) -> EventsDocument:
    """Describe events of the catalogue."""
    return {"schema": 1, "events": [_event(event) for event in events]}


def versions_of(event: Event) -> list[str]:
    """Return the platform versions that have the event."""
    return [
        version
        for profile in PLATFORMS
        if event.exists_on(profile.name)
        for version in profile.versions
    ]


def _event(event: Event) -> EventEntry:
    return {
        "name": event.name,
        "summary": event.summary,
        "kind": event.kind.value,
        "module": event.module.value,
        "platforms": versions_of(event),
        "variants": [
            {"name": each.name, "summary": each.summary, "changes": dict(each.changes)}
            for each in event.variants
        ],
        "fires_for": list(event.fires_for),
        "not_fired_for": [{"what": each.what, "source": each.source} for each in event.not_fired],
        "changeable": list(event.changeable),
        "entities": [_entity(entity) for entity in event.entities],
    }


def _entity(entity: Entity) -> EntityEntry:
    return {"name": entity.name, "attributes": [_attribute(each) for each in entity.attributes]}


def _attribute(attribute: Attribute) -> AttributeEntry:
    return {
        "name": attribute.name,
        "type": attribute.type.value,
        "description": attribute.description,
        "values": {str(value): name for value, name in attribute.labels.items()},
    }
