"""An app against the catalogue: every problem that it has, never the first only."""

from __future__ import annotations

import os
from collections.abc import Iterator

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.iparams import check_iparams
from fdevents.app.manifest import INIT_HINT, check_manifest, module_of
from fdevents.app.mocks import check_mocks
from fdevents.app.registrations import (
    Registration,
    entry_place,
    manifest_registers,
    registrations,
)
from fdevents.checks.payload_paths import check_paths
from fdevents.checks.promises import check_promises
from fdevents.checks.request_templates import check_requests
from fdevents.checks.scopes import uses_of_globals
from fdevents.freshdesk.catalogue import EVENTS, MODULES, PLATFORM_EVENTS, all_events, suggest_event
from fdevents.freshdesk.versions import Profile
from fdevents.problems import Place, Problem, Severity, in_order, problem
from fdevents.wording import did_you_mean, nearest

_KEYS = ("event", "callback")


def check(app: AppFiles, exports: Exports) -> list[Problem]:
    """Every problem of the app, by file and position; `exports` is what its server.js exports."""
    return in_order(
        [
            *check_manifest(app.manifest, _help_of_all(app)),
            *_check_server(app, exports),
            *_check_entries(app, exports),
            *_check_registrations(app, exports),
            *check_paths(app, exports),
            *check_promises(app, exports),
            *check_iparams(app.iparams, app.iparam_test_data, app.iparams_set),
            *_check_packages(app),
            *check_requests(app.requests, app.manifest),
            *check_mocks(app.mocks),
        ]
    )


def _check_packages(app: AppFiles) -> Iterator[Problem]:
    for name, refusal in app.packages.refused.items():
        if name in app.packages.declared:
            said = refusal.reason[0].upper() + refusal.reason[1:]
            place = app.manifest.key_place("dependencies", name)
            yield problem("package-missing", f"The package {name}: {said}", place, refusal.hint)


def _help_of_all(app: AppFiles) -> str:
    """What helps where there is nothing of an app, "" where there is something."""
    if app.above:
        return f"The app is in a folder above: --app {os.path.relpath(app.above, app.root)}"
    return INIT_HINT if app.is_free else ""


