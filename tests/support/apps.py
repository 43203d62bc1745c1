"""Apps written in a line, and single files of one without any folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from fdevents import App
from fdevents.app.files import TextFile, Trouble
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.problems import Place, Problem
from fdevents.remedies import in_python

MANIFEST = '{"platform-version": "2.0", "product": {"freshdesk": {}}}\n'
ENGINES = {"node": "18.20.8", "fdk": "9.8.0"}  # which manifests have from platform 2.3 on
SERVER = "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb() {} };\n"
TWICE = """{
  "platform-version": "2.2",
  "product": {"freshdesk": {"events": {
    "onTicketCreate": {"handler": "cb"},
    "onTicketCreate": {"handler": "lost"}
  }}}
}
"""


class MakeApp(Protocol):
    """`make_app(server="exports = {…}")` writes an app and returns its folder."""

    def __call__(
        self, server: str | None = None, *, manifest: str | None = MANIFEST, **files: str | bytes
    ) -> Path: ...


def json_file(name: str, content: Any) -> JsonFile:
    """A JSON file of that text, or of that value; one that is not there for None."""
    if content is None:
        return parse_json(TextFile(name, trouble=Trouble("There is none.", missing=True)))
    return parse_json(TextFile(name, content if isinstance(content, str) else json.dumps(content)))


def registering(
    handlers: Mapping[str, str], version: str = "2.2", *, under: str = "", **more: Any
) -> str:
    """A manifest that registers, for each event, that handler; `more` are further keys of it.

    It does so `under` that path, or where the version has it: product.freshdesk, or each event's
    own module.
    """
    if not under and version >= "3":
        modules: dict[str, Any] = {"support_ticket": {}}
        for event, handler in handlers.items():
            module = modules.setdefault(EVENTS[event].module, {})
            module.setdefault("events", {})[event] = {"handler": handler}
        value = {"platform-version": version, "engines": ENGINES, **more, "modules": modules}
        return json.dumps(value, indent=2)
    top, name = (under or "product.freshdesk").split(".")
    events = {event: {"handler": handler} for event, handler in handlers.items()}
    engines = {} if version < "2.3" else {"engines": ENGINES}
    value = {"platform-version": version, **engines, **more, top: {name: {"events": events}}}
    return json.dumps(value, indent=2)


def app_handling(
    make_app: MakeApp,
    handler: str,
    files: Mapping[str, str] | None = None,
    version: str = "2.2",
) -> App:
    """An app with that handler of onTicketCreate on line 2, and further files under server/."""
    root = make_app(
        f"exports = {{\ncb: {handler} }};\n",
        manifest=registering({"onTicketCreate": "cb"}, version),
    )
    for name, text in (files or {}).items():
        path = root / "server" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return App.load(root)


def place_in(file: str, text: str, needle: str, nth: int = 1) -> Place:
    """The place of the nth `needle` in the text of a file."""
    offset = -1
    for _ in range(nth):
        offset = text.index(needle, offset + 1)
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - before.rfind("\n"))


def helps(problem: Problem) -> str:
    """The problem's hint with its remedies, in words."""
    return f"{problem.hint} {in_python(problem.remedies)}".strip()
