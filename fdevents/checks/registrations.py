"""Registrations judged: events that exist, each once, and callbacks that are exported functions."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.exports import Entry, Exports
from fdevents.app.folder import MANIFEST, AppFiles
from fdevents.app.registrations import (
    Read,
    Registration,
    entry_place,
    prefers_exports,
    read_registrations,
)
from fdevents.freshdesk.catalogue import EVENTS, MODULES, suggest_event
from fdevents.freshdesk.neighbours import EVENTS as NEIGHBOURS_EVENTS
from fdevents.problems import Problem, Severity, problem
from fdevents.wording import did_you_mean, listed, nearest

_KEYS = ("event", "callback")
_MOST_NAMES = 10  # of functions in a hint
_ENTRY_HINT = 'A registration is written { event: "onTicketCreate", callback: "nameInExports" }.'


def check_registrations(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Find what is wrong with the registrations, in server.js or in the manifest."""
    read = read_registrations(app, exports)
    yield from _check_overlooked(app, read)
    if read.in_exports or all(each.is_neighbours for each in read.used):
        yield from _check_list(app, exports)
    # In the manifest, an event that is named twice in one place is the same key of an object.
    first: dict[tuple[str, str], Registration] = {}
    for each in read.used:
        yield from _check_event(each, app)
        key = (each.part, each.event)
        if key in first:
            message = f"{each.event} is registered twice, first at {first[key].place}."
            hint = "An event has one callback, which may call other functions."
            yield problem("duplicate-event", message, each.place, hint)
        first.setdefault(key, each)
        if each.callback and exports.are_known:
            yield from _check_callback(app, exports, each)


def _check_overlooked(app: AppFiles, read: Read) -> Iterator[Problem]:
    """Warn of what the platform does not read; where it finds nothing else, we fire it."""
    where = "exports.events" if read.in_exports else MANIFEST
    for each in read.overlooked:
        message = (
            f"{each.event} is registered here, but {where} registers events too, and platform "
            f"{app.version} uses only those."
        )
        hint = f"Register it in {where}, or delete it here."
        yield problem("shadowed-registration", message, each.place, hint)
    own = [each for each in read.used if not each.is_neighbours]
    if prefers_exports(app) and own and not read.in_exports:
        message = "Platform 2.0 reads exports.events, and not the manifest's events."
        hint = "Register the events in exports.events, or name a later platform-version."
        yield problem("shadowed-registration", message, own[0].place, hint)


def _check_list(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    if exports.events_kind not in ("", "array"):
        message = f"exports.events is {exports.events_kind}; it must be a list of registrations."
        yield problem("events-not-a-list", message, app.script.events, _ENTRY_HINT)
    for index, entry in enumerate(exports.entries):
        if entry.keys is None:
            message = f"Item {index} of exports.events is {entry.shown}, not a registration."
            place = entry_place(app, exports, index)
            yield problem("missing-registration-key", message, place, _ENTRY_HINT)
            continue
        yield from _check_keys(app, exports, index, entry)
        yield from _check_values(app, exports, index, entry)


def _check_keys(app: AppFiles, exports: Exports, index: int, entry: Entry) -> Iterator[Problem]:
    keys = entry.keys or {}
    unknown = [key for key in keys if key not in _KEYS]
    for key in unknown:
        message = f"“{key}” is not a key of a registration."
        place = entry_place(app, exports, index, key, of_key=True)
        near = did_you_mean(key, [each for each in _KEYS if each not in keys])
        hint = near or "Its keys are event and callback."
        yield problem("unknown-registration-key", message, place, hint)
    for key in _KEYS:
        # A misspelt key has been named already, and is the same mistake.
        if key not in keys and not nearest(key, unknown):
            message = f"This registration has no {key}."
            place = entry_place(app, exports, index)
            yield problem("missing-registration-key", message, place, _ENTRY_HINT)


def _check_values(app: AppFiles, exports: Exports, index: int, entry: Entry) -> Iterator[Problem]:
    for key, rule in zip(_KEYS, ("unknown-event", "callback-missing"), strict=True):
        value = (entry.keys or {}).get(key)
        if value and value.text is None:
            message = f"The {key} is {value.shown}; it must be a name, as text."
            place = entry_place(app, exports, index, key)
            yield problem(rule, message, place, f'Write {key}: "…", the name in quotes.')


def _check_event(each: Registration, app: AppFiles) -> Iterator[Problem]:
    if each.is_neighbours:
        return  # what other products fire is theirs to know
    event = EVENTS.get(each.event)
    # Only warnings, where another platform, module or product fires it: it can be fired here.
    if not event and each.event in NEIGHBOURS_EVENTS:
        message = f"Freshdesk does not fire {each.event}: it is another product's event."
        yield problem("unknown-event", message, each.place, severity=Severity.WARNING)
    elif not event:
        message = f"There is no event “{each.event}”."
        yield problem("unknown-event", message, each.place, suggest_event(each.event))
    elif not event.exists_on(app.profile.name):
        message = f"Platform {app.version} does not fire {each.event}."
        hint = f"Platforms that do: {listed(event.platforms)}."
        yield problem("unknown-event", message, each.place, hint, severity=Severity.WARNING)
    elif each.part in MODULES and each.part != event.module:
        message = f"The module {each.part} does not fire {each.event}."
        hint = f"It belongs under modules.{event.module}."
        yield problem("unknown-event", message, each.place, hint, severity=Severity.WARNING)


def _check_callback(app: AppFiles, exports: Exports, each: Registration) -> Iterator[Problem]:
    kind = exports.names.get(each.callback)
    # Another product's handler is no reason not to fire Freshdesk's.
    severity = Severity.WARNING if each.is_neighbours else None
    near = did_you_mean(each.callback, exports.functions) if kind != "function" else ""
    if kind is None:
        message = f"{each.event} calls “{each.callback}”, which server.js does not export."
        hint = near or _exported_functions(exports.functions)
        if each.callback in app.script.functions:
            place = app.script.functions[each.callback]
            hint = f"There is a function of that name at {place}: add it to exports."
        yield problem("callback-missing", message, each.callback_place, hint, severity=severity)
    elif kind != "function":
        message = f"{each.event} calls “{each.callback}”, which is of type {kind}, not a function."
        yield problem(
            "callback-not-a-function", message, each.callback_place, near, severity=severity
        )


def _exported_functions(functions: list[str]) -> str:
    if not functions:
        return "It does not export any function."
    return f"It exports {listed(functions, most=_MOST_NAMES)}."
