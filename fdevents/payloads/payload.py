"""A payload's parts, found safely: whoever writes a payload may write anything."""

from __future__ import annotations

from typing import Any

from fdevents.freshdesk.model import Entity


def entity_in(payload: dict[str, Any], entity: Entity) -> dict[str, Any] | None:
    """Return the object of that entity under the payload's `data`, `None` where there is none."""
    data = payload.get("data")
    found = data.get(entity.name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else None
