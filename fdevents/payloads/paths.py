"""`--set`: a path into the payload, and the value that goes there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.model import SPECIFICATION, Attribute, Event, Type
from fdevents.payloads.values import Mismatch, brief, typed
from fdevents.wording import did_you_mean

Step = str | int

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,9})\]")
ENVELOPE = (
    "account_id", "domain", "event", "region", "timestamp", "data", "iparams", "app_settings",
    "currentHost",
)  # fmt: skip


def parse_assignment(text: str) -> tuple[str, Any]:
    """`PATH=VALUE` as the path and the value: JSON where it parses as JSON, else text.

    Raises UsageProblem.
    """
    path, equals, written = text.partition("=")
    path = path.strip()
    if not equals or not path:
        raise UsageProblem(
            f"--set {text}: there is no “PATH=VALUE” in it.", 'For example: ticket.subject="Hi"'
        )
    return path, json_or_text(written)


def json_or_text(written: str) -> Any:
    """What `written` says as JSON, or the text itself."""

    def no_constant(_: str) -> Any:
        raise ValueError

    try:
        value = json.loads(written, parse_constant=no_constant)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return written
    return value


def set_path(
    event: Event, payload: dict[str, Any], path: str, value: Any, *, force: bool = False
) -> tuple[Step, ...]:
    """Puts `value` at `path` of `payload` and returns the steps that lead there.

    Raises PayloadRefused for a path that the payload does not have; with `force` it is made.
    """
    steps = _steps(path, payload)
    if steps[0] == "iparams" and len(steps) > 1 and payload.get("iparams") is None:
        payload["iparams"] = {}
    place: Any = payload
    for index, step in enumerate(steps[:-1]):
        makes = force or steps[2 : index + 1] == ("custom_fields",)
        if not _has(place, step):
            if not makes:
                raise _unknown(event, payload, path, can_make=_has_room(place, step))
            _put(place, step, None, path)
        if place[step] is None and makes:
            place[step] = [] if isinstance(steps[index + 1], int) else {}
        place = place[step]
    if not _has(place, steps[-1]) and not force and not _documented(event, steps, place):
        raise _unknown(event, payload, path, can_make=_has_room(place, steps[-1]))
    attribute = _attribute(event, steps)
    if attribute and not force:
        value = _fitting(attribute, value, path)
    _put(place, steps[-1], deepcopy(value), path)
    return steps


def _attribute(event: Event, steps: tuple[Step, ...]) -> Attribute | None:
    """The documented attribute that the steps lead to."""
    match steps:
        case ("data", name, str(attribute)):
            entity = next((each for each in event.entities if each.name == name), None)
            return entity.attribute(attribute) if entity else None
    return None


def _fitting(attribute: Attribute, value: Any, path: str) -> Any:
    """The value, or the number of an enumeration's name. Raises PayloadRefused for what cannot be.

    Text may be anything, and may be missing: see ruling 8.
    """
    strict = attribute.labels or attribute.type in (Type.NUMBER, Type.BOOLEAN)
    if value is None or not strict:
        return value
    try:
        return typed(attribute, value)
    except Mismatch as mismatch:
        raise PayloadRefused(
            f"--set {path}: {mismatch.message}",
            f"{mismatch.wanted} Pass --force to send it all the same.",
            rule=f"{SPECIFICATION}, attributes",
        ) from None


def _steps(path: str, payload: dict[str, Any]) -> tuple[Step, ...]:
    found: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if not match or (position == 0 and path[0] in ".["):
            raise UsageProblem(
                f"--set {path}: “{path[position:]}” is no part of a path.",
                "A path is names and indexes, such as ticket.tags[0].",
            )
        found.append(match[1] if match[1] is not None else int(match[2]))
        position = match.end()
    inside_data = found[0] not in ENVELOPE and isinstance(payload.get("data"), dict)
    return ("data", *found) if inside_data and found[0] not in payload else tuple(found)


def _has(place: Any, step: Step) -> bool:
    if isinstance(step, int):
        return isinstance(place, list) and step < len(place)
    return isinstance(place, dict) and step in place


def _documented(event: Event, steps: tuple[Step, ...], place: Any) -> bool:
    """Whether the catalogue has the path, or leaves its last step to the account."""
    if not isinstance(place, dict) or not all(isinstance(step, str) for step in steps):
        return False
    match steps:
        case ("iparams", _) | ("data", _, "custom_fields", _):
            return True
    return _attribute(event, steps) is not None


def _unknown(event: Event, payload: dict[str, Any], path: str, *, can_make: bool) -> PayloadRefused:
    documented = [
        f"{entity.name}.{each.name}"
        for entity in event.entities
        for each in entity.attributes
        if each.type is not Type.DICTIONARY
    ]
    guess = did_you_mean(path.removeprefix("data."), [*_paths(payload), *documented])
    force = "Pass --force to create it." if can_make else ""
    return PayloadRefused(
        f"--set {path}: the payload of {event.name} has no such path.",
        f"{guess} {force}".strip(),
        rule="A payload has the attributes that are documented.",
    )


def _paths(payload: dict[str, Any]) -> Iterator[str]:
    for key, value in payload.items():
        if key == "data" and isinstance(value, dict):
            for entity, inner in value.items():
                yield from _leaves(inner, entity)
        else:
            yield from _leaves(value, key)


def _leaves(value: Any, path: str, depth: int = 0) -> Iterator[str]:
    yield path
    if isinstance(value, dict) and depth < 8:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}", depth + 1)
    elif isinstance(value, list) and depth < 8:
        for index, inner in enumerate(value[:20]):
            yield from _leaves(inner, f"{path}[{index}]", depth + 1)


def _has_room(place: Any, step: Step) -> bool:
    """Whether `step` could be made: a new key, or the item after a list's last."""
    if isinstance(step, int):
        return place is None or (isinstance(place, list) and step == len(place))
    return place is None or isinstance(place, dict)


def _put(place: Any, step: Step, value: Any, path: str) -> None:
    if isinstance(place, dict) and isinstance(step, str):
        place[step] = value
    elif isinstance(place, list) and isinstance(step, int) and step <= len(place):
        place[step : step + 1] = [value]
    else:
        kind = "an object" if isinstance(place, dict) else brief(place)
        hint = ""
        if isinstance(place, list) and isinstance(step, int):
            hint = f"It has {len(place)} items: [{len(place)}] appends one."
        raise UsageProblem(f"--set {path}: there is {kind} where “{step}” should go.", hint)
