"""npm packages judged: whether each one that the app declares can be required."""

from __future__ import annotations

from collections.abc import Iterator

from fdevents.app.jsonfile import JsonFile
from fdevents.app.packages import Obstacle, Packages
from fdevents.problems import Problem, problem
from fdevents.remedies import Run

_INSTALLING = (Obstacle.NOT_INSTALLED, Obstacle.LEADS_OUT)


def check_packages(packages: Packages, manifest: JsonFile) -> Iterator[Problem]:
    """Find the packages that are declared, and that `require` would refuse."""
    for name, refusal in packages.refused.items():
        if name in packages.declared:
            helps = (Run(("install",)),) if refusal.obstacle in _INSTALLING else ()
            yield problem(
                "package-missing",
                f"The package {name} {refusal.reason}",
                manifest.key_place("dependencies", name),
                f"Delete {refusal.folder} first." if refusal.folder else "",
                remedies=helps,
            )
