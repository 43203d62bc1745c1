"""What was set against what changed: the entity has the new values, `changes` the pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fdevents.errors import PayloadRefused
from fdevents.freshdesk.model import SPECIFICATION, Event
from fdevents.payloads.changes import FROM_PAYLOAD, Change
from fdevents.payloads.paths import Steps
from fdevents.payloads.payload import changes_in, entity_in
from fdevents.payloads.spec import Pairs
from fdevents.remedies import Force, Give, LeaveOut, Parameter
from fdevents.wording import brief


def refuse_double(
    event: Event, changes: Iterable[Change], assignments: Pairs, paths: list[Steps]
) -> None:
    """Refuse to set what a change gives both values of. Raises PayloadRefused."""
    # Where only the new value is given, what is set is the old one: the two belong together.
    both = {change.attribute: change for change in changes if change.old is not FROM_PAYLOAD}
    for (path, value), steps in zip(assignments, paths, strict=True):
        name = steps[2] if _is_about(event, steps) else None
        change = both.get(name) if isinstance(name, str) else None
        if change and value != change.new:
            raise PayloadRefused(
                f"it is set to {brief(value)}, but the change of {change.name} says that it "
                f"becomes {brief(change.new)}.",
                rule=f"{SPECIFICATION}, {event.name}: the entity has the new value.",
                parameter=Parameter.ASSIGN,
                name=path,
                remedies=(LeaveOut((Parameter.ASSIGN, Parameter.CHANGES)),),
            )


def refuse_contradictions(
    event: Event, payload: dict[str, Any], assignments: Pairs, paths: list[Steps]
) -> None:
    """Refuse what was set so that the payload contradicts itself. Raises PayloadRefused."""
    if payload.get("event") not in event.names and not event.foreign:
        said = brief(payload.get("event"))
        raise _refused(f"The payload's event is {said}, not {event.name}.")
    if not event.entities:
        return
    entity = entity_in(payload, event.entity)
    if entity is None:
        data = payload.get("data")
        found = brief(data.get(event.entity.name) if isinstance(data, dict) else None)
        raise _refused(f"data.{event.entity.name} is {found}, not an object.")
    changes = changes_in(payload, event) or {}
    pair = event.changes_path
    for (path, value), steps in zip(assignments, paths, strict=True):
        # Whichever of the two was set, the entity or the pair, it has to agree with the other.
        if steps == pair:
            _refuse_other_than_pairs(path, value)
            for name, each in changes.items():
                _refuse_old_value(event, path, name, entity.get(name), each, pair_is_meant=True)
            continue
        in_pair = len(steps) > len(pair) and steps[: len(pair)] == pair
        if in_pair or _is_about(event, steps):
            name = str(steps[len(pair)] if in_pair else steps[2])
            value, each = entity.get(name), changes.get(name)
            _refuse_old_value(event, path, name, value, each, pair_is_meant=in_pair)


def _refused(message: str) -> PayloadRefused:
    return PayloadRefused(
        message,
        rule=f"{SPECIFICATION}, Payload",
        parameter=Parameter.ASSIGN,
        remedies=(Force(),),
    )


def _refuse_other_than_pairs(path: str, value: Any) -> None:
    pairs = value.values() if isinstance(value, dict) else [None]
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            raise PayloadRefused(
                f"{brief(value)} is not an object of pairs.",
                'Changes are written {"status": [2, 4]}: each attribute\'s old and new value.',
                rule=f"{SPECIFICATION}, Payload",
                parameter=Parameter.ASSIGN,
                name=path,
                remedies=(Force(),),
            )


def _refuse_old_value(
    event: Event, path: str, name: str, value: Any, pair: Any, *, pair_is_meant: bool
) -> None:
    if isinstance(pair, list) and len(pair) == 2 and value != pair[1]:
        meant = (pair[0], pair[1] if pair_is_meant else value)
        raise PayloadRefused(
            f"{name} would be {brief(value)}, but `changes` says that it became {brief(pair[1])}.",
            rule=f"{SPECIFICATION}, {event.name}: the entity has the new value.",
            parameter=Parameter.ASSIGN,
            name=path,
            remedies=(Give(Parameter.CHANGES, (name, meant), "says what changed"),),
        )


def _is_about(event: Event, steps: Steps) -> bool:
    """Return whether the steps lead into the event's own entity."""
    return len(steps) > 2 and steps[:2] == ("data", event.entity.name)
