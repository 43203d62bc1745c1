"""server.js judged as a whole: there, readable, exporting handlers, using what the platform has."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.exports import Exports
from fdevents.app.folder import SERVER, AppFiles
from fdevents.checks.no_events import EXPORTS_HINT, check_exports, manifest_calls
from fdevents.checks.scopes import uses_of_globals
from fdevents.problems import Place, Problem, problem
from fdevents.remedies import Remedy


def check_server(
    app: AppFiles, exports: Exports, hint: str = "", remedies: tuple[Remedy, ...] = ()
) -> Iterator[Problem]:
    """Find what is wrong with server.js; its registrations are checked with the manifest's.

    `hint` and `remedies` are what helps where the folder has no app at all.
    """
    if not app.has_server and not app.manifest.missing and not manifest_calls(app):
        return  # a front-end app, which has nothing to be fired at
    if app.server.trouble:
        yield _unreadable(app, hint, remedies)
        return
    for name, place in uses_of_globals(app):
        instead = app.profile.lacks(name)
        if instead:
            message = f"{name} does not exist on the platform."
            yield problem("unavailable-global", message, place, instead)
    yield from exports.broken
    yield from check_exports(app, exports)


def _unreadable(app: AppFiles, hint: str, remedies: tuple[Remedy, ...]) -> Problem:
    trouble = app.server.trouble
    assert trouble
    # A trouble that has a line is in the text; one without is about the file, such as a folder.
    rule = "server-syntax" if trouble.line else "server-missing"
    place = Place(SERVER, trouble.line, trouble.column)
    if hint or remedies:
        return problem(rule, trouble.message, place, hint, remedies=remedies)
    hint = trouble.hint or (EXPORTS_HINT if trouble.missing else "")
    return problem(rule, trouble.message, place, hint)
