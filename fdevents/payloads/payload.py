"""A payload's parts, found safely: whoever writes a payload may write anything."""

from __future__ import annotations

from typing import Any

from fdevents.freshdesk.model import Entity, Event


def entity_in(payload: dict[str, Any], entity: Entity) -> dict[str, Any] | None:
    """Return the object of that entity under the payload's `data`, `None` where there is none."""
    data = payload.get("data")
    found = data.get(entity.name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else None


def changes_in(payload: dict[str, Any], event: Event) -> dict[str, Any] | None:
    """Return the pairs of what an update changed, `None` where there are none."""
    found: Any = payload
    for step in event.changes_path:
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def put_changes(payload: dict[str, Any], event: Event, pairs: dict[str, Any]) -> None:
    """Put the pairs where the event's payload has them; whatever else is there gives way."""
    *parents, last = event.changes_path
    place = payload
    for step in parents:
        if not isinstance(place.get(step), dict):
            place[step] = {}
        place = place[step]
    place[last] = pairs
