"""`fdevents install`: the app's npm packages, by npm, where the platform looks for them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fdevents.app.folder import read_app
from fdevents.app.packages import read_packages
from fdevents.cli import options
from fdevents.cli.context import app_dir
from fdevents.cli.remedies import for_shell
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import err

# What npm takes for versions, ranges and tags of its registry, of another name's too (npm:…): a
# slash, a colon, a dot in front or the name of an archive send it elsewhere (npm-package-arg).
_FROM_REGISTRY = re.compile(r"(npm:(@[\w.~-]+/)?[\w~-][\w.~-]*(@|$))?(?![.])[\w.+*^~<>=| -]*", re.A)
_ARCHIVE = re.compile(r"\.(tgz|tar\.gz|tar)$", re.I)
# Scripts of packages would run with all that the user may do; a link to the app's own
# folder would lead out of node_modules, so that it is copied instead.
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--install-links")
# For what the packages depend on in their turn; an older npm knows nothing of these options.
_REGISTRY_ALONE = tuple(f"--allow-{what}=none" for what in ("git", "remote", "file", "directory"))


def install(
    ctx: typer.Context,
    app: options.AppDir = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Install packages from outside npm's registry, too."),
    ] = False,
) -> int:
    """Install the npm packages that the app declares.

    They replace what is in server/node_modules. Their scripts are not run, and an .npmrc of the
    app's is not read. npm has to be there.
    """
    files = read_app(app_dir(ctx, app))
    declared = read_packages(files.root, files.manifest).declared
    if not declared:
        err(NO_SECRETS).line("The app declares no packages, so there is nothing to install.")
        return ExitCode.OK
    if not force:
        _refuse_elsewhere(declared)
    server = _server(files.root)
    npm = shutil.which("npm")
    if npm is None:
        hint = "Install Node, which brings npm, then run: fdevents install"
        raise UsageProblem("npm is not installed.", hint)
    with tempfile.TemporaryDirectory(prefix="fdevents-") as folder:
        # Paths are relative to server/, and npm works in another folder.
        wanted = {name: _seen_from_elsewhere(version, server) for name, version in declared.items()}
        _fetch(npm, Path(folder), wanted, () if force else _REGISTRY_ALONE)
        _put(Path(folder) / "node_modules", server / "node_modules")
    return ExitCode.OK


def _refuse_elsewhere(declared: Mapping[str, str]) -> None:
    for name, version in declared.items():
        if not _FROM_REGISTRY.fullmatch(version.strip()) or _ARCHIVE.search(version.strip()):
            raise UsageProblem(
                f"The package {name} is declared as “{version}”, which is not a version in npm's "
                "registry.",
                'Declare a version or a range, such as "^1.2.0", or pass --force to install it '
                "from there.",
            )


def _server(root: Path) -> Path:
    server = root.resolve() / "server"
    # A link could lead out of the app, and the packages would be written there.
    if not server.is_dir() or server.resolve() != server:
        raise UsageProblem(
            f"The packages belong in {server}, which is not a folder of the app.",
            "Make the folder server, which holds server.js.",
        )
    return server


def _seen_from_elsewhere(version: str, server: Path) -> str:
    path = version.removeprefix("file:")
    return f"file:{server / path}" if path != version or path.startswith(".") else version


def _fetch(npm: str, folder: Path, wanted: Mapping[str, str], more: tuple[str, ...]) -> None:
    """Let npm install what is wanted in a folder that has nothing of the app's: its .npmrc could
    name programs for npm to run."""
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": wanted}))
    command = [npm, "install", "--prefix", str(folder), *_OPTIONS, *more]
    notes = err(NO_SECRETS)
    notes.line(f"running {notes.harmless(for_shell(command))}")
    done = subprocess.run(command, cwd=folder, check=False)
    if done.returncode:
        raise UsageProblem(f"npm could not install them (exit code {done.returncode}).")


def _put(fresh: Path, target: Path) -> None:
    """Move the folder to `target`; if that fails, leave what was there."""
    try:
        # Beside server/, which is watched: a copy from another disk takes its time.
        with tempfile.TemporaryDirectory(prefix=".fdevents-", dir=target.parents[1]) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            shutil.move(fresh, new)
            # Moved aside, not deleted: it comes back if the new one cannot take its place.
            if os.path.lexists(target):
                target.rename(old)
            try:
                new.rename(target)
            except OSError:
                if os.path.lexists(old):
                    old.rename(target)
                raise
    except OSError as error:
        raise UsageProblem(f"{target} cannot be replaced: {error.strerror}.") from None
