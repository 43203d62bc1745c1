"""npm packages: which ones an app declares, which of them are installed, and why others are not."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

from msgspec import Struct, field

from fdevents.app.files import is_folder, read_app_file
from fdevents.app.jsonfile import JsonFile, parse_json
from fdevents.app.package_folders import FOLDERS


class Obstacle(Enum):
    """Why a package cannot be required; the value is the end of a sentence about it."""

    NOT_INSTALLED = "is declared, but not installed"
    ES_MODULE_ONLY = "is an ES module only, which require cannot load on the platform"
    NOT_DECLARED = "is installed, but is not a dependency of the app"
    LEADS_OUT = "could read files other than packages"


class Refusal(Struct, frozen=True):
    """The obstacle; where that is a link, `since` says which, and `folder` what it is in."""

    obstacle: Obstacle
    since: str = ""
    folder: str = ""

    @property
    def is_of_the_machine(self) -> bool:
        """Whether it is no fault of the app's, and installing its packages helps."""
        return self.obstacle in (Obstacle.NOT_INSTALLED, Obstacle.LEADS_OUT)

    @property
    def reason(self) -> str:
        """What stands behind the package's name in a sentence."""
        since = f", since {self.since}" if self.since else ""
        return f"{self.obstacle.value}{since}."

    @property
    def for_require(self) -> str:
        """What the error of `require` says behind the module's name."""
        helps = {
            Obstacle.NOT_INSTALLED: " Install the app's packages first.",
            Obstacle.NOT_DECLARED: " Add it to “dependencies” in manifest.json.",
            Obstacle.LEADS_OUT: f" Delete {self.folder}, then install the app's packages.",
        }
        return f"it {self.reason}{helps.get(self.obstacle, '')}"


class Packages(Struct, frozen=True):
    """The packages of an app: `declared` with their version ranges, the `folders` to load them
    from, the names that can be required, and for others why not."""

    declared: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    usable: frozenset[str] = frozenset()
    refused: Mapping[str, Refusal] = field(default_factory=dict)


NO_PACKAGES = Packages()


def read_packages(root: Path, manifest: JsonFile) -> Packages:
    """Find the packages that the manifest declares, and those that are there.

    A folder where a link leads out of it is not used at all: who runs packages may read the
    folder, and to Deno that is what a link in it leads to, too.
    """
    declared = _declared(manifest)
    folders = tuple(root / name for name in FOLDERS if is_folder(root / name))
    installed = _installed(folders)
    needed = declared.keys() & installed.keys()
    unsafe = {each: _way_out(root, each) for each in folders} if needed else {}
    usable = set()
    refused = dict.fromkeys(
        sorted(installed.keys() - declared.keys()), Refusal(Obstacle.NOT_DECLARED)
    )
    for name in declared:
        folder = installed.get(name)
        if folder is None or not is_folder(folder / name):
            refused[name] = Refusal(Obstacle.NOT_INSTALLED)
        elif why := unsafe[folder]:
            refused[name] = why
        elif _is_es_module_only(folder / name):
            refused[name] = Refusal(Obstacle.ES_MODULE_ONLY)
        else:
            usable.add(name)
    safe = tuple(each for each in folders if usable and not unsafe[each])
    return Packages(declared, safe, frozenset(usable), refused)


def _declared(manifest: JsonFile) -> dict[str, str]:
    # Not what a package.json names: that is the front end's, and the platform does not read it.
    dependencies = manifest.value.get("dependencies") if isinstance(manifest.value, dict) else None
    if not isinstance(dependencies, dict):
        return {}
    return {name: version if isinstance(version, str) else ""
            for name, version in dependencies.items() if _is_name(name)}  # fmt: skip


def _is_name(name: str) -> bool:
    parts = name.split("/")
    # A name becomes a part of a path: “..” or a backslash would lead out of node_modules.
    plain = all(part not in ("", ".", "..") and "\\" not in part for part in parts)
    return plain and len(parts) == (2 if name.startswith("@") else 1)


def _installed(folders: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for name in _names(folder):
            inner = _names(folder / name) if name.startswith("@") else []
            for each in [f"{name}/{one}" for one in inner] if name.startswith("@") else [name]:
                found.setdefault(each, folder)
    return found


def _names(folder: Path) -> list[str]:
    try:
        # npm's own .bin, .cache and .package-lock.json are not packages.
        return [each.name for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError:
        return []


def _way_out(root: Path, folder: Path) -> Refusal | None:
    name = folder.relative_to(root).as_posix()
    why = _why_unsafe(name, folder.resolve(), root.resolve())
    if not why:
        return None
    return Refusal(Obstacle.LEADS_OUT, f"{name}{why}", name)


def _why_unsafe(name: str, folder: Path, root: Path) -> str:
    # A link to the app itself would open the values of its iparams.
    if folder.name != "node_modules" or not folder.is_relative_to(root):
        return f" leads to {folder}"
    try:
        link = next((each for each in _links(folder) if not _leads_into(folder, each)), None)
    except OSError as error:
        return f" cannot be looked through for links: {error.strerror}"
    if link is None:
        return ""
    inner = link.removeprefix(str(folder)).replace(os.sep, "/")
    return f"{inner} is a link to {os.path.realpath(link)}, outside of {name}"


def _links(folder: Path) -> Iterator[str]:
    """Yield the links in the folder and in those below, which are not entered through a link."""
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for each in entries:
                if _is_link(each):
                    yield each.path
                elif each.is_dir(follow_symlinks=False):
                    pending.append(each.path)


def _is_link(entry: os.DirEntry[str]) -> bool:
    if sys.platform == "win32":  # where junctions, which pnpm makes, lead elsewhere as well
        return entry.stat(follow_symlinks=False).st_reparse_tag != 0
    return entry.is_symlink()


def _leads_into(folder: Path, link: str) -> bool:
    return Path(os.path.realpath(link)).is_relative_to(folder)


def _is_es_module_only(package: Path) -> bool:
    # Where there is no good package.json, loading the package will tell what it is.
    described = parse_json(read_app_file(package, "package.json")).value
    if not isinstance(described, dict) or described.get("type") != "module":
        return False
    # Conditions may be nested at will, and one that mentions require is enough to try it.
    exported = json.dumps(described.get("exports", ""))
    return '"require"' not in exported and not str(described.get("main", "")).endswith(".cjs")
