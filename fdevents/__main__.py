"""`fdevents`, and `python -m fdevents`: the sandbox starts first, the command line is read then."""

from __future__ import annotations

import gc
import itertools
import os
import sys

# What is imported here is imported while Ctrl-C still shows a traceback: nothing that takes time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from fdevents.sandbox.launch import Access
    from fdevents.sandbox.process import Sandbox

_FIRING = {"trigger", "run", "validate"}
_NOT_FIRING = {"-h", "--help", "--version"}


def main() -> None:
    """Runs the command line of this process and exits with its code."""
    try:
        from fdevents.signals import Terminated, end_at_once, raise_the_first

        end_at_once()
    except KeyboardInterrupt:
        os._exit(130)
    gc.set_threshold(50_000)  # what imports make stays; looking through it takes 7 ms
    _open_what_is_closed()
    sandbox = _early_sandbox(sys.argv[1:])
    from fdevents.cli.main import run

    try:
        raise_the_first()
        _leave(_code(run, sandbox))
    except KeyboardInterrupt:  # just before or after the command, which handles its own
        os._exit(130)
    except Terminated:
        os._exit(143)


def _code(run: Callable[[list[str], Sandbox | None], int], sandbox: Sandbox | None) -> int:
    try:
        return run(sys.argv[1:], sandbox)
    except SystemExit as exit_:  # how completion ends
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)


def _open_what_is_closed() -> None:
    """Standard streams that we were started without: else the next file or pipe that is opened
    would take their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def _leave(code: int) -> None:
    """Ends the process without taking the interpreter down module by module, which takes 20 ms.

    The command has ended its children and threads by now; only what is unwritten is left.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


def _access(arguments: list[str]) -> Access | None:
    """What the packages of the app that is named there will need, if it has any."""
    import pathlib

    after = [next_ for word, next_ in itertools.pairwise(arguments) if word == "--app"]
    named = [word.removeprefix("--app=") for word in arguments if word.startswith("--app=")]
    root = pathlib.Path((*after, *named, ".")[0])
    folders = [root / "server" / "node_modules", root / "node_modules"]
    if not any(folder.is_dir() for folder in folders):
        return None
    from fdevents.session.access import early_access

    return early_access(root)


def _early_sandbox(arguments: list[str]) -> Sandbox | None:
    """The sandbox that the command will ask, warming up while we import what reads the command.

    A command with a memory limit of its own starts its own; a wrong guess costs nothing but a
    process that is ended again. Never raises.
    """
    words = set(arguments)
    if not words & _FIRING or words & _NOT_FIRING or any(w.startswith("--memory") for w in words):
        return None
    try:
        from fdevents.sandbox.process import Sandbox

        return Sandbox(access=_access(arguments))
    except Exception:  # it is a guess: whoever needs it tries again, and says why not
        return None


if __name__ == "__main__":
    main()
