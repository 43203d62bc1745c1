"""An app as the sandbox runs it, and what server.js exports, found by loading it once."""

from __future__ import annotations

import os
import re
from typing import Any

from fdevents.app.exports import Entry, Exports, Held
from fdevents.app.folder import SERVER, AppFiles
from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.problems import Place, Problem, Severity, problem
from fdevents.sandbox.messages import (
    Exported,
    Modules,
    Packages,
    Request,
    Script,
    Uncompiled,
    well_formed,
)
from fdevents.sandbox.pool import Pool
from fdevents.sandbox.process import SandboxDied
from fdevents.session.access import access_of
from fdevents.session.failures import crashed, failed, syntax_place, timed_out

_ES_MODULE = re.compile(r"import statement|'(?:export|import)'|import\.meta")
_NO_ES_MODULES = (
    "server.js is a script, not an ES module: assign to exports, and use require (from platform "
    "2.1 on) in place of import."
)


def script_of(files: AppFiles, hosts: tuple[str, ...] = ()) -> Script:
    """Give what the sandbox needs to run the app; its packages may connect to `hosts`."""
    profile = files.profile
    if not profile.has_modules:
        return Script(SERVER, files.server.text)
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
            {name: str(refusal) for name, refusal in found.refused.items()},
        ),
        access=access_of(found, hosts),
        apis=profile.apis,
        telling=profile.telling,
    )


def inspect(
    files: AppFiles, script: Script, pool: Pool, seconds: float = TIME_LIMIT_SECONDS
) -> Exports:
    """What server.js exports, found by loading it. Raises SandboxUnavailable and Abandoned."""
    if files.server.trouble:
        return Exports()
    try:
        with pool.lease(script.needs) as lease:
            answers = list(lease.ask(Request("inspect", script), seconds))
    except SandboxDied as died:
        return Exports(problem=_load_died(died, pool.memory_mb, seconds))
    answer = answers[-1]
    if isinstance(answer, Uncompiled):
        message = f"server.js is no JavaScript: {answer.message.rstrip('.')}."
        if "call stack" in answer.message:
            message = "server.js is nested too deeply to be compiled."
        place = syntax_place(SERVER, script.source)
        hint = _NO_ES_MODULES if _ES_MODULE.search(answer.message) else ""
        return Exports(problem=problem("server-syntax", message, place, hint))
    assert isinstance(answer, Exported)
    if answer.error:
        failure = failed(answer.error, Place(SERVER), files)
        message = f"The top level of server.js threw {failure.name}: {failure.message}"
        place = failure.place or Place(SERVER)
        return Exports(problem=problem("load-failed", message, place, failure.hint))
    return _exports(answer, files)


def _load_died(died: SandboxDied, memory_mb: int, seconds: float) -> Any:
    place = Place(SERVER)
    late = died.reason == "timed_out"
    failure = timed_out(seconds, place, "It") if late else crashed(died, memory_mb, place, "It")
    message = f"The top level of server.js does not run to its end: {failure.message}"
    return problem("load-failed", message, place, failure.hint)


def _exports(answer: Exported, files: AppFiles) -> Exports:
    events = answer.events
    entries = []
    for item in events["entries"] if events else ():
        keys = item["keys"]
        held = (
            None
            if keys is None
            else {key: Held(each["text"], each["shown"]) for key, each in keys.items()}
        )
        entries.append(Entry(held, item["shown"]))
    kind = events["kind"] if events else ""
    broken = tuple(_broken(name, message, files) for name, message in answer.broken.items())
    return Exports(answer.kind, answer.names, kind, tuple(entries), broken=broken)


def _broken(said_name: str, message: str, files: AppFiles) -> Problem:
    """A module that is no JavaScript: a warning, since nothing may ever require it."""
    name = next((each for each in files.modules if well_formed(each) == said_name), None)
    if name is None:
        return problem("server-syntax", f"{said_name}: {message}", Place(SERVER))
    place = syntax_place(name, files.text(name))
    said = f"{name} is no JavaScript: {message.rstrip('.')}."
    return problem("server-syntax", said, place, severity=Severity.WARNING)
