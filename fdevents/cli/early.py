"""The process around a command: its streams, the sandbox that starts before the command line is
read, and its end."""

from __future__ import annotations

import gc
import itertools
import os
import pathlib
import sys
from typing import TYPE_CHECKING, NoReturn

from fdevents.app.package_folders import FOLDERS
from fdevents.cli.nowhere import open_nowhere
from fdevents.signals import Terminated, raise_the_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from fdevents.sandbox.launch import Access
    from fdevents.sandbox.process import Sandbox

_FIRING = {"trigger", "invoke", "run", "validate"}
_NOT_FIRING = {"-h", "--help", "--version"}


def start() -> NoReturn:
    """Run the command line of this process, and exit with its code.

    Until the command starts, a signal ends us at once (`signals.end_at_once`); then it is raised.
    """
    gc.set_threshold(50_000)  # what imports make stays; looking through it takes 7 ms
    _open_what_is_closed()
    sandbox = early_sandbox(sys.argv[1:])
    from fdevents.cli.main import run  # here, since the sandbox warms up while this is imported

    try:
        raise_the_first()
        _leave(_code(run, sandbox))
    except KeyboardInterrupt:  # just before or after the command, which handles its own
        os._exit(130)
    except Terminated:
        os._exit(143)


def early_sandbox(arguments: list[str]) -> Sandbox | None:
    """Start the sandbox that the command will ask, to warm up while we import what reads commands.

    A command with a memory limit of its own starts its own; a wrong guess costs nothing but a
    process that is ended again. Never raises.
    """
    words = set(arguments)
    if not words & _FIRING or words & _NOT_FIRING or any(w.startswith("--memory") for w in words):
        return None
    try:
        from fdevents.sandbox.process import Sandbox  # which takes a third of `--version`'s time

        return Sandbox(access=_access(arguments))
    except Exception:  # it is a guess: whoever needs it tries again, and says why not
        return None


def _access(arguments: list[str]) -> Access | None:
    """Return what the packages of the app that is named there will need, if it has any."""
    after = [next_ for word, next_ in itertools.pairwise(arguments) if word == "--app"]
    named = [word.removeprefix("--app=") for word in arguments if word.startswith("--app=")]
    root = pathlib.Path((*after, *named, ".")[0])
    if not any((root / folder).is_dir() for folder in FOLDERS):
        return None
    from fdevents.session.access import early_access  # 20 ms before the sandbox can start

    return early_access(root)


def _code(run: Callable[[list[str], Sandbox | None], int], sandbox: Sandbox | None) -> int:
    try:
        return run(sys.argv[1:], sandbox)
    except SystemExit as exit_:  # how completion ends
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)


def _open_what_is_closed() -> None:
    """Open the standard streams that we were started without: else the next file or pipe opened
    would take their place. What cannot be written to is no standard error either: nobody could be
    told."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None or (name == "stderr" and not _is_writable(number)):
            nowhere = open_nowhere()
            if nowhere != number:
                os.dup2(nowhere, number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def _is_writable(number: int) -> bool:
    try:
        os.write(number, b"")
    except OSError:
        return False
    return True


def _leave(code: int) -> NoReturn:
    """End the process without taking the interpreter down module by module, which takes 20 ms.

    The command has ended its children and threads by now; only what is unwritten is left.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)
