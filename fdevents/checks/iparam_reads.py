"""Parameters that handlers read and requests are filled in with, and whether the app declares
each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fdevents.app.folder import AppFiles
from fdevents.app.iparams import declared_names
from fdevents.app.placeholders import iparams_in
from fdevents.checks.following import Following
from fdevents.problems import Place, Problem, problem
from fdevents.wording import did_you_mean

_DOMAINS = "whitelisted-domains"


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
    """Warn of each parameter that is `read`, or filled into a request, and that the app neither
    declares nor has a value of.

    An app whose page is its own declares its parameters in code, so that nothing is known.
    """
    if app.has_iparams_page or not isinstance(app.iparams.value, dict):
        return
    files = (app.iparams, app.iparam_test_data, app.iparams_set)
    known = {name for file in files if isinstance(file.value, dict) for name in file.value}
    for what, places in (("The handler reads", read), ("This text names", _filled_in(app))):
        for name, place in places.items():
            if name not in known:
                near = did_you_mean(name, declared_names(app.iparams))
                hint = near or f"Declare it in {app.iparams.name}."
                message = f"{what} the parameter “{name}”, which the app does not declare."
                yield problem("unknown-iparam", message, place, hint)


def _filled_in(app: AppFiles) -> dict[str, Place]:
    """Return the parameters that templates and domains name, each with its first place."""
    found: dict[str, Place] = {}
    domains = app.manifest.value.get(_DOMAINS) if isinstance(app.manifest.value, dict) else None
    for file, value, path in ((app.requests, app.requests.value, ()),
                              (app.manifest, domains, (_DOMAINS,))):  # fmt: skip
        for inside, name in iparams_in(value, *path):
            found.setdefault(name, file.value_place(*inside))
    return found
