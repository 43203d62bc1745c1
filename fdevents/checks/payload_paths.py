"""Paths that handlers read, against the payloads that they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.folder import AppFiles
from fdevents.checks.chains import is_chosen
from fdevents.checks.following import Following, Read
from fdevents.checks.names import spot_of
from fdevents.checks.payload_names import sample_names, unknown_step
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.seen import Shape
from fdevents.problems import Problem, problem
from fdevents.wording import listed, nearest


def check_paths(app: AppFiles, found: Following) -> Iterator[Problem]:
    """Warn of each path that a handler reads and none of its events' payloads has."""
    for reads in found.reads.values():
        if _is_wrong(reads, found) and not _depends(app, reads[0]):
            yield _unknown(app, reads)


def _is_wrong(reads: list[Read], found: Following) -> bool:
    """Tell whether no payload has what is read, whichever way it came there, and nothing says that
    this is known."""
    # One function may serve several events, and ask which it is: what any of them has is fine.
    return all(_lacks(event, read, found) for read in reads for event in read.origin.events)


def _depends(app: AppFiles, read: Read) -> bool:
    """Tell whether an object of another event is read where the code asks which event it is."""
    path, root = read.origin.path, app.script.root
    assert root is not None
    other = path[0] == "data" and all(
        unknown_step(event, path) == 1 for event in read.origin.events
    )
    return other and is_chosen(spot_of(root, read.node))


def _lacks(event: str, read: Read, found: Following) -> bool:
    path = read.origin.path
    step = unknown_step(event, path)
    # What is read of something unknown follows from a mistake that is told already.
    if step is None or step < read.held:
        return False
    return not (
        path[: step + 1] in found.asked
        or any(path[: min(len(w), step + 1)] == w[: step + 1] for w in found.written)
        or any(step >= len(given) and path[: len(given)] == given for given in found.given)
        or any(
            condition.start_byte <= place < condition.end_byte
            for condition in read.unless
            for place in found.structure
        )
    )


def _unknown(app: AppFiles, reads: list[Read]) -> Problem:
    origin = reads[0].origin
    events = dict.fromkeys(event for read in reads for event in read.origin.events)
    shapes = [sample_names(EVENTS[event], app.profile) for event in events]
    wrong = ".".join((origin.parameter, *origin.path))
    meant = _meant(shapes, origin.path)
    hint = f"Did you mean “{'.'.join((origin.parameter, *meant))}”?" if meant else ""
    place = app.script.place(reads[0].node)
    return problem("payload-path", f"The payload of {listed(events)} has no {wrong}.", place, hint)


def _meant(shapes: list[Shape], path: tuple[str, ...]) -> tuple[str, ...]:
    """Guess the path that was meant: with `data` before it, where the name is in another object,
    or with the nearest name."""
    for shape in shapes:
        if path[0] in (shape.get("data") or ()):
            return ("data", *path)
    for shape in shapes:
        at: Any = shape
        for index, step in enumerate(path):
            if not isinstance(at, dict):
                break
            if step not in at:
                return _elsewhere(shape, path[index:]) or _near(at, path, index)
            at = at[step]
    return ()


def _elsewhere(shape: Shape, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Return the one path in `data` that the payload has and that ends with these steps."""
    data: Shape = shape.get("data") or {}
    if steps[0] in data:
        known = data[steps[0]] or {}
        return ("data", *steps) if len(steps) == 1 or steps[1] in known else ()
    # Whoever acted has what people have, and is seldom meant.
    having = [name for name, known in data.items() if steps[0] in (known or ()) and name != "actor"]
    return ("data", having[0], *steps) if len(having) == 1 else ()


def _near(at: Shape, path: tuple[str, ...], index: int) -> tuple[str, ...]:
    """Return the path with the nearest name among those that are there, where it makes sense:
    nothing is below an id."""
    near = nearest(path[index], at)
    if not near or (path[index + 1 :] and near[0].endswith("_id")):
        return ()
    return (*path[:index], near[0], *path[index + 1 :])
