"""A file's shape as problems with their places, and as the JSON Schema for an editor."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from fdevents.app.iparams import IPARAMS
from fdevents.app.jsonfile import JsonFile, Path
from fdevents.app.manifest import MANIFEST
from fdevents.app.methods import ACTIONS
from fdevents.app.mocks import MOCKS
from fdevents.app.request_templates import REQUEST_TEMPLATES
from fdevents.app.shape import Shape
from fdevents.problems import Place, Problem, Severity, problem

# The files of an app that have a shape, by the names of their schemas.
SHAPES = {
    "manifest": MANIFEST,
    "iparams": IPARAMS,
    "requests": REQUEST_TEMPLATES,
    "mocks": MOCKS,
    "actions": ACTIONS,
}


def editor_schema(name: str) -> dict[str, Any]:
    """Make the JSON Schema of one of `SHAPES`, which refuses what its check finds faulty."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SHAPES[name].schema()}


def unreadable(file: JsonFile, rule: str) -> Iterator[Problem]:
    """Find the problem of a file that is there and cannot be read as JSON."""
    if file.trouble and not file.missing:
        yield problem(rule, file.trouble.message, file.trouble_place, file.trouble.hint)


def repeated(rule: str, path: Path, place: Place, severity: Severity | None = None) -> Problem:
    """Make the problem of a key that its object has twice, as `JsonFile.repeated` finds them."""
    message = f"“{path[-1]}” appears twice in this object, and JSON keeps only the last."
    return problem(rule, message, place, severity=severity)


def misshapen(
    file: JsonFile, shape: Shape, rule: str, *, but_in: Collection[Path] = ()
) -> Iterator[Problem]:
    """Yield each fault in the shape of a readable file, as a problem of `rule` at its place.

    What stands in one of the paths of `but_in` is passed over.
    """
    for fault in shape.faults(file.value):
        if any(fault.path[: len(path)] == path for path in but_in):
            continue
        find = file.key_place if fault.of_key else file.value_place
        yield problem(
            fault.rule or rule,
            fault.message,
            find(*fault.path),
            fault.hint,
            severity=fault.severity,
        )