def _check_server(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    trouble = app.server.trouble
    if trouble:
        rule = "server-syntax" if trouble.line else "server-missing"
        hint = trouble.hint or (_EXPORTS_HINT if trouble.missing else "")
        hint = _help_of_all(app) or hint
        yield problem(rule, trouble.message, Place(SERVER, trouble.line, trouble.column), hint)
        return
    for name, place in uses_of_globals(app):
        instead = app.profile.lacks(name)
        if instead:
            message = f"{name} does not exist on the platform."
            yield problem("unavailable-global", message, place, instead)
    yield from exports.broken
    if exports.problem:
        yield exports.problem
    elif exports.kind not in ("object", "function"):
        message = f"exports is {exports.kind}; an object with the handlers is wanted."
        yield problem("no-exports", message, app.script.exports, _EXPORTS_HINT)
    elif not exports.names:
        message = "server.js exports nothing."
        if not app.server.text.strip():
            message = "server.js is empty."
        yield problem("no-exports", message, app.script.exports, _EXPORTS_HINT)


_EXPORTS_HINT = "Assign the handlers: exports = { events: […], nameOfHandler(payload) {…} };"


def _check_entries(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    if manifest_registers(app):
        yield from _check_shadowed(app, exports)
        return
    if exports.events_kind not in ("", "array"):
        message = f"exports.events is {exports.events_kind}; a list of registrations is wanted."
        yield problem("events-not-a-list", message, app.script.events, _ENTRY_HINT)
    for index, entry in enumerate(exports.entries):
        if entry.keys is None:
            message = f"Item {index} of exports.events is {entry.shown}, not a registration."
            place = entry_place(app, exports, index)
            yield problem("missing-registration-key", message, place, _ENTRY_HINT)
            continue
        for key in entry.keys:
            if key not in _KEYS:
                message = f"“{key}” is no key of a registration; event and callback are."
                place = entry_place(app, exports, index, key, of_key=True)
                hint = did_you_mean(key, [each for each in _KEYS if each not in entry.keys])
                yield problem("unknown-registration-key", message, place, hint)
        for key in _KEYS:
            if key not in entry.keys and not nearest(key, set(entry.keys) - set(_KEYS)):
                message = f"This registration names no {key}."
                place = entry_place(app, exports, index)
                yield problem("missing-registration-key", message, place, _ENTRY_HINT)
            elif key in entry.keys and entry.keys[key].text is None:
                message = f"The {key} is {entry.keys[key].shown}; a name, as text, is wanted."
                rule = "unknown-event" if key == "event" else "callback-missing"
                place = entry_place(app, exports, index, key)
                yield problem(rule, message, place, f'Write {key}: "…", the name in quotes.')


_ENTRY_HINT = 'Wanted is { event: "onTicketCreate", callback: "nameInExports" }.'


def _check_shadowed(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    for index, entry in enumerate(exports.entries):
        event = (entry.keys["event"].text if entry.keys and "event" in entry.keys else "") or "This"
        message = (
            f"{event} is registered here, but the manifest registers events too, and then the "
            "platform uses the manifest alone."
        )
        hint = "Register it in manifest.json, or delete it here."
        yield problem("shadowed-registration", message, entry_place(app, exports, index), hint)


def _check_registrations(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    found = registrations(app, exports)
    first: dict[str, Registration] = {}
    for each in found:
        yield from _check_event(each, app.profile)
        yield from _check_module(each)
        if each.event in first:
            message = f"{each.event} is registered twice; first at {first[each.event].place}."
            hint = "An event has one callback, which may call other functions."
            yield problem("duplicate-event", message, each.place, hint)
        first.setdefault(each.event, each)
        if each.callback and not exports.problem and not app.server.trouble:
            yield from _check_callback(app, exports, each)
    loaded = not exports.problem and not app.server.trouble and not app.manifest.trouble
    listed = bool(exports.entries) or exports.events_kind not in ("", "array")
    loaded = loaded and bool(exports.names)  # else no-exports says it
    if loaded and not listed and not manifest_registers(app):
        message = "The app registers no event, so nothing calls its handlers."
        meant = nearest(
            "events",
            [name for name, kind in exports.names.items() if kind == "array" and name != "events"],
        )
        hint = f"“{meant[0]}” is exported: did you mean “events”?" if meant else all_events()
        yield problem("no-events", message, app.script.events, hint)


def _check_event(each: Registration, profile: Profile) -> Iterator[Problem]:
    if each.event in EVENTS:
        event = EVENTS[each.event]
        if not event.exists_on(profile.name):
            message = f"Platform {profile.versions[-1]} does not fire {each.event}."
            hint = f"It is of platform {', '.join(event.platforms)}."
            yield problem("unknown-event", message, each.place, hint, severity=Severity.WARNING)
        return
    if each.event in PLATFORM_EVENTS:
        message = f"{each.event} is known to the platform, not yet fired by fdevents."
        yield problem("unknown-event", message, each.place, severity=Severity.WARNING)
    else:
        message = f"There is no event “{each.event}”."
        yield problem("unknown-event", message, each.place, suggest_event(each.event))


def _check_module(each: Registration) -> Iterator[Problem]:
    """A 3.x module fires its own events only."""
    wanted = module_of(each.event)
    if each.module in MODULES and wanted and each.module != wanted:
        message = f"The module {each.module} does not fire {each.event}."
        yield problem("unknown-event", message, each.place, f"It belongs under modules.{wanted}.")


def _check_callback(app: AppFiles, exports: Exports, each: Registration) -> Iterator[Problem]:
    kind = exports.names.get(each.callback)
    if kind is None:
        message = f"{each.event} calls “{each.callback}”, which server.js does not export."
        functions = exports.functions
        hint = did_you_mean(each.callback, functions) or _exported_functions(functions)
        if each.callback in app.script.functions:
            place = app.script.functions[each.callback]
            hint = f"There is such a function at {place}: add it to exports."
        yield problem("callback-missing", message, each.callback_place, hint)
    elif kind != "function":
        message = f"{each.event} calls “{each.callback}”, which is of type {kind}, not a function."
        hint = did_you_mean(each.callback, exports.functions)
        yield problem("callback-not-a-function", message, each.callback_place, hint)


def _exported_functions(functions: list[str]) -> str:
    if not functions:
        return "It exports no function."
    more = f" and {len(functions) - 10} more" if len(functions) > 10 else ""
    return f"It exports {', '.join(functions[:10])}{more}."
