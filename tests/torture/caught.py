"""One command in this process, with what it printed, and a limit on how long it may take."""

from __future__ import annotations

import io
import os
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import IO
from unittest.mock import patch

from fdevents.cli.main import run
from tests.support.commands import Result

# A firing's limit and the two seconds beside it, for the most handlers that an app here has, and
# as much again for a machine that has something else to do.
PATIENCE = 20
_HUNG = -1


class TookTooLong(BaseException):
    """The command was still at it."""


def caught(arguments: list[str], cwd: Path, stdin: str = "") -> Result:
    """What the command does; one that takes too long says in `stderr` where it was."""
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        chdir(cwd),
        redirect_stdout(io.TextIOWrapper(out, "utf-8")) as stdout,
        redirect_stderr(io.TextIOWrapper(err, "utf-8")) as stderr,
        patch("sys.stdin", typed),
    ):
        try:
            with _limit():
                code = run(arguments)
        except TookTooLong:
            return Result(_HUNG, "", traceback.format_exc())
        except SystemExit as exit_:  # how click leaves once it has shown a completion
            code = int(exit_.code or 0)
        return Result(code, _read(stdout, out), _read(stderr, err))


def wrong_with(result: Result) -> str:
    """What no command may do, whatever it is given."""
    if result.exit_code == _HUNG:
        return f"takes longer than {PATIENCE} s: {result.stderr[-1500:]}"
    if result.exit_code == 70 or "Traceback" in result.stderr:
        return f"exit {result.exit_code}: {result.stderr[-1500:]}"
    if result.exit_code not in range(5):
        return f"exit {result.exit_code}: {result.stderr[-500:]}"
    return ""


def _read(stream: io.TextIOWrapper, file: IO[bytes]) -> str:
    stream.flush()
    file.seek(0)
    return file.read().decode("utf-8", "replace")


@contextmanager
def _limit() -> Iterator[None]:
    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        with patch.dict(os.environ, {"FDEVENTS_DEBUG": "1", "COLUMNS": "80"}):
            yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
