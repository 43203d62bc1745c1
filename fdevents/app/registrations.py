"""Which callback each event calls, whichever of the three ways registered it."""

from __future__ import annotations

from dataclasses import dataclass

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.manifest import manifest_events
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.problems import Place


@dataclass(frozen=True)
class Registration:
    """`event` calls the function that server.js exports as `callback`, "" where none is named.

    `place` is where it is registered, `handler_place` where the function stands.
    """

    event: str
    callback: str
    place: Place
    callback_place: Place
    handler_place: Place
    module: str = ""


def manifest_registers(app: AppFiles) -> bool:
    """Whether the manifest registers any event: then it alone counts."""
    return bool(manifest_events(app.manifest))


def registrations(app: AppFiles, exports: Exports) -> list[Registration]:
    """Every registration whose event is text, in the order in which they stand."""
    if manifest_registers(app):
        return [
            Registration(
                each.event,
                each.callback,
                each.place,
                each.callback_place,
                handler_place(app, each.callback),
                each.module,
            )
            for each in manifest_events(app.manifest)
        ]
    return _exported(app, exports)


def by_event(app: AppFiles, exports: Exports) -> dict[str, Registration]:
    """The registration of each event that can be fired; of two, the first."""
    found: dict[str, Registration] = {}
    for each in registrations(app, exports):
        if each.event in EVENTS and each.callback:
            found.setdefault(each.event, each)
    return found


def handler_place(app: AppFiles, callback: str) -> Place:
    """Where the exported function stands, as near as the text of server.js tells."""
    return app.script.names.get(callback, Place(SERVER))


def entry_place(
    app: AppFiles, exports: Exports, index: int, key: str = "", *, of_key: bool = False
) -> Place:
    """Where item `index` of exports.events stands, or the value (or name) of one of its keys."""
    entries = app.script.entries
    if len(entries) != len(exports.entries):
        return app.script.events  # the list is built in ways that the text does not show
    entry, held = entries[index], exports.entries[index].keys or {}
    if any(name in held and held[name].text != text for name, text in entry.texts.items()):
        return app.script.events  # the list was reordered or changed after it was written down
    return (entry.keys if of_key else entry.values).get(key, entry.place)


def _exported(app: AppFiles, exports: Exports) -> list[Registration]:
    found = []
    for index, entry in enumerate(exports.entries):
        keys = entry.keys or {}
        event = keys["event"].text if "event" in keys else None
        callback = (keys["callback"].text if "callback" in keys else None) or ""
        if event is not None:
            found.append(
                Registration(
                    event,
                    callback,
                    entry_place(app, exports, index, "event"),
                    entry_place(app, exports, index, "callback"),
                    handler_place(app, callback),
                )
            )
    return found
