"""A path into a payload, such as `ticket.tags[0]`: its steps, and what stands where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fdevents.errors import UsageProblem
from fdevents.remedies import Parameter
from fdevents.wording import brief

Step = str | int
Steps = tuple[Step, ...]

# Nine digits at most, since Python refuses to read an integer of more than 4300.
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,9})\]")
# Those of the payload table, and what later platforms have beside `data`.
ENVELOPE = (
    "account_id", "domain", "event", "region", "timestamp", "data", "iparams", "app_settings",
    "currentHost",
)  # fmt: skip
# A payload may be a stranger's: names are guessed from so much of it.
_DEEPEST = 8
_MOST_ITEMS = 20


def steps_of(path: str, payload: dict[str, Any]) -> Steps:
    """Read a path as steps from the payload's top; `data` in front may be left out.

    Raises UsageProblem for what is not a path.
    """
    found: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if not match or (position == 0 and path[0] in ".["):
            raise UsageProblem(
                f"“{path[position:]}” is not part of a path.",
                "A path is made of names and indexes, such as ticket.tags[0].",
                parameter=Parameter.ASSIGN,
                name=path,
            )
        found.append(match[1] if match[1] is not None else int(match[2]))
        position = match.end()
    if not found:
        raise UsageProblem("The path is empty.", parameter=Parameter.ASSIGN)
    inside_data = found[0] not in ENVELOPE and isinstance(payload.get("data"), dict)
    return ("data", *found) if inside_data and found[0] not in payload else tuple(found)


def has(place: Any, step: Step) -> bool:
    """Return whether the step leads anywhere."""
    if isinstance(step, int):
        return isinstance(place, list) and step < len(place)
    return isinstance(place, dict) and step in place


def has_room(place: Any, step: Step) -> bool:
    """Return whether the step could be made: a new key, or the item after a list's last."""
    if isinstance(step, int):
        return place is None or (isinstance(place, list) and step == len(place))
    return place is None or isinstance(place, dict)


def put(place: Any, step: Step, value: Any, path: str) -> None:
    """Put a value where the step leads. Raises UsageProblem where nothing can go."""
    if isinstance(place, dict) and isinstance(step, str):
        place[step] = value
    elif isinstance(place, list) and isinstance(step, int) and step <= len(place):
        place[step : step + 1] = [value]  # a slice, which can append as well
    else:
        kind = "an object" if isinstance(place, dict) else brief(place)
        is_gap = isinstance(place, list) and isinstance(step, int)
        raise UsageProblem(
            f"there is {kind} where “{step}” should go.",
            f"Its length is {len(place)}: [{len(place)}] appends an item." if is_gap else "",
            parameter=Parameter.ASSIGN,
            name=path,
        )


def paths_in(payload: dict[str, Any]) -> Iterator[str]:
    """Yield the paths that a payload has, without the `data` in front."""
    for key, value in payload.items():
        if key == "data" and isinstance(value, dict):
            for entity, inner in value.items():
                yield from _leaves(inner, entity)
        else:
            yield from _leaves(value, key)


def _leaves(value: Any, path: str, depth: int = 0) -> Iterator[str]:
    yield path
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}", depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for index, inner in enumerate(value[:_MOST_ITEMS]):
            yield from _leaves(inner, f"{path}[{index}]", depth + 1)
