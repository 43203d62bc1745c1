"""What was set against what changed: the entity has the new values, `changes` the pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fdevents.errors import PayloadRefused
from fdevents.freshdesk.model import SPECIFICATION, Event
from fdevents.payloads.changes import FROM_PAYLOAD, Change
from fdevents.payloads.values import brief

Assignments = Iterable[tuple[str, Any]]
Paths = list[tuple[Any, ...]]

_ANYWAY = "Pass --force to send it all the same."
_PAYLOAD = f"{SPECIFICATION}, Payload"


def refuse_double(
    event: Event, changes: Iterable[Change], assignments: Assignments, paths: Paths
) -> None:
    """Refuses to set what a change gives both values of. Raises PayloadRefused."""
    both = {change.attribute: change for change in changes if change.old is not FROM_PAYLOAD}
    for (path, value), steps in zip(assignments, paths, strict=True):
        change = both.get(steps[2]) if _is_about(event, steps) else None
        if change and value != change.new:
            raise PayloadRefused(
                f"--set {path} says {brief(value)}, --change {change.name} says that it becomes "
                f"{brief(change.new)}.",
                "Leave one of them out.",
                rule=f"{SPECIFICATION}, {event.name}: the entity has the new value.",
            )


def refuse_contradictions(
    event: Event, payload: dict[str, Any], assignments: Assignments, paths: Paths
) -> None:
    """Refuses what was set so that the payload contradicts itself. Raises PayloadRefused."""
    if payload.get("event") != event.name:
        said = brief(payload.get("event"))
        message = f"The payload is of event {said}, not of {event.name}."
        raise PayloadRefused(message, _ANYWAY, rule=_PAYLOAD)
    if not event.entities:
        return
    data = payload.get("data")
    values = data.get(event.entity.name) if isinstance(data, dict) else None
    if not isinstance(values, dict):
        message = f"data.{event.entity.name} is {brief(values)}, where an object is wanted."
        raise PayloadRefused(message, _ANYWAY, rule=_PAYLOAD)
    changes = values.get("changes")
    for (path, _), steps in zip(assignments, paths, strict=True):
        if _is_about(event, steps) and isinstance(changes, dict):
            name = steps[3] if steps[2] == "changes" and len(steps) > 3 else steps[2]
            _refuse_old_value(event, path, name, values.get(name), changes.get(name))


def _refuse_old_value(event: Event, path: str, name: str, value: Any, pair: Any) -> None:
    if isinstance(pair, list) and len(pair) == 2 and value != pair[1]:
        raise PayloadRefused(
            f"--set {path}: {name} is {brief(value)} then, but `changes` says that it became "
            f"{brief(pair[1])}.",
            f"Say what changed: --change {name}={_written(pair[0])},{_written(value)}",
            rule=f"{SPECIFICATION}, {event.name}: the entity has the new value.",
        )


def _is_about(event: Event, steps: tuple[Any, ...]) -> bool:
    """Whether the steps lead into the event's own entity."""
    return len(steps) > 2 and steps[:2] == ("data", event.entity.name)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
