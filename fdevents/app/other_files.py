"""Files of an app that no firing needs, read where somebody judges them: test data, and pages."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from fdevents.app.files import TextFile, read_app_file, way_out
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.app.modules import GENERATED

TEST_DATA = "server/test_data"
_NOT_OWN = ("node_modules", "coverage")  # what is built, in a dist, may be all that there is
_CODE = (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".html", ".vue", ".svelte", ".hbs", ".ejs")
_LARGEST = 1024 * 1024  # bytes of a file of test data


def test_data(root: Path, events: Iterable[str]) -> Iterator[JsonFile]:
    """Read the app's test data of the events, of whichever product or module it is."""
    wanted = {f"{event}.json" for event in events}
    for name in _names(root, TEST_DATA):
        if name.rpartition("/")[2] in wanted:
            yield parse_json(read_app_file(root, name, largest=_LARGEST))


def page_code(root: Path) -> Iterator[str]:
    """Yield the text of the installation page and of the scripts beside it."""
    for name in _names(root, "config"):
        if name.endswith((".html", ".js")):
            yield read_app_file(root, name).text


def code_of(root: Path) -> Iterator[TextFile]:
    """Read the code of the app's pages, wherever it lies, and of its server; no packages."""
    for name in _names(root, "", skipped=_NOT_OWN):
        if name.endswith(_CODE):
            yield read_app_file(root, name)


def size_of(root: Path) -> int:
    """Return how many bytes the app's own files have, without what tools and npm have written."""
    total = 0
    for name in _names(root, ""):
        try:
            total += (root / name).lstat().st_size
        except OSError:
            continue  # gone, or not for us to know
    return total


def _names(root: Path, folder: str, skipped: Collection[str] = GENERATED) -> Iterator[str]:
    """Yield the files below a folder of the app in one order, by their names; follow no link."""
    if folder and way_out(root, folder):
        return
    for at, folders, files in os.walk(root / folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in skipped
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield (Path(at) / name).relative_to(root).as_posix()
