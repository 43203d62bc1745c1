"""A payload of the specification as later platforms send it: what templates/platforms/ adds.

Each file there is named after a profile: `envelope` has the keys beside `data`, `data` the objects
beside the event's own, `entities` the attributes that an entity has besides.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from fdevents.assets import asset
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import Platform

FOLDER = "templates/platforms"


@cache
def additions_text(profile: Platform) -> str:
    """Return what the platform adds, as it stands in its file; "" for the specification's own."""
    if profile.is_specified:
        return ""
    return (asset(FOLDER) / f"{profile.name}.json").read_text("utf-8")


def for_platform(payload: dict[str, Any], profile: Platform, event: Event) -> dict[str, Any]:
    """Add to the event's payload what the platform adds; keep what it says itself."""
    if profile.is_specified:
        return payload
    added = _additions(profile)
    data = payload.get("data")
    # Of other events, `data` is whatever the caller or the app itself put there, without an actor.
    if isinstance(data, dict) and event.kind is Kind.PRODUCT:
        for name, attributes in added["entities"].items():
            if isinstance(data.get(name), dict):
                data[name] = data[name] | {
                    key: value for key, value in attributes.items() if key not in data[name]
                }
        payload["data"] = data | {k: v for k, v in added["data"].items() if k not in data}
    found = {**added["envelope"], **payload}
    if profile.text_account_id and isinstance(found.get("account_id"), int):
        found["account_id"] = str(found["account_id"])
    # Null is the specification's alone (ruling 11): later platforms send an empty object.
    if found.get("iparams") is None:
        found["iparams"] = {}
    # The payload table's order, for people who read it; what a platform adds stands in between.
    first = [key for key in ("account_id", "domain", "event") if key in found]
    last = [key for key in ("data", "iparams") if key in found]
    between = [key for key in found if key not in (*first, *last)]
    return {key: found[key] for key in (*first, *between, *last)}


def _additions(profile: Platform) -> dict[str, Any]:
    """Read the additions anew each time, since payloads are changed."""
    added: dict[str, Any] = json.loads(additions_text(profile))
    return added
