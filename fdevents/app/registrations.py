"""Which callback each event calls, whichever of the three ways registered it."""

from __future__ import annotations

from msgspec import Struct

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import parts
from fdevents.app.script import ScriptMap
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.problems import Place


class Registration(Struct, frozen=True):
    """`event` calls the function that server.js exports as `callback`, "" where none is named.

    `place` is where it is registered, `handler_place` where the function stands; `module` is the
    module of the manifest that it stands under, on platform 3.x.
    """

    event: str
    callback: str
    place: Place
    callback_place: Place
    handler_place: Place
    module: str = ""


def registrations(app: AppFiles, exports: Exports) -> list[Registration]:
    """Find every registration whose event is text, in the order in which they stand."""
    # One or the other, never both: the platform reads exports.events only while the manifest
    # registers nothing.
    return in_manifest(app.manifest, app.script) or _in_exports(app, exports)


def in_manifest(manifest: JsonFile, script: ScriptMap) -> list[Registration]:
    """Find the registrations under product.freshdesk and modules, in the order of the file.

    An event that is named twice is there once: JSON keeps the last one.
    """
    found = []
    for path, part in parts(manifest.value):
        events = part.get("events")
        # An app may be for several products; the others' events are not fired here.
        if path[0] == "product" and path[1] != "freshdesk":
            continue
        for event, registration in events.items() if isinstance(events, dict) else ():
            where = (*path, "events", event)
            handler = registration.get("handler") if isinstance(registration, dict) else None
            callback = handler if isinstance(handler, str) else ""
            found.append(
                Registration(
                    event,
                    callback,
                    manifest.key_place(*where),
                    manifest.value_place(*where, "handler"),
                    _handler_place(script, callback),
                    path[1] if path[0] == "modules" else "",
                )
            )
    return found


def manifest_registers(app: AppFiles) -> bool:
    """Tell whether the manifest registers any event: then it alone counts."""
    return bool(in_manifest(app.manifest, app.script))


def by_event(app: AppFiles, exports: Exports) -> dict[str, Registration]:
    """Return the registration of each event that can be fired; of two, the first."""
    found: dict[str, Registration] = {}
    for each in registrations(app, exports):
        if each.event in EVENTS and each.callback:
            found.setdefault(each.event, each)
    return found


def entry_place(
    app: AppFiles, exports: Exports, index: int, key: str = "", *, of_key: bool = False
) -> Place:
    """Find entry `index` of exports.events, or the value (or name) of one of its keys."""
    if len(app.script.entries) != len(exports.entries):
        return app.script.events  # the list is built in ways that the text does not show
    written, loaded = app.script.entries[index], exports.entries[index].keys or {}
    if any(name in loaded and loaded[name].text != text for name, text in written.texts.items()):
        return app.script.events  # the list was reordered or changed after it was written down
    return (written.keys if of_key else written.values).get(key, written.place)


def _in_exports(app: AppFiles, exports: Exports) -> list[Registration]:
    found = []
    for index, entry in enumerate(exports.entries):
        event, callback = entry.text("event"), entry.text("callback") or ""
        if event is not None:
            found.append(
                Registration(
                    event,
                    callback,
                    entry_place(app, exports, index, "event"),
                    entry_place(app, exports, index, "callback"),
                    _handler_place(app.script, callback),
                )
            )
    return found


def _handler_place(script: ScriptMap, callback: str) -> Place:
    """Find the exported function, as near as the text of server.js tells."""
    return script.names.get(callback, Place(SERVER))
