"""A folder, read once, as an immutable App."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from fdevents.app.files import TextFile, read_app_file
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.app.script import ScriptMap, read_script
from fdevents.errors import AppUnusable, UsageProblem
from fdevents.events.catalogue import EVENTS
from fdevents.events.model import Event
from fdevents.events.rendering import FOLDER, Template, template_name

MANIFEST = "manifest.json"
SERVER = "server/server.js"
IPARAMS = "config/iparams.json"
IPARAM_TEST_DATA = "config/iparam_test_data.json"
OVERRIDES = f".fdevents/{FOLDER}"


@dataclass(frozen=True)
class AppFiles:
    """What the app's files said at the moment when they were read."""

    root: Path
    manifest: JsonFile
    server: TextFile
    iparams: JsonFile
    iparam_test_data: JsonFile
    overrides: Mapping[str, TextFile] = field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        """Whether the folder has anything of an app."""
        return not (self.manifest.missing and _is_missing(self.server))

    @cached_property
    def script(self) -> ScriptMap:
        """Where in server.js things stand."""
        return read_script(SERVER, self.server.text)

    def text(self, name: str) -> str:
        """The text of one of the app's files, "" for one that could not be read."""
        files = (self.manifest.file, self.server, self.iparams.file, self.iparam_test_data.file)
        return next((file.text for file in files if file.name == name), "")

    def template(self, event: Event) -> Template | None:
        """The app's own template for the event's payload. Raises AppUnusable if unreadable."""
        file = self.overrides.get(template_name(event))
        if file is None:
            return None
        if file.trouble:
            raise AppUnusable(file.trouble.message, file.trouble.hint)
        return Template(file.text, file.name)


def read_app(root: Path) -> AppFiles:
    """The app in the folder `root`, however broken. Raises UsageProblem if there is no folder."""
    if not os.path.isdir(root):  # noqa: PTH112 - of a name that is too long, pathlib raises
        what = "is a file, not a folder" if os.path.exists(root) else "does not exist"  # noqa: PTH110
        raise UsageProblem(
            f"There is no app at {root}: it {what}.",
            f"An app is a folder with {MANIFEST} and {SERVER}. `fdevents init {root}` makes one.",
        )
    return AppFiles(
        root=root,
        manifest=parse_json(read_app_file(root, MANIFEST)),
        server=read_app_file(root, SERVER, is_code=True),
        iparams=parse_json(read_app_file(root, IPARAMS)),
        iparam_test_data=parse_json(read_app_file(root, IPARAM_TEST_DATA)),
        overrides=_read_overrides(root),
    )


def _read_overrides(root: Path) -> dict[str, TextFile]:
    folder = root / OVERRIDES
    names = (template_name(event) for event in EVENTS.values())
    return {
        name: read_app_file(root, f"{OVERRIDES}/{name}", is_code=True)
        for name in names
        if os.path.lexists(folder / name)
    }


def _is_missing(file: TextFile) -> bool:
    return file.trouble is not None and file.trouble.missing
