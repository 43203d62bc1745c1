"""npm packages judged: whether each one that the app declares can be required, and is here."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.jsonfile import JsonFile
from fdevents.app.packages import Obstacle, Packages
from fdevents.problems import Problem, Severity, problem
from fdevents.remedies import Run
from fdevents.wording import EVERY, listed

_INSTALL = (Run(("install",)),)


def check_packages(packages: Packages, manifest: JsonFile) -> Iterator[Problem]:
    """Find the packages that are declared, and that `require` refuses wherever they are."""
    for name, refusal in packages.refused.items():
        if name in packages.declared and not refusal.is_of_the_machine:
            message = f"The package {name} {refusal.reason}"
            yield problem("package-missing", message, manifest.key_place("dependencies", name))


def check_installed(packages: Packages, manifest: JsonFile, lacks: str = "") -> Iterator[Problem]:
    """Find, as one problem, the declared packages that are not installed here, and those that
    cannot be used here as they are installed.

    It is an error where the one that server.js `lacks`, or else does not load, is among them.
    """
    missing = []
    for name in packages.declared:
        refusal = packages.refused.get(name)
        if refusal and refusal.obstacle is Obstacle.NOT_INSTALLED:
            missing.append(name)
        elif refusal and refusal.is_of_the_machine:
            yield problem(
                "package-missing",
                f"The package {name} {refusal.reason}",
                manifest.key_place("dependencies", name),
                f"Delete {refusal.folder} first.",
                severity=_severity(lacks == name),
                remedies=_INSTALL,
            )
    if missing:
        said = "package is" if len(missing) == 1 else "packages are"
        message = f"{len(missing)} {said} not installed here: {listed(missing, most=EVERY)}."
        place = manifest.key_place("dependencies", missing[0])
        severity = _severity(lacks in missing)
        yield problem("package-missing", message, place, severity=severity, remedies=_INSTALL)


def _severity(is_needed: bool) -> Severity:
    return Severity.ERROR if is_needed else Severity.WARNING
