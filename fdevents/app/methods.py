"""The server methods of an app: which its manifest declares, and actions.json describes."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import LONGEST_SECONDS, parts
from fdevents.app.records import Entries, Record
from fdevents.app.shape import Text

_ACTION = Record(
    called="the action “{0}”",
    about="What can be asked of the app, answered by the function of that name.",
    hint='An action is written {"parameters": {"type": "object"}, "response": {"type": "object"}}.',
    keys={
        "display_name": Text(about="What it is called where it is chosen."),
        "description": Text(about="What it does."),
        "parameters": Entries(about="The JSON Schema, draft 7, of its arguments."),
        "response": Entries(about="The JSON Schema, draft 7, of its answer."),
    },
    open=True,  # nobody has listed what else may stand there
)
ACTIONS = Entries(
    called="the file",
    wanted="an object of actions",
    about="What can be asked of an app: actions.json.",
    of=_ACTION,
)


class Method(Struct, frozen=True):
    """A function that can be called by its `name`; `seconds` is the time that the manifest gives
    to it, `None` where it does not say.

    `path` leads to its declaration in the manifest; it is empty for an action that this does not
    name.
    """

    name: str
    seconds: float | None = None
    path: tuple[str, ...] = ()


def methods(manifest: JsonFile, described: JsonFile) -> dict[str, Method]:
    """Return what an app declares, by name: the manifest's functions, then other actions, which
    are `described` in actions.json."""
    found: dict[str, Method] = {}
    for path, part in parts(manifest.value):
        functions = part.get("functions")
        for name, declared in functions.items() if isinstance(functions, dict) else ():
            method = Method(name, _seconds(declared), (*path, "functions", name))
            found.setdefault(name, method)
    return found | {name: Method(name) for name in actions(described) if name not in found}


def actions(file: JsonFile) -> dict[str, Any]:
    """Return the actions of actions.json by their names; none where it cannot be read."""
    return file.value if isinstance(file.value, dict) else {}


def _seconds(declared: Any) -> float | None:
    timeout = declared.get("timeout") if isinstance(declared, dict) else None
    # A longer one is a fault of the manifest's shape.
    if isinstance(timeout, str) and re.fullmatch("[0-9]{1,3}", timeout):
        timeout = int(timeout)
    # To Python, True is a whole number.
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        return None
    return timeout if 0 < timeout <= LONGEST_SECONDS else None
