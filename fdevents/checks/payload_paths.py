"""Paths that handlers read, against the payloads that they get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fdevents.app.exports import Exports
from fdevents.app.folder import AppFiles
from fdevents.app.registrations import by_event
from fdevents.checks.reads import Read, payload_reads
from fdevents.errors import AppUnusable
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import Platform
from fdevents.payloads.paths import ENVELOPE
from fdevents.payloads.templates import render
from fdevents.problems import Problem, problem
from fdevents.wording import nearest

# What JavaScript objects, lists and texts have of their own, beside methods: the name of what is
# called is no part of a read.
_OWN = {"length", "constructor", "prototype"}


def check_paths(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Warn of each path that a handler reads and none of its events' payloads has."""
    events: dict[str, list[Event]] = {}
    for name, registration in by_event(app, exports).items():
        events.setdefault(registration.callback, []).append(EVENTS[name])
    for callback, of_callback in events.items():
        function = app.script.nodes.get(callback)
        # What a template of the app's adds is meant to be read, and our samples do not have it.
        if function is None or any(app.template_exists(event) for event in of_callback):
            continue
        shapes = [_shape(event, app.profile) for event in of_callback]
        # One function may serve several events, and ask which it is: what any of them has is fine.
        for read in payload_reads(function):
            if not any(_has(shape, read.path) for shape in shapes):
                yield _unknown(app, read, shapes, of_callback)


def _shape(event: Event, profile: Platform) -> dict[str, Any]:
    """Return what the payload may have: `None` where anything may be."""
    try:
        sample = render(event, event.variants[0], profile=profile)
    except AppUnusable:
        return {}
    shape: dict[str, Any] = dict.fromkeys((*ENVELOPE, *sample))
    data = sample.get("data")
    # The data of other events is its sender's own, so anything may be there.
    if event.kind is Kind.PRODUCT and isinstance(data, dict):
        shape["data"] = {
            name: dict.fromkeys(values) if isinstance(values, dict) else None
            for name, values in data.items()
        }
        for entity in event.entities:
            shape["data"][entity.name].update(dict.fromkeys(a.name for a in entity.attributes))
    return shape


def _has(shape: dict[str, Any] | None, path: tuple[str, ...]) -> bool:
    for step in path:
        if shape is None or step in _OWN:
            return True
        if step not in shape:
            return False
        shape = shape[step]
    return True


def _unknown(
    app: AppFiles, read: Read, shapes: list[dict[str, Any]], events: list[Event]
) -> Problem:
    wrong = ".".join((read.parameter, *read.path))
    names = " and ".join(event.name for event in events)
    meant = _meant(shapes, read.path)
    hint = f"Did you mean “{'.'.join((read.parameter, *meant))}”?" if meant else ""
    place = app.script.place(read.node)
    return problem("payload-path", f"The payload of {names} has no {wrong}.", place, hint)


def _meant(shapes: list[dict[str, Any]], path: tuple[str, ...]) -> tuple[str, ...]:
    """Guess the path that was meant: with `data` before it, or with the nearest name in it."""
    if any(_has(shape, ("data", *path)) and shape.get("data") for shape in shapes):
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
