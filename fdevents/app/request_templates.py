"""config/requests.json: the templates of the requests that an app sends, and who names them."""

from __future__ import annotations

from typing import Any

from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import parts
from fdevents.app.mocks import METHOD
from fdevents.app.records import Entries, Record
from fdevents.app.shape import Shape, Text

_SCHEMA = Record(
    called="the schema of “{0}”",
    about="What is sent. <%= iparam.NAME %> and <%= context.NAME %> are filled in.",
    hint='A template is written {"schema": {"method": "GET", "host": "…", "path": "/"}}.',
    keys={
        "protocol": Text(
            one_of=("https",),
            many="The protocol is",
            wrong="The protocol is {shown}, but the platform sends by https only.",
            default="https",
        ),
        "method": METHOD,
        "host": Text(
            pattern="[^/:]*",
            wrong="{Shown} is not the name of a host.",
            hint="Write the name alone, without protocol, port or path.",
            about="The host's name, without protocol, port or path.",
        ),
        "path": Text(default="/"),
        "query": Entries(about="The parameters behind the ?."),
        "headers": Entries(),
    },
    required=("host",),
)
REQUEST_TEMPLATES = Entries(
    called="the file",
    wanted="an object of templates",
    about="The requests that an app sends: config/requests.json.",
    of=Record(
        called="the template “{0}”",
        hint=_SCHEMA.hint,
        keys={"schema": _SCHEMA, "options": Shape()},
        required=("schema",),
        open=True,  # what is sent is all in the schema; other keys do no harm
    ),
)


def templates_of(file: JsonFile) -> dict[str, Any]:
    """Return the file's templates by their names; an empty mapping where it cannot be read."""
    return file.value if isinstance(file.value, dict) else {}


def named_templates(manifest: JsonFile) -> dict[str, tuple[str, ...]]:
    """Return the templates that the manifest names, each with the path at which it does.

    Of a template that several products or modules name, that is the last of them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path, part in parts(manifest.value):
        names = part.get("requests")
        for name in names if isinstance(names, dict) else ():
            found[name] = (*path, "requests", name)
    return found
