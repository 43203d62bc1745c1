"""server.js judged as a whole: there, readable, exporting handlers, using what the platform has."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.checks.scopes import uses_of_globals
from fdevents.problems import Place, Problem, problem
from fdevents.remedies import Remedy

_EXPORTS_HINT = "Assign the handlers: exports = { events: […], nameOfHandler(payload) {…} };"


def check_server(
    app: AppFiles, exports: Exports, hint: str = "", remedies: tuple[Remedy, ...] = ()
) -> Iterator[Problem]:
    """Find what is wrong with server.js; its registrations are checked with the manifest's.

    `hint` and `remedies` are what helps where the folder has no app at all.
    """
    if app.server.trouble:
        yield _unreadable(app, hint, remedies)
        return
    for name, place in uses_of_globals(app):
        instead = app.profile.lacks(name)
        if instead:
            message = f"{name} does not exist on the platform."
            yield problem("unavailable-global", message, place, instead)
    yield from exports.broken
    yield from _check_exports(app, exports)


def _unreadable(app: AppFiles, hint: str, remedies: tuple[Remedy, ...]) -> Problem:
    trouble = app.server.trouble
    assert trouble
    # A trouble that has a line is in the text; one without is about the file, such as a folder.
    rule = "server-syntax" if trouble.line else "server-missing"
    place = Place(SERVER, trouble.line, trouble.column)
    if hint or remedies:
        return problem(rule, trouble.message, place, hint, remedies=remedies)
    hint = trouble.hint or (_EXPORTS_HINT if trouble.missing else "")
    return problem(rule, trouble.message, place, hint)


def _check_exports(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    if exports.problem:
        yield exports.problem
    elif exports.kind not in ("object", "function"):
        message = f"exports is {exports.kind}; it must be an object with the handlers."
        yield problem("no-exports", message, app.script.exports, _EXPORTS_HINT)
    elif not exports.names:
        is_empty = not app.server.text.strip()
        message = "server.js is empty." if is_empty else "server.js exports nothing."
        yield problem("no-exports", message, app.script.exports, _EXPORTS_HINT)
