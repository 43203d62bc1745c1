"""An app as the sandbox runs it, and what server.js exports, found by loading it once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeGuard

from msgspec.structs import replace

from fdevents.app.exports import Entry, EntryValue, Exports
from fdevents.app.files import curly_hint
from fdevents.app.folder import SERVER, AppFiles
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.problems import Place, Problem, Severity, problem
from fdevents.sandbox.asking import Modules, Packages, Request, Script
from fdevents.sandbox.codes import Code
from fdevents.sandbox.messages import (
    Broken,
    Exported,
    ExportedEntry,
    Failed,
    Message,
    Uncompiled,
    well_formed,
)
from fdevents.sandbox.pool import Pool
from fdevents.sandbox.process import SandboxDied
from fdevents.session.access import access_of
from fdevents.session.ended import cut_short
from fdevents.session.engine import is_es_module
from fdevents.session.failures import failed, syntax_place, syntax_places
from fdevents.session.steps import FailureKind

_MOST_STAND_INS = 100
_SECONDS_WITH_STAND_INS = 2.0  # for code that may wait for ever for what they do not do
_NO_ES_MODULES = (
    "server.js is a script, not an ES module: assign to exports, and use require in place of "
    "import."
)


def script_of(files: AppFiles) -> Script:
    """Give what the sandbox needs to run the app."""
    profile = files.profile
    if not profile.has_modules:
        return Script(SERVER, files.server.text, apis=profile.apis, telling=profile.telling)
    read = {name: file.text for name, file in files.modules.items() if not file.trouble}
    unread = {name: file.trouble.message for name, file in files.modules.items() if file.trouble}
    found = files.packages
    return Script(
        SERVER,
        files.server.text,
        modules=Modules(read, unread),
        packages=Packages(
            os.path.realpath(files.root / SERVER),  # not `resolve`, to which a loop is an error
            tuple(sorted(found.usable)),
            {name: refusal.for_require for name, refusal in found.refused.items()},
        ),
        access=access_of(found),
        apis=profile.apis,
        telling=profile.telling,
    )


def inspect(
    files: AppFiles, script: Script, pool: Pool, seconds: float = TIME_LIMIT_SECONDS
) -> Exports:
    """Find what server.js exports by loading it. Raises SandboxUnavailable and Abandoned."""
    if files.server.trouble:
        return Exports()
    try:
        answer = _loaded(script, pool, seconds)
    except SandboxDied as died:
        return Exports(problem=_load_died(died, pool.memory_mb, seconds))
    if isinstance(answer, Uncompiled):
        place = syntax_place(SERVER, script.source)
        hint = _NO_ES_MODULES if is_es_module(answer.message) else _quotes_hint(script, place)
        message = _why_broken("server.js", answer)
        return Exports(problem=problem("server-syntax", message, place, hint))
    assert isinstance(answer, Exported)
    error = answer.error
    if error is None:
        return _exports(answer, files)
    if _wants_another(error, frozenset()):
        return _with_stand_ins(files, script, pool, error)
    return Exports(problem=_load_failed(error, files))


def _loaded(script: Script, pool: Pool, seconds: float) -> Message:
    """Return what the sandbox says of server.js. Raises SandboxDied and SandboxUnavailable."""
    with pool.lease(script.needs) as lease:
        return list(lease.ask(Request("inspect", script), seconds))[-1]


def _with_stand_ins(
    files: AppFiles, script: Script, pool: Pool, error: Failed, names: frozenset[str] = frozenset()
) -> Exports:
    """Find what server.js exports although it cannot have a package, as `error` says: it is loaded
    with stand-ins for that and for `names`, which need not go well."""
    refused = files.packages.refused
    refusal = refused.get(error.detail)
    is_of_the_machine = refusal is not None and refusal.is_of_the_machine
    names |= {error.detail}
    if is_of_the_machine:  # at once, since each try may need a process of its own
        names |= {name for name, each in refused.items() if each.is_of_the_machine}
    packages = replace(script.packages, stand_ins=tuple(sorted(names)))
    found = Exports()
    with suppress(SandboxDied):
        answer = _loaded(replace(script, packages=packages), pool, _SECONDS_WITH_STAND_INS)
        if isinstance(answer, Exported) and answer.error is None:
            found = _exports(answer, files)
        elif isinstance(answer, Exported) and _wants_another(answer.error, names):
            found = _with_stand_ins(files, script, pool, answer.error, names)
    if is_of_the_machine:
        return replace(found, lacks=error.detail)
    return replace(found, problem=_load_failed(error, files))


def _wants_another(error: Failed | None, names: frozenset[str]) -> TypeGuard[Failed]:
    """Tell whether server.js requires one more package that it cannot have."""
    if error is None or error.code is not Code.PACKAGE_REFUSED:
        return False
    return error.detail not in names and len(names) < _MOST_STAND_INS


def _load_failed(error: Failed, files: AppFiles) -> Problem:
    failure = failed(error, Place(SERVER), files)
    not_an_error = failure.kind is FailureKind.NOT_AN_ERROR
    threw = failure.message if not_an_error else failure.headline
    message = f"The top level of server.js threw {threw}"
    place = failure.place or Place(SERVER)
    return problem("load-failed", message, place, failure.hint, remedies=failure.remedies)


def _quotes_hint(script: Script, place: Place) -> str:
    if not place.line or not place.column:
        return ""
    line = script.source.split("\n")[place.line - 1]
    return curly_hint(line[max(0, place.column - 2) : place.column])


def _load_died(died: SandboxDied, memory_mb: int, seconds: float) -> Any:
    place = Place(SERVER)
    failure = cut_short(died, place, seconds=seconds, memory_mb=memory_mb, who="It")
    message = f"The top level of server.js does not run to the end: {failure.message}"
    return problem("load-failed", message, place, failure.hint, remedies=failure.remedies)


def _exports(answer: Exported, files: AppFiles) -> Exports:
    events = answer.events
    entries = tuple(_entry(each) for each in (events["entries"] if events else ()))
    kind = events["kind"] if events else ""
    return Exports(answer.kind, answer.names, kind, entries, broken=_broken(answer.broken, files))


def _entry(found: ExportedEntry) -> Entry:
    keys = found["keys"]
    if keys is None:
        return Entry(None, found["shown"], found["product"])
    values = {key: EntryValue(each["text"], each["shown"]) for key, each in keys.items()}
    return Entry(values, found["shown"], found["product"])


def _broken(broken: Mapping[str, Broken], files: AppFiles) -> tuple[Problem, ...]:
    """Modules that are not JavaScript: warnings, since nothing may ever require them."""
    # The child says names in UTF-8, which a file's name on the disk need not be.
    names = {well_formed(each): each for each in files.modules}
    known = {names[said]: why for said, why in broken.items() if said in names}
    places = syntax_places({name: files.text(name) for name in known})
    return (
        *(problem("server-syntax", _why_broken(name, why), places[name], severity=Severity.WARNING)
          for name, why in known.items()),
        *(problem("server-syntax", _why_broken(said, why), Place(SERVER))
          for said, why in broken.items() if said not in names),
    )  # fmt: skip


def _why_broken(name: str, why: Broken) -> str:
    if why.code is Code.NESTED_TOO_DEEPLY:
        return f"{name} is nested too deeply to be compiled."
    return f"{name} is not JavaScript: {why.message.rstrip('.')}."
