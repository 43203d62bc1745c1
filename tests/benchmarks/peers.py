"""Node and the npm packages that we are compared with, installed outside of the project."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# lambda-local and nodemon are small; miniflare brings a runtime of 120 MB.
_PACKAGES = (["lambda-local@2", "nodemon@3"], ["miniflare@4"])
_SECONDS = 60


@dataclass(frozen=True)
class Peers:
    """`node` is its path, "" without it; `missing` says what could not be had, and why."""

    folder: Path
    node: str
    missing: list[str] = field(default_factory=list)

    def script(self, package: str, path: str) -> str:
        """A file of a package, "" where that is not installed."""
        found = self.folder / "node_modules" / package / path
        return str(found) if self.node and found.exists() else ""

    def versions(self) -> Iterator[str]:
        """Each package with its version."""
        for package in sorted(name.split("@")[0] for names in _PACKAGES for name in names):
            description = self.script(package, "package.json")
            if description:
                found = json.loads(Path(description).read_text(encoding="utf-8"))
                yield f"{package} {found['version']}"


def installed(folder: Path) -> Peers:
    """The peers in `folder`, got from npm where they are not there yet."""
    peers = Peers(folder, shutil.which("node") or "")
    folder.mkdir(parents=True, exist_ok=True)
    for packages in _PACKAGES:
        names = [each.split("@")[0] for each in packages]
        if all((folder / "node_modules" / name / "package.json").exists() for name in names):
            continue
        trouble = install(folder, packages)
        if trouble:
            peers.missing.append(f"{', '.join(names)}: {trouble}")
    return peers


def install(folder: Path, packages: list[str]) -> str:
    """Installs packages into `folder`; says why not, or nothing."""
    npm = shutil.which("npm")
    if not npm:
        return "there is no npm"
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        ended = subprocess.run(
            [npm, "install", "--prefix", str(folder), *options, *packages],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"npm did not install it within {_SECONDS} s"
    return f"npm failed with exit code {ended.returncode}" if ended.returncode else ""
