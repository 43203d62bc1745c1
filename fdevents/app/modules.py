"""The files under server/ that the app's code may require."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from fdevents.app.files import TextFile, Trouble, read_app_file, way_out

# What the platform's tools write, what npm installs, and payloads: nothing that code requires.
GENERATED = frozenset({".fdk", "coverage", "log", "dist", "node_modules", ".git"})
_SKIPPED = GENERATED | {"test_data"}
LARGEST_TOGETHER = 32 * 1024 * 1024  # characters
_NO_ROOM = Trouble(
    "It is not read, since the files under server/ are more than "
    f"{LARGEST_TOGETHER // 2**20} MB together."
)
_CODE = (".js", ".cjs")
_SUFFIXES = (*_CODE, ".json")
# Without `path` where what is required is no plain text.
_REQUIRE = re.compile(r"""(?<![\w$.])require\s*\(\s*(?:(["'`])(?P<path>[^"'`$]*)\1\s*\))?""")


def read_modules(root: Path, server: str) -> dict[str, TextFile]:
    """Read the code and JSON beside `server`, by their names in the app; follow no link out."""
    if way_out(root, "server"):  # which may lead to the whole disk
        return {}
    # In one order on every disk, so that problems are found in the same order everywhere.
    names = sorted(name for name in _names(root, root / "server") if name != server)
    found: dict[str, TextFile] = {}
    left = LARGEST_TOGETHER
    for name in names:
        # Links within the app are followed, and a hundred may lead to one large file.
        found[name] = read_app_file(root, name) if left > 0 else TextFile(name, trouble=_NO_ROOM)
        left -= len(found[name].text)
    return found


def is_code(name: str) -> bool:
    """Tell whether a module of that name is code, not data."""
    return name.endswith(_CODE)


def required_names(server: str, text: str, modules: Mapping[str, TextFile]) -> list[str]:
    """Return the names of the modules that `server`, or one that it requires, asks for by name;
    all of them where some name is made by the code.

    Others never run: tests lie beside an app's code, too.
    """
    found: list[str] = []
    texts = [(server, text)]
    while texts:
        name, text = texts.pop()
        for call in _REQUIRE.finditer(text):
            if call["path"] is None:
                return [each for each in modules if is_code(each)]
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), call["path"]))
            for each in (there, *(there + suffix for suffix in _CODE), f"{there}/index.js"):
                if each in modules and each not in found and is_code(each):
                    found.append(each)
                    texts.append((each, modules[each].text))
    return sorted(found)


def _names(root: Path, folder: Path) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        for name in files:
            if name.endswith(_SUFFIXES):
                yield (Path(at) / name).relative_to(root).as_posix()
