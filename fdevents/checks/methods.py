"""Server methods and actions judged: names, times, and functions that server.js exports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.methods import ACTIONS, Method, actions, methods
from fdevents.app.registrations import registrations
from fdevents.app.script import text_of
from fdevents.checks.promises import ENDING
from fdevents.checks.shape import misshapen, repeated, unreadable
from fdevents.freshdesk.methods import METHOD_NAME
from fdevents.problems import Place, Problem, problem
from fdevents.wording import did_you_mean, listed, nearest

RULE = "server-method"
_SHAPE = "actions-shape"


def check_methods(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Find what is wrong with the server methods that the app declares, and with its actions."""
    yield from _check_actions(app)
    declared = methods(app.manifest, app.actions)
    for method in declared.values():
        place = _place(app, method)
        if not re.fullmatch(METHOD_NAME, method.name):
            message = f"“{method.name}” cannot be the name of a server method."
            hint = "A name has 2 to 40 letters, digits and underscores, and no digit first."
            yield problem(RULE, message, place, hint)
        yield from _check_time(app, method)
        if not (exports.problem or app.server.trouble):
            yield from _check_function(exports, method, place)
    yield from _check_undeclared(app, exports, declared)


def _place(app: AppFiles, method: Method) -> Place:
    if method.path:
        return app.manifest.key_place(*method.path)
    return app.actions.key_place(method.name)


def _check_actions(app: AppFiles) -> Iterator[Problem]:
    yield from unreadable(app.actions, _SHAPE)
    if app.actions.trouble:
        return
    yield from misshapen(app.actions, ACTIONS, _SHAPE)
    for path, place in app.actions.repeated:
        if path[0] in actions(app.actions) and len(path) == 1:
            yield repeated(_SHAPE, path, place)


def _check_time(app: AppFiles, method: Method) -> Iterator[Problem]:
    allowed = app.profile.method_seconds
    if method.seconds is None or method.seconds in allowed:
        return
    message = f"The timeout of {method.name} is {method.seconds:g}."
    hint = f"Platform {app.version} takes {listed(map(str, allowed), last='or')}."
    place = app.manifest.value_place(*method.path, "timeout")
    yield problem(RULE, message, place, hint)


def _check_function(exports: Exports, method: Method, place: Place) -> Iterator[Problem]:
    kind = exports.names.get(method.name)
    if kind == "function":
        return
    if kind is not None:
        message = f"{SERVER} exports {method.name}, which is of type {kind}, not a function."
        yield problem(RULE, message, place)
        return
    message = f"{SERVER} does not export a function {method.name}."
    hint = did_you_mean(method.name, exports.functions)
    if not hint and exports.functions:
        hint = f"It exports {listed(exports.functions)}."
    yield problem(RULE, message, place, hint)


def _check_undeclared(
    app: AppFiles, exports: Exports, declared: dict[str, Method]
) -> Iterator[Problem]:
    """Warn of a function that answers by renderData and that nothing can call.

    Helpers are exported, too, and older platforms need no declaration: it is said of 3.x alone,
    where the name stands nowhere else in the code.
    """
    if not app.profile.awaits_set_up or app.manifest.trouble:
        return
    known = {*declared, *(each.callback for each in registrations(app, exports))}
    for missing in declared.keys() - exports.names.keys():
        known.update(nearest(missing, exports.functions))  # which was probably meant, as is told
    for name, node in app.script.nodes.items():
        if name in known or exports.names.get(name) != "function":
            continue
        is_alone = len(re.findall(rf"\b{re.escape(name)}\b", app.server.text)) == 1
        if is_alone and f"{ENDING}(" in text_of(node):
            message = f"Nothing can call {name}: the manifest does not declare it."
            hint = f'Add "{name}": {{}} to “functions” beside the events in manifest.json.'
            yield problem(RULE, message, app.script.names[name], hint)
