"""npm packages: which ones an app declares, which of them are installed, and why others are not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fdevents.app.files import read_app_file
from fdevents.app.jsonfile import JsonFile, parse_json

FOLDERS = ("server/node_modules", "node_modules")
PACKAGE_FILES = ("server/package.json", "package.json")
INSTALL = "npm install --prefix server"


@dataclass(frozen=True)
class Packages:
    """The packages of an app: `declared` with their version ranges, the `folders` that exist, the
    names that can be required, and for others why not."""

    declared: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    usable: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)


NO_PACKAGES = Packages()


def read_packages(root: Path, manifest: JsonFile) -> Packages:
    """The packages that the manifest's `dependencies` or a package.json name, or that are there."""
    declared = _declared(root, manifest)
    folders = tuple(root / name for name in FOLDERS if (root / name).is_dir())
    usable, refused = set(), {}
    for name in declared:
        found = next((each / name for each in folders if (each / name).is_dir()), None)
        if found is None:
            refused[name] = (
                f"it is declared, but not installed. Run: fdevents install, or {INSTALL}"
            )
        elif _is_es_module_only(found):
            refused[name] = "it is an ES module only, which require cannot load on the platform."
        else:
            usable.add(name)
    for name in sorted(set(_installed(folders)) - set(declared)):
        refused[name] = (
            "it is installed, but no dependency of the app. Add it to “dependencies” in "
            "manifest.json."
        )
    return Packages(declared, folders if usable else (), frozenset(usable), refused)


def _declared(root: Path, manifest: JsonFile) -> dict[str, str]:
    found: dict[str, str] = {}
    files = [parse_json(read_app_file(root, name)).value for name in PACKAGE_FILES]
    for value in (*files, manifest.value):
        dependencies = value.get("dependencies") if isinstance(value, dict) else None
        for name, version in dependencies.items() if isinstance(dependencies, dict) else ():
            if _is_name(name):
                found[name] = version if isinstance(version, str) else ""
    return found


def _is_name(name: str) -> bool:
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and "\\" not in part for part in parts)
    return plain and len(parts) == (2 if name.startswith("@") else 1)


def _installed(folders: tuple[Path, ...]) -> Iterator[str]:
    for folder in folders:
        for name in _names(folder):
            if name.startswith("@"):
                yield from (f"{name}/{inner}" for inner in _names(folder / name))
            else:
                yield name


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError:
        return []


def _is_es_module_only(package: Path) -> bool:
    try:
        described: Any = json.loads((package / "package.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False  # what it is, loading it will tell
    if not isinstance(described, dict) or described.get("type") != "module":
        return False
    exported = json.dumps(described.get("exports", ""))
    return '"require"' not in exported and not str(described.get("main", "")).endswith(".cjs")
