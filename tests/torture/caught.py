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
    said: list[str] = []
    with _stream() as out, _stream() as err:
        with chdir(cwd), redirect_stdout(out), redirect_stderr(err), _limit():
            with patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")):
                try:
                    code = run(arguments)
                except TookTooLong:
                    code, said = _HUNG, [traceback.format_exc()]
                except SystemExit as exit_:  # how click leaves once it has installed a completion
                    code = int(exit_.code or 0)
        return Result(code, _read(out), "".join(said) or _read(err))


def wrong_with(result: Result) -> str:
    """What no command may do, whatever it is given."""
    if result.exit_code == _HUNG:
        return f"takes longer than {PATIENCE} s: {result.stderr[-1500:]}"
    if result.exit_code == 70 or "Traceback" in result.stderr:
        return f"exit {result.exit_code}: {result.stderr[-1500:]}"
    if result.exit_code not in range(5):
        return f"exit {result.exit_code}: {result.stderr[-500:]}"
    return ""


@contextmanager
def _stream() -> Iterator[io.TextIOWrapper]:
    with tempfile.TemporaryFile() as file:
        yield io.TextIOWrapper(file, "utf-8", write_through=True)


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.buffer.seek(0)
    return stream.buffer.read().decode("utf-8", "replace")


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
