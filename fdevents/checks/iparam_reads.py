"""Parameters that handlers read of their payloads, and whether the app declares each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fdevents.app.folder import AppFiles
from fdevents.app.iparams import declared_names
from fdevents.checks.following import Following
from fdevents.problems import Place, Problem, problem
from fdevents.wording import did_you_mean


def iparams_read(app: AppFiles, reads: Following) -> dict[str, Place]:
    """Return the parameters that handlers of events read, each with the place of the first read."""
    found: dict[str, Place] = {}
    for start in sorted(reads.reads):
        read = reads.reads[start][0]
        path = read.origin.path
        if path[0] == "iparams" and len(path) > 1:
            found.setdefault(path[1], app.script.place(read.node))
    return found


def check_reads(app: AppFiles, read: Mapping[str, Place]) -> Iterator[Problem]:
    """Warn of each parameter that is `read` and that the app neither declares nor has a value of.

    An app whose page is its own declares its parameters in code, so that nothing is known.
    """
    if app.has_iparams_page or not isinstance(app.iparams.value, dict):
        return
    files = (app.iparams, app.iparam_test_data, app.iparams_set)
    known = {name for file in files if isinstance(file.value, dict) for name in file.value}
    for name, place in read.items():
        if name not in known:
            near = did_you_mean(name, declared_names(app.iparams))
            hint = near or f"Declare it in {app.iparams.name}."
            message = f"The handler reads the parameter “{name}”, which the app does not declare."
            yield problem("unknown-iparam", message, place, hint)
