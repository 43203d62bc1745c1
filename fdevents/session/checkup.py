"""What fdevents needs of a machine, part by part: what is there, and what is wrong with it."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from fdevents import __version__
from fdevents.app.files import is_folder
from fdevents.app.folder import MANIFEST, AppFiles, read_app
from fdevents.checks.every_problem import totals
from fdevents.errors import FdeventsError, SandboxUnavailable
from fdevents.problems import Problem, Severity
from fdevents.remedies import Remedy, Run
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.launch import REINSTALL, START_SECONDS, cache_folder, deno_path
from fdevents.sandbox.pool import Pool
from fdevents.sandbox.process import SandboxDied
from fdevents.session.app import App
from fdevents.session.settings import Settings
from fdevents.session.watcher import why_polling

_TELLERS = {"linux": "inotify", "darwin": "FSEvents", "win32": "ReadDirectoryChangesW"}
_ANSWER_SECONDS = 15.0  # for a program that is asked for its version


class Part(StrEnum):
    """What is looked at, in the order in which it is."""

    FDEVENTS = "fdevents"
    PYTHON = "Python"
    DENO = "Deno"
    SANDBOX = "sandbox"
    CACHE = "cache"
    WATCHER = "watcher"
    NPM = "npm"
    APP = "app"


class Finding(Struct, frozen=True):
    """What was found of a part; with a `severity` something is wrong, an error where nothing can be
    fired."""

    part: Part
    found: str
    severity: Severity | None = None
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()


def check_up(root: Path, pool: Pool, settings: Settings, *, named: bool) -> Iterator[Finding]:
    """Look at every part, and yield each finding as it comes; nothing that is wrong is raised.

    The app is the one in `root`. Where there is none, that is an error only if it was `named`.
    """
    yield Finding(Part.FDEVENTS, f"{__version__}, in {Path(__file__).parents[1]}")
    yield Finding(Part.PYTHON, f"{platform.python_version()}, {sys.executable}")
    yield _deno()
    sandbox = _sandbox(pool)
    yield sandbox
    yield _cache(cache_folder())
    yield _watcher(root)
    files = _files(root)
    yield _npm(isinstance(files, AppFiles) and bool(files.packages.declared))
    yield _app(files, pool, settings, named=named, fires=sandbox.severity is None)


def _deno() -> Finding:
    try:
        path = deno_path()
    except SandboxUnavailable as error:
        return _trouble(Part.DENO, error)
    version = _version((path, "-V"))
    if version is None:
        why = f"{path} does not say its version"
        return Finding(Part.DENO, why, Severity.ERROR, REINSTALL)
    # "deno 2.9.1 (stable, release, x86_64-unknown-linux-gnu)"
    return Finding(Part.DENO, f"{version.removeprefix('deno ').partition(' ')[0]}, {path}")


def _sandbox(pool: Pool) -> Finding:
    began = time.monotonic()
    try:
        with pool.lease() as lease:
            list(lease.ask(Request("inspect", Script("empty.js", "")), START_SECONDS))
    except SandboxUnavailable as error:
        return _trouble(Part.SANDBOX, error)
    except SandboxDied as died:
        return Finding(Part.SANDBOX, f"it ends as soon as it is asked: {died}", Severity.ERROR)
    return Finding(Part.SANDBOX, f"ready in {round(1000 * (time.monotonic() - began))} ms")


def _cache(folder: Path) -> Finding:
    """Deno starts without its cache, and has to compile the sandbox's own code each time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Finding(Part.CACHE, str(folder))
    except OSError as error:
        return Finding(
            Part.CACHE,
            f"{folder} cannot be written ({error.strerror}), so the sandbox starts more slowly",
            Severity.WARNING,
            f"Make {folder} a folder that you may write to.",
        )


def _watcher(root: Path) -> Finding:
    because = why_polling(root if is_folder(root) else Path(__file__).parent)
    if not because:
        teller = _TELLERS.get(sys.platform, "the system")
        return Finding(Part.WATCHER, f"{teller} tells when files change")
    return Finding(
        Part.WATCHER,
        f"the system does not tell when files change ({because}), so they are looked at again and "
        "again",
        Severity.WARNING,
        "Saves are noticed all the same, a little later.",
    )


def _npm(needed: bool) -> Finding:
    npm = shutil.which("npm")
    version = _version((npm, "-v")) if npm else None
    if version:
        return Finding(Part.NPM, f"{version}, {npm}")
    why = f"{npm} does not run" if npm else "not installed"
    if needed:
        hint = "Install Node, which brings npm."
        said = f"{why}, and the app declares packages, which npm installs"
        return Finding(Part.NPM, said, Severity.WARNING, hint)
    return Finding(Part.NPM, f"{why}; it installs the packages that an app declares")


def _version(command: Iterable[str]) -> str | None:
    """Return the first line that the program prints, `None` where it does not run well."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip().partition("\n")[0] or None


def _files(root: Path) -> AppFiles | FdeventsError:
    try:
        return read_app(root)
    except FdeventsError as error:
        return error


def _app(
    files: AppFiles | FdeventsError, pool: Pool, settings: Settings, *, named: bool, fires: bool
) -> Finding:
    if isinstance(files, FdeventsError):
        return _trouble(Part.APP, files)
    if not files.is_there:
        said = f"there is none in {files.root.absolute()}, which has no {MANIFEST}"
        severity = Severity.ERROR if named else None
        words = ("init", str(files.root)) if named else ("init",)
        return Finding(Part.APP, said, severity, remedies=(Run(words, "makes one"),))
    where = f"{files.root.absolute()}, platform {files.version}"
    if not fires:
        return Finding(Part.APP, f"{where}; not loaded, since there is no sandbox")
    try:
        app = App(files, pool, settings)
        return _judged(where, [*app.problems, *app.machine_problems])
    except FdeventsError as error:
        return _trouble(Part.APP, error)


def _judged(where: str, problems: list[Problem]) -> Finding:
    if not problems:
        return Finding(Part.APP, f"{where}: no problems")
    severity = Severity.ERROR if any(each.is_error for each in problems) else Severity.WARNING
    shows = Run(("validate", "--local"), "shows them")
    return Finding(Part.APP, f"{where}: {totals(problems)}", severity, remedies=(shows,))


def _trouble(part: Part, error: FdeventsError) -> Finding:
    return Finding(part, error.message, Severity.ERROR, error.hint, error.remedies)
