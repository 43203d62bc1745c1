"""`fdevents install`: the app's npm packages, by npm, where the platform looks for them."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from fdevents.app.folder import read_app
from fdevents.app.packages import read_packages
from fdevents.cli import options
from fdevents.cli.context import app_dir
from fdevents.cli.npm import fetch
from fdevents.errors import ExitCode, UsageProblem
from fdevents.masking import NO_SECRETS
from fdevents.reports.error_text import show_error
from fdevents.reports.layout import wrapped
from fdevents.reports.terminal import err

# What npm takes for versions, ranges and tags of its registry, of another name's too (npm:…): a
# slash, a colon, a dot in front or the name of an archive send it elsewhere (npm-package-arg).
_FROM_REGISTRY = re.compile(r"(npm:(@[\w.~-]+/)?[\w~-][\w.~-]*(@|$))?(?![.])[\w.+*^~<>=| -]*", re.A)
_ARCHIVE = re.compile(r"\.(tgz|tar\.gz|tar)$", re.I)
# Node's own modules that npm has packages of the same name for, or that people look for there.
_OF_NODE = {
    "assert", "buffer", "child_process", "cluster", "constants", "crypto", "dgram", "dns",
    "domain", "events", "fs", "http", "http2", "https", "net", "os", "path", "process",
    "punycode", "querystring", "readline", "stream", "string_decoder", "timers", "tls",
    "tty", "url", "util", "v8", "vm", "zlib",
}  # fmt: skip
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
    """Install the npm packages that the manifest declares.

    They replace what is in server/node_modules. Their scripts are not run, and an .npmrc of the
    app's is not read. npm has to be there.

    Exit code 2: not all of them were installed; each that was not is named.
    """
    files = read_app(app_dir(ctx, app))
    declared = read_packages(files.root, files.manifest).declared
    if not declared:
        err(NO_SECRETS).line("The manifest declares no packages, so there is nothing to install.")
        return ExitCode.OK
    failed = {} if force else _from_elsewhere(declared)
    wanted = {name: version for name, version in declared.items() if name not in failed}
    if wanted:
        failed |= _install(_server(files.root), wanted, () if force else _REGISTRY_ALONE)
    for name in sorted(wanted.keys() & _OF_NODE):
        _tell_of_node(name)
    for name, why in failed.items():
        show_error(err(NO_SECRETS), f"{name} was not installed: {why}.")
    return ExitCode.USAGE if failed else ExitCode.OK


def _tell_of_node(name: str) -> None:
    notes = err(NO_SECRETS)
    said = (
        f"{name} is the name of one of Node's own modules, which the platform does not give to "
        "handlers; npm's package of that name is something else."
    )
    for line in wrapped(notes, said, " " * 6, f"{notes.paint('note', fg='yellow')}: "):
        notes.line(line)


def _from_elsewhere(declared: Mapping[str, str]) -> dict[str, str]:
    """Say which packages are not to come from npm's registry, by their names."""
    return {
        name: f"it is declared as “{version}”, which is not a version in npm's registry; --force "
        "installs it from there"
        for name, version in declared.items()
        if not _FROM_REGISTRY.fullmatch(version.strip()) or _ARCHIVE.search(version.strip())
    }


def _install(server: Path, wanted: Mapping[str, str], more: tuple[str, ...]) -> dict[str, str]:
    """Put the packages into `server`; return why some could not be had, by their names."""
    npm = shutil.which("npm")
    if npm is None:
        hint = "Install Node, which brings npm, then run: fdevents install"
        raise UsageProblem("npm is not installed.", hint)
    with tempfile.TemporaryDirectory(prefix="fdevents-") as folder:
        # Paths are relative to server/, and npm works in another folder.
        seen = {name: _seen_from_elsewhere(version, server) for name, version in wanted.items()}
        failed = fetch(npm, Path(folder), seen, more)
        if failed.keys() != wanted.keys():
            _put(Path(folder) / "node_modules", server / "node_modules")
    return failed


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
