"""Which callback each event calls, whichever of the three ways registered it."""

from __future__ import annotations

from msgspec import Struct

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.jsonfile import JsonFile
from fdevents.app.manifest import parts, platform_version
from fdevents.app.script import ScriptMap
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.freshdesk.neighbours import EVENTS as NEIGHBOURS_EVENTS
from fdevents.freshdesk.neighbours import FRESHDESK, is_neighbour
from fdevents.problems import Place


class Registration(Struct, frozen=True):
    """`event` calls the function that server.js exports as `callback`, "" where none is named.

    `place` is where it is registered, `handler_place` where the function stands; `part` is the
    product or module that it is registered for, "" in a list of server.js that names none.
    """

    event: str
    callback: str
    place: Place
    callback_place: Place
    handler_place: Place
    part: str = ""

    @property
    def is_neighbours(self) -> bool:
        """Whether another product of the family fires it."""
        return is_neighbour(self.part) or (
            not self.part and self.event not in EVENTS and self.event in NEIGHBOURS_EVENTS
        )


class Read(Struct, frozen=True):
    """What the platform reads of an app's registrations, and what it overlooks: of the manifest
    and of `exports.events` it takes one (ruling 15)."""

    used: list[Registration]
    overlooked: list[Registration]
    in_exports: bool


def registrations(app: AppFiles, exports: Exports) -> list[Registration]:
    """Find every registration whose event is text, in the order in which they stand."""
    return read_registrations(app, exports).used


def read_registrations(app: AppFiles, exports: Exports) -> Read:
    """Find the registrations where the platform looks for them: 2.0 in `exports.events` first,
    later ones in the manifest; and in the other place where that has none."""
    listed = _in_exports(app, exports)
    declared = in_manifest(app.manifest, app.script)
    own = [each for each in declared if not each.is_neighbours]
    others = [each for each in declared if each.is_neighbours]
    if listed and (prefers_exports(app) or not own):
        return Read([*listed, *others], own, in_exports=True)
    return Read(declared, listed, in_exports=False)


def prefers_exports(app: AppFiles) -> bool:
    """Tell whether `exports.events` wins over the manifest: on platform 2.0, for an app that was
    written for it."""
    return app.profile.is_specified and platform_version(app.manifest) in app.profile.versions


def in_manifest(manifest: JsonFile, script: ScriptMap) -> list[Registration]:
    """Find the registrations under products and modules, in the order of the file.

    An event that is named twice is there once: JSON keeps the last one.
    """
    found = []
    for path, part in parts(manifest.value):
        events = part.get("events")
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
                    path[1],
                )
            )
    return found


def manifest_registers(app: AppFiles) -> bool:
    """Tell whether the manifest registers any event of Freshdesk's."""
    found = in_manifest(app.manifest, app.script)
    return any(not each.is_neighbours for each in found)


def by_event(app: AppFiles, exports: Exports) -> dict[str, Registration]:
    """Return the registration of each event that can be fired; of two, the first.

    What no product fires, such as a set-up event, is the same for each of them.
    """
    usable = [each for each in registrations(app, exports) if each.callback]
    found: dict[str, Registration] = {}
    for each in usable:
        if each.event in EVENTS and not each.is_neighbours:
            found.setdefault(each.event, each)
    for each in usable:
        if each.event in EVENTS and EVENTS[each.event].kind is not Kind.PRODUCT:
            found.setdefault(each.event, each)
    return found


def without_sample(app: AppFiles, exports: Exports) -> dict[str, Registration]:
    """Return the registrations that only a payload of somebody's own can be fired at."""
    known = by_event(app, exports)
    found: dict[str, Registration] = {}
    for each in registrations(app, exports):
        if each.callback and each.event not in known:
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
    served = app.manifest.value.get("product") if isinstance(app.manifest.value, dict) else None
    # A list without a product's name is that of the only product, or Freshdesk's among several.
    product = "" if not isinstance(served, dict) or FRESHDESK in served else next(iter(served), "")
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
                    entry.product or product,
                )
            )
    return found


def _handler_place(script: ScriptMap, callback: str) -> Place:
    """Find the exported function, as near as the text of server.js tells."""
    return script.names.get(callback, Place(SERVER))
