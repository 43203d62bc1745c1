"""Payloads that lie in an app: the real SDK's test data, and those that somebody saved by name."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path, PurePosixPath

from fdevents.app.files import is_folder, own_path
from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event
from fdevents.remedies import Give, Parameter
from fdevents.wording import listed

TEST_DATA = "server/test_data"
SAVED = f"{TEST_DATA}/fdevents"
# No dot at the start: such a file is hidden, and “..” leads out.
_NAME = re.compile(r"[\w-][\w.-]{0,99}")


def test_data_file(root: Path, event: Event) -> Path:
    """Find the app's own payload of the event, as the SDK keeps it. Raises UsageProblem."""
    found = find_test_data(root, event)
    if found is None:
        raise UsageProblem(
            f"The app has no test data for {event.name}.",
            f"Looked for {listed(_candidates(event))}, and in the other folders there.",
            remedies=(Give(Parameter.SAVE, why="saves a payload of your own"),),
        )
    return own_path(root, found)


def find_test_data(root: Path, event: Event) -> str | None:
    """Return the name of the file with the app's own payload of the event, or with the arguments
    of a server method, as the SDK keeps it; `None` where there is none. Raises UsageProblem."""
    every = chain(_candidates(event), _elsewhere(root, event))
    return next((name for name in every if _is_file(root, name)), None)


def saved_file(root: Path, name: str) -> Path:
    """Return where the payload of that name is kept.

    Raises UsageProblem for what is not a name, and where a link leads out of the app.
    """
    if not _NAME.fullmatch(name):
        raise UsageProblem(
            f"“{name}” cannot be the name of a payload.",
            "Use letters, digits, dots, dashes and underscores.",
        )
    return own_path(root, f"{SAVED}/{name}.json")


def saved_names(root: Path) -> list[str]:
    """List the names of the kept payloads. Raises UsageProblem where a link leads out."""
    folder = own_path(root, SAVED)
    # Before 3.12, `glob` raises for what cannot be the name of a folder.
    found = folder.glob("*.json") if is_folder(folder) else ()
    # Opening a pipe would wait until somebody writes into it.
    return sorted(path.stem for path in found if path.is_file())


def _is_file(root: Path, name: str) -> bool:
    try:
        return stat.S_ISREG((root / name).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    # `Path.is_file` raises it on some Pythons, and hides on others that there may be a file.
    except OSError as error:
        raise UsageProblem(f"{name} cannot be read: {error.strerror}.") from None


def _candidates(event: Event) -> Iterator[str]:
    # The SDK keeps test data there, or in a folder named after a module, a product or “common”.
    for inner in ("", event.module, "freshdesk", "common"):
        yield (PurePosixPath(TEST_DATA) / inner / f"{event.name}.json").as_posix()


def _elsewhere(root: Path, event: Event) -> Iterator[str]:
    """Yield where it lies in other folders of test data, each named after a product or module."""
    own = PurePosixPath(SAVED).name
    try:
        inside = sorted(own_path(root, TEST_DATA).iterdir())
    except OSError:
        return  # there is no such folder, or none that may be looked into
    for folder in inside:
        if folder.name != own:
            yield (PurePosixPath(TEST_DATA) / folder.name / f"{event.name}.json").as_posix()
