"""What a handler read and the sample of its payload lacks, where the app may have a better one."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.saved import find_test_data
from fdevents.checks.following import follow
from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event
from fdevents.remedies import Give, Parameter
from fdevents.session.steps import Outcome

# What V8 says of a property of nothing.
_NOTHING = re.compile(r"Cannot read properties of (?:undefined|null) \(reading '([^']*)'\)")
_REMEDY = Give(
    Parameter.START, "test-data", why="starts from the app's own test data, which may have it"
)


def with_test_data(outcome: Outcome, event: Event, files: AppFiles) -> Outcome:
    """Add to a failure that the app has test data of its own, where it may be the cure: where the
    handler read a path that the sample does not have."""
    error = outcome.error
    nothing = _NOTHING.fullmatch(error.message) if error else None
    place = error.place if error else None
    if error is None or nothing is None or place is None or place.file != SERVER:
        return outcome
    path = _missing(outcome, files, place.line or 0, nothing[1])
    if not path or not _has_test_data(event, files):
        return outcome
    hint = f"The sample's payload has no {path}."
    told = replace(error, hint=f"{error.hint} {hint}".strip(), remedies=(*error.remedies, _REMEDY))
    return replace(outcome, error=told)


def _missing(outcome: Outcome, files: AppFiles, line: int, name: str) -> str:
    """Return the path of the payload of which `name` was read on that line, "" where it is none."""
    script = files.script
    if script.root is None:
        return ""
    found = follow(script, script.root, {outcome.handler: (outcome.event,)})
    for read in (each for reads in found.reads.values() for each in reads):
        path = read.origin.path
        if not read.node.start_point[0] < line <= read.node.end_point[0] + 1:
            continue
        for end in range(1, len(path)):
            if path[end] == name and _at(outcome.payload, path[:end]) is None:
                return ".".join(path[:end])
    return ""


def _at(payload: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        payload = payload.get(step) if isinstance(payload, dict) else None
    return payload


def _has_test_data(event: Event, files: AppFiles) -> bool:
    try:
        return find_test_data(files.root, event) is not None
    except UsageProblem:  # a link leads elsewhere, or nobody may look there
        return False
