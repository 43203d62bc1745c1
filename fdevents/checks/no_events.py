"""Whether anything of an app is ever called, and what looks as if it was meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.manifest import parts
from fdevents.app.registrations import prefers_exports
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.problems import Problem, problem
from fdevents.wording import nearest

EXPORTS_HINT = "Assign the handlers: exports = { events: […], nameOfHandler(payload) {…} };"
_MESSAGE = "The app does not register any event, so nothing calls its handlers."


def manifest_calls(app: AppFiles) -> bool:
    """Tell whether the manifest names anything that is called: events, of whichever product, or
    server methods."""
    called = ("events", "functions")
    return any(part.get(key) for _, part in parts(app.manifest.value) for key in called)


def nothing_to_fire(app: AppFiles, exports: Exports) -> str:
    """Say why there is nothing to fire, as the end of a sentence; "" where there may be."""
    if not app.has_server:
        return f"the app has no {SERVER}"
    return f"{SERVER} exports nothing" if exports.are_known and not exports.names else ""


def check_exports(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Find handlers that are not exported; a front-end app's empty server.js is fine."""
    if exports.problem:
        yield exports.problem
    elif exports.are_known and exports.kind not in ("object", "function"):
        message = f"exports is {exports.kind}; it must be an object with the handlers."
        yield problem("no-exports", message, app.script.exports, EXPORTS_HINT)
    # Where the manifest names handlers, each of them is reported as missing.
    elif not (exports.names or manifest_calls(app)) and _has_handlers(app):
        message = "server.js exports nothing, so nothing calls its functions."
        yield problem("no-exports", message, app.script.exports, EXPORTS_HINT)


def check_any(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Warn of an app that registers nothing and looks as if it was meant to.

    Functions alone are no sign of that: pages may call them, and on the older platforms no file
    says so.
    """
    is_known = exports.are_known and not app.manifest.trouble
    registers = bool(exports.entries) or exports.events_kind not in ("", "array")
    if not is_known or not exports.names or registers or manifest_calls(app):
        return
    stray = app.script.lists.get("events")
    meant = misnamed_list(exports)
    if meant:
        yield problem("no-events", _MESSAGE, app.script.events, meant)
    elif stray is not None:
        hint = "Put “events” into exports: only what is in there is read."
        yield problem("no-events", _MESSAGE, stray, hint)
    else:
        meant_for = ((name, _event_like(name)) for name in exports.functions)
        name, event = next(((name, event) for name, event in meant_for if event), ("", ""))
        if event:
            yield problem("no-events", _MESSAGE, app.script.events, _how(app, event, name))


def misnamed_list(exports: Exports) -> str:
    """Ask whether a list that is exported was meant to be `events`, "" where none looks like it."""
    lists = [name for name, kind in exports.names.items() if kind == "array" and name != "events"]
    meant = nearest("events", lists)
    return f"“{meant[0]}” is exported: did you mean “events”?" if meant else ""


def _has_handlers(app: AppFiles) -> bool:
    return bool(app.script.functions) or "events" in app.script.lists


def _event_like(name: str) -> str:
    """Return the event that a function is named after, as in `onTicketCreateHandler`."""
    alike = [event for event in EVENTS if name.lower().startswith(event.lower())]
    return max(alike, key=len, default="")


def _how(app: AppFiles, event: str, name: str) -> str:
    """Say how the function is registered for the event, where the platform looks for it."""
    if prefers_exports(app):
        return f'It is registered as events: [{{ event: "{event}", callback: "{name}" }}].'
    return f'It is registered as "events": {{"{event}": {{"handler": "{name}"}}}} in the manifest.'
