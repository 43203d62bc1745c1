"""A payload as the platform sends it: what templates/platforms/ adds to an event's template.

Each file there is named after a platform: `envelope` has the keys beside `data` and `product`
those of Freshdesk's own events, `data` has the objects beside the event's own, and `entities` the
attributes that an entity has besides. A file that is `like` another adds to what that one says.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fdevents.assets import asset
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import Platform

FOLDER = "templates/platforms"
_PARTS = ("envelope", "product", "data", "entities")


def additions_text(profile: Platform, event: Event) -> str:
    """Return what the platform adds to the event, as it stands in its files; "" for nothing."""
    # The page documents these whole (ruling 1).
    if event.specified:
        return "" if profile.is_specified else _texts(profile.name)
    return _texts(profile.others_like or profile.name)


@cache
def _texts(name: str) -> str:
    """Return the file of that name after the one that it is like, each as a line."""
    added = json.loads((asset(FOLDER) / f"{name}.json").read_bytes())
    before = _texts(added["like"]) if "like" in added else ""
    return before + json.dumps(added) + "\n"


def for_platform(payload: dict[str, Any], profile: Platform, event: Event) -> dict[str, Any]:
    """Add to the event's payload what the platform adds; keep what it says itself."""
    # Read anew each time, since payloads are changed.
    files = [json.loads(line) for line in additions_text(profile, event).splitlines()]
    if not files:
        return payload
    added = {part: _joined(file.get(part, {}) for file in files) for part in _PARTS}
    envelope = added["envelope"]
    # Of other events, `data` is whatever the caller or the app itself put there, without an actor.
    if event.kind is Kind.PRODUCT:
        envelope |= added["product"]
        entity = _with_records(payload, added["data"], added["entities"], event)
        if "timestamp" in envelope:
            envelope["timestamp"] = _moment(entity, envelope["timestamp"])
    found = {**envelope, **payload}
    if profile.text_account_id and isinstance(found.get("account_id"), int):
        found["account_id"] = str(found["account_id"])
    # Null is the specification's alone (ruling 11): later platforms send an empty object.
    if found.get("iparams") is None:
        found["iparams"] = None if profile.is_specified else {}
    return _in_order(found)


def _joined(parts: Any) -> dict[str, Any]:
    """Return the objects as one; what two of them have is joined as well."""
    joined: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            both = isinstance(value, dict) and isinstance(joined.get(key), dict)
            joined[key] = joined[key] | value if both else value
    return joined


def _with_records(
    payload: dict[str, Any], objects: dict[str, Any], records: dict[str, Any], event: Event
) -> dict[str, Any]:
    """Add to `data` the objects and the entities' other attributes; return the event's entity."""
    data = payload.get("data")
    if not isinstance(data, dict):
        return {}
    for name, attributes in records.items():
        entity = data.get(name)
        # What is gone is told by its id alone; whatever is told whole says when it was created.
        if isinstance(entity, dict) and "created_at" in entity:
            data[name] = entity | {k: v for k, v in attributes.items() if k not in entity}
    payload["data"] = data | {k: v for k, v in objects.items() if k not in data}
    found = data.get(event.entity.name)
    return found if isinstance(found, dict) else {}


def _moment(entity: dict[str, Any], usual: float) -> float:
    """Return when the entity was changed or made, in the unit of `usual` and with its fraction:
    seconds if that is a float, and milliseconds if not. Without a date it is `usual`."""
    happened = entity.get("updated_at") or entity.get("created_at")
    try:
        at = datetime.fromisoformat(happened or "")
    except (TypeError, ValueError):  # a template of an app's own may say anything
        return usual
    seconds = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
    return seconds + usual % 1 if isinstance(usual, float) else seconds * 1000


def _in_order(payload: dict[str, Any]) -> dict[str, Any]:
    # The payload table's order, for people who read it; what a platform adds stands in between.
    first = [key for key in ("account_id", "domain", "event") if key in payload]
    last = [key for key in ("data", "iparams") if key in payload]
    between = [key for key in payload if key not in (*first, *last)]
    return {key: payload[key] for key in (*first, *between, *last)}
