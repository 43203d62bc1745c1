"""What the handlers of an app read of their payloads."""

from __future__ import annotations

from typing import Any

from fdevents.app.exports import Exports
from fdevents.app.folder import AppFiles
from fdevents.app.manifest import parts
from fdevents.app.registrations import Registration, by_event, registrations
from fdevents.checks.following import NOTHING, Following, follow
from fdevents.checks.payload_names import ANY
from fdevents.freshdesk.catalogue import EVENTS


def handler_reads(app: AppFiles, exports: Exports) -> Following:
    """Follow the payload of each event that the app registers through its handler.

    The events of a read have ANY among them where its handler may get what we know nothing of.
    """
    handlers: dict[str, tuple[str, ...]] = {}
    for name, registration in by_event(app, exports).items():
        if registration.callback in app.script.nodes:
            handlers[registration.callback] = (*handlers.get(registration.callback, ()), name)
    if app.script.root is None or not handlers:
        return NOTHING
    every = registrations(app, exports)
    for_all = _for_all_products(app, every)
    for callback, events in handlers.items():
        # What a template of the app's adds is meant to be read, and our samples do not have it.
        own = any(app.template_exists(EVENTS[event]) for event in events)
        if own or callback in for_all or _is_called_otherwise(app, every, callback, len(events)):
            handlers[callback] = (*events, ANY)
    return follow(app.script, app.script.root, handlers, _served(app) - set(handlers))


def _for_all_products(app: AppFiles, every: list[Registration]) -> set[str]:
    """Return the handlers that neighbours' events are handed to as well: those of a list in
    exports.events that names no product, in an app for several."""
    products = [name for (top, name), _ in parts(app.manifest.value) if top == "product"]
    return {each.callback for each in every if not each.part and products[1:]}


def _served(app: AppFiles) -> set[str]:
    """Return the exported functions that the app's pages may call: those that the manifest names,
    or all of them where it has pages and names none, as before 2.3."""
    found = [part for _, part in parts(app.manifest.value)]
    methods = (part.get("functions") for part in found)
    named = {name for each in methods if isinstance(each, dict) for name in each}
    has_pages = any("location" in part for part in found)
    return set(app.script.nodes) if has_pages and not named else named


def _is_called_otherwise(app: AppFiles, every: list[Registration], callback: str, own: int) -> bool:
    """Tell whether the function is called for more than its `own` events: for another product's,
    or as a server method."""
    calls = sum(each.callback == callback for each in every)
    return max(calls, _mentions(app.manifest.value, callback)) > own


def _mentions(manifest: Any, name: str) -> int:
    """Count how often the manifest calls the function, for an event or as a server method."""
    found = 0
    left = [manifest]  # and no recursion: a manifest may be nested as deeply as JSON can be
    while left:
        value = left.pop()
        if isinstance(value, dict):
            methods = value.get("functions")
            found += (value.get("handler") == name) + (
                isinstance(methods, dict) and name in methods
            )
            left += value.values()
    return found
