"""Makes fdevents/freshdesk/seen.json from a record of the paths seen in payloads:
`python -m tests.seen RECORD`, where RECORD is `{version: {event: {path: …}}}`.

Kept are the names of the envelope, of `data` and of each object in it, of all versions together:
below them, and in lists, anything may be. Names of custom fields are each account's own.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.payloads.paths import ENVELOPE

TARGET = Path("fdevents/freshdesk/seen.json")


def seen_file(record: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """Return what seen.json holds of the record."""
    paths: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for events in record.values():
        for event, found in events.items():
            paths[event] |= {tuple(path.split(".")) for path in found if path != "files"}
    tops = {event: {path[0] for path in found} for event, found in paths.items()}
    # An object of an event's own that stood there by mistake is no part of every envelope.
    inside = {path[1] for found in paths.values() for path in found if len(path) > 1}
    envelope = {*ENVELOPE, *(name for top in tops.values() for name in top - inside)}
    # Whoever acts is an agent or a contact, whatever the event.
    every = (path for found in paths.values() for path in found)
    actors = {path[2] for path in every if path[:2] == ("data", "actor") and len(path) > 2}
    objects: list[str] = []
    return {
        "envelope": " ".join(sorted(envelope)),
        "events": {
            event: {
                **_words("envelope", tops[event] - envelope),
                **_data(event, paths[event], objects, actors),
            }
            for event in sorted(paths)
        },
        "objects": objects,
    }


def _words(key: str, names: set[str]) -> dict[str, str]:
    return {key: " ".join(sorted(names))} if names else {}


def _data(
    event: str, paths: set[tuple[str, ...]], objects: list[str], actors: set[str]
) -> dict[str, Any]:
    if event in EVENTS and EVENTS[event].kind is not Kind.PRODUCT:
        return {}  # whose data is its sender's own
    data = {}
    for name in sorted({path[1] for path in paths if path[0] == "data" and len(path) > 1}):
        inner = {path[2] for path in paths if path[:2] == ("data", name) and len(path) > 2}
        if name == "actor":
            inner |= actors
        names = " ".join(sorted(each for each in inner if not each.endswith("[]")))
        if names and names not in objects:
            objects.append(names)
        data[name] = objects.index(names) if names else None
    return {"data": data} if data else {}


if __name__ == "__main__":
    made = seen_file(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    TARGET.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
