"""Paths that handlers read, against the payloads that they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.exports import Exports
from fdevents.app.folder import AppFiles
from fdevents.app.registrations import by_event, registrations
from fdevents.checks.following import Following, Read, follow
from fdevents.checks.payload_names import sample_names, unknown_step
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.seen import Shape
from fdevents.problems import Problem, problem
from fdevents.wording import listed, nearest


def check_paths(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Warn of each path that a handler reads and none of its events' payloads has."""
    root = app.script.root
    handlers: dict[str, tuple[str, ...]] = {}
    for name, registration in by_event(app, exports).items():
        # What a template of the app's adds is meant to be read, and our samples do not have it.
        own = app.template_exists(EVENTS[name])
        if registration.callback in app.script.nodes and not own:
            handlers[registration.callback] = (*handlers.get(registration.callback, ()), name)
    if root is None or not handlers:
        return
    found = follow(app.script, root, handlers, _called_otherwise(app, exports, handlers))
    for reads in found.reads.values():
        if _is_wrong(reads, found):
            yield _unknown(app, reads)


def _called_otherwise(
    app: AppFiles, exports: Exports, handlers: dict[str, tuple[str, ...]]
) -> set[str]:
    """Return the handlers that are called with other values, too: for another product's events, as
    server methods, or for events whose payload a template of the app's makes."""
    every = registrations(app, exports)
    calls = {name: sum(each.callback == name for each in every) for name in handlers}
    return {
        name
        for name, events in handlers.items()
        if max(calls[name], _mentions(app.manifest.value, name)) > len(events)
    }


def _mentions(value: Any, name: str) -> int:
    """Count how often the manifest calls the function, for an event or as a server method."""
    if not isinstance(value, dict):
        return 0
    methods = value.get("functions")
    own = (value.get("handler") == name) + (isinstance(methods, dict) and name in methods)
    return own + sum(_mentions(each, name) for each in value.values())


def _is_wrong(reads: list[Read], found: Following) -> bool:
    """Tell whether no payload has what is read, whichever way it came there, and nothing says that
    this is known."""
    # One function may serve several events, and ask which it is: what any of them has is fine.
    return all(_lacks(event, read, found) for read in reads for event in read.origin.events)


def _lacks(event: str, read: Read, found: Following) -> bool:
    path = read.origin.path
    step = unknown_step(event, path)
    if step is None:
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
    """Guess the path that was meant: with `data` before it, or with the nearest name in it."""
    for shape in shapes:
        if path[0] in (shape.get("data") or ()):
            return ("data", *path)
    for shape in shapes:
        at: Any = shape
        for index, step in enumerate(path):
            if not isinstance(at, dict):
                break
            if step not in at:
                near = nearest(step, at)
                return (*path[:index], near[0], *path[index + 1 :]) if near else ()
            at = at[step]
    return ()
