"""A value at a path of the payload: one that is not documented is refused with the nearest."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fdevents.errors import PayloadRefused
from fdevents.freshdesk.model import SPECIFICATION, Attribute, Event, Type
from fdevents.payloads.documented import attribute_at, in_a_sample
from fdevents.payloads.paths import Steps, has, has_room, paths_in, put, steps_of
from fdevents.payloads.values import Mismatch, typed
from fdevents.remedies import Force, Parameter
from fdevents.wording import did_you_mean, nearest

_MOST_NEAR = 5  # paths, of which the nearest may have a last step that is far off


def assign(
    event: Event, payload: dict[str, Any], path: str, value: Any, *, force: bool = False
) -> Steps:
    """Put `value` at `path` of `payload`, and return the steps that lead there.

    Raises PayloadRefused for a path that the payload does not have; with `force` it is made.
    """
    steps = steps_of(path, payload)
    # An app without values has iparams null (ruling 11), and one may be given to it all the same.
    if steps[0] == "iparams" and len(steps) > 1 and payload.get("iparams") is None:
        payload["iparams"] = {}
    place: Any = payload
    for index, step in enumerate(steps[:-1]):
        # A sample may have no custom fields, and an account has some.
        makes = force or steps[2 : index + 1] == ("custom_fields",)
        if not has(place, step):
            if not makes and not in_a_sample(event, steps):
                raise _unknown(event, payload, path, can_make=has_room(place, step))
            put(place, step, None, path)
            makes = True
        # The SDK's samples of companies have a list where none has a value.
        if place[step] in (None, []) and makes:
            place[step] = [] if isinstance(steps[index + 1], int) else {}
        place = place[step]
    last = steps[-1]
    if not has(place, last) and not force and not _is_documented(event, steps, place):
        raise _unknown(event, payload, path, can_make=has_room(place, last))
    attribute = attribute_at(event, steps)
    if attribute and not force:
        value = _fitting(attribute, value, path)
    # It is text from platform 2.3 on, and nobody types quotes around a number.
    if (
        steps == ("account_id",)
        and isinstance(payload.get("account_id"), str)
        and type(value) is int
    ):
        value = str(value)
    put(place, last, deepcopy(value), path)  # a copy, since a spec may be fired again
    return steps


def _fitting(attribute: Attribute, value: Any, path: str) -> Any:
    """Return the value, or the number of an enumeration's name. Raises PayloadRefused."""
    # An account may lack what the documentation has always.
    if value is None:
        return None
    try:
        return typed(attribute, value)
    except Mismatch as mismatch:
        raise PayloadRefused(
            mismatch.message,
            mismatch.wanted,
            rule=f"{SPECIFICATION}, attributes",
            parameter=Parameter.ASSIGN,
            name=path,
            remedies=(Force(),),
        ) from None


def _is_documented(event: Event, steps: Steps, place: Any) -> bool:
    """Return whether the catalogue has the path, or leaves its last step to the account."""
    if not isinstance(place, dict) or not all(isinstance(step, str) for step in steps):
        return False
    match steps:
        case ("iparams" | "app_settings", _) | ("data", _, "custom_fields", _):
            return True
    return attribute_at(event, steps) is not None or in_a_sample(event, steps)


def _unknown(event: Event, payload: dict[str, Any], path: str, *, can_make: bool) -> PayloadRefused:
    documented = [
        f"{entity.name}.{each.name}"
        for entity in event.entities
        for each in entity.attributes
        if each.type is not Type.DICTIONARY
    ]
    return PayloadRefused(
        f"the payload of {event.name} has no such path.",
        _guess(path.removeprefix("data."), [*paths_in(payload), *documented]),
        rule="A payload has the attributes that are documented.",
        parameter=Parameter.ASSIGN,
        name=path,
        remedies=(Force("create it"),) if can_make else (),
    )


def _guess(path: str, known: list[str]) -> str:
    """Ask whether one of the known paths was meant, "" where none is near."""
    near = nearest(path, known, most=_MOST_NEAR)
    last = _last(path)
    # Else what they have in common, such as “ticket.”, would make any two paths look alike.
    return did_you_mean(path, [each for each in near if nearest(last, [_last(each)])])


def _last(path: str) -> str:
    return path.rpartition(".")[2]
