"""Real processes of `fdevents`, on pipes or a terminal: read as they go, and ended for sure.

Nothing here sleeps for luck: whoever waits, waits for something, up to a deadline."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.support.commands import Result

DEADLINE = 30.0  # seconds, for what takes milliseconds on a machine with nothing else to do
FDEVENTS = [sys.executable, "-m", "fdevents"]

# A process claims its terminal itself, once it has a session of its own; then it becomes fdevents.
_CLAIMING = "import fcntl, os, sys, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
_CLAIMING += "os.execvp(sys.argv[1], sys.argv[1:])"


class Process:
    """A process under way, and what it has printed so far."""

    def __init__(self, popen: subprocess.Popen[bytes], stdout: int, stderr: int | None) -> None:
        self._popen = popen
        self._screen = stdout
        self._news = threading.Condition()
        self._heard = {"stdout": b"", "stderr": b""}
        self._listening = 0
        for name, stream in (("stdout", stdout), ("stderr", stderr)):
            if stream is not None:
                self._listening += 1
                threading.Thread(target=self._listen, args=(name, stream), daemon=True).start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def stdout(self) -> str:
        """Standard output so far; on a terminal, all that it shows."""
        return self._heard["stdout"].decode("utf-8", "replace")

    @property
    def stderr(self) -> str:
        """Standard error so far."""
        return self._heard["stderr"].decode("utf-8", "replace")

    @property
    def outcomes(self) -> list[Any]:
        """The lines of standard output that are complete, as JSON."""
        return [json.loads(line) for line in self.stdout.split("\n")[:-1]]

    @property
    def listens(self) -> bool:
        """Whether it may still say something: it, or a child that holds its terminal, runs."""
        return self._listening > 0

    def until(self, condition: Callable[[], Any]) -> None:
        """Returns once `condition` holds; fails if the process ends before, or at the deadline."""
        deadline = time.monotonic() + DEADLINE
        with self._news:
            while not condition() and self._listening and time.monotonic() < deadline:
                self._news.wait(0.05)  # in slices: a condition may be of other things than output
            assert condition(), f"never came; stdout: {self.stdout!r} stderr: {self.stderr!r}"

    def until_said(self, words: str, times: int = 1) -> None:
        """Returns once the words have been printed so many times, on either stream."""
        self.until(lambda: (self.stdout + self.stderr).count(words) >= times)

    def until_outcomes(self, number: int) -> list[Any]:
        """The outcomes so far, once there are `number` of them."""
        self.until(lambda: len(self.outcomes) >= number)
        return self.outcomes

    def type(self, keys: bytes) -> None:
        """What a person does at the keyboard of the terminal."""
        os.write(self._screen, keys)

    def signal(self, number: int) -> None:
        """Sends a signal to this process and to no other."""
        self._popen.send_signal(number)

    def ended(self) -> int:
        """The exit code, once the process has ended and all that it printed is here."""
        self.until(lambda: not self._listening)
        return self._popen.wait(DEADLINE)

    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._popen.poll() is None

    def children(self) -> list[psutil.Process]:
        """The processes that it started and that are still there."""
        while True:
            try:
                return psutil.Process(self.pid).children(recursive=True)
            except psutil.NoSuchProcess:  # one of them went while they were counted
                if not self.runs():
                    raise

    def computes(self) -> bool:
        """Whether one of them has been computing for a while: a handler in an endless loop."""
        return any(_seconds(each) > 0.3 for each in self.children())

    def close(self) -> None:
        """Ends it and what it started, if they are still there."""
        try:
            family = [*self.children(), psutil.Process(self.pid)]
        except psutil.NoSuchProcess:
            family = []
        for each in family:
            with suppress(psutil.NoSuchProcess):  # it has gone by itself
                each.kill()
        self._popen.kill()
        self._popen.wait(DEADLINE)

    def _listen(self, name: str, stream: int) -> None:
        while True:
            try:
                chunk = os.read(stream, 65_536)
            except OSError:  # how a terminal says that nobody has it open any more
                chunk = b""
            with self._news:
                self._heard[name] += chunk
                if not chunk:
                    self._listening -= 1
                self._news.notify_all()
            if not chunk:
                os.close(stream)
                return


@contextmanager
def started(
    *arguments: str | Path, cwd: Path | None = None, columns: int = 0, **environment: str
) -> Iterator[Process]:
    """`fdevents` with these arguments: on a terminal of so many columns, or else on pipes."""
    command = [*FDEVENTS, *map(str, arguments)]
    process = (_on_terminal if columns else _on_pipes)(
        command, cwd, _environment(environment), columns
    )
    try:
        yield process
    finally:
        process.close()


@contextmanager
def at_a_shell(*command: str | Path, cwd: Path, **environment: str) -> Iterator[Process]:
    """A shell, on a terminal of 80 columns, that finds `fdevents` as a command."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = _environment({"PATH": path, "HOME": str(cwd), "TERM": "dumb"} | environment)
    process = _on_terminal([str(each) for each in command], cwd, own, 80)
    try:
        yield process
    finally:
        process.close()


def finished(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: str | bytes = b"",
    python: tuple[str, ...] = (),
    **environment: str,
) -> Result:
    """What `fdevents` with these arguments did, in a process of its own."""
    done = subprocess.run(
        [FDEVENTS[0], *python, *FDEVENTS[1:], *map(str, arguments)],
        cwd=cwd,
        env=_environment(environment),
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=2 * DEADLINE,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def prose(text: str) -> str:
    """The text as if no screen had set it into lines."""
    return " ".join(text.split())


def column(line: str, index: int | None = None) -> int:
    """In which column, from 0, a terminal shows `line[index]`; its width if there is no index."""
    found = 0
    for each in line[:index]:
        if each == "\t":
            found += 8 - found % 8
        elif unicodedata.category(each) not in ("Mn", "Me", "Cf"):
            found += 2 if unicodedata.east_asian_width(each) in "WF" else 1
    return found


def are_gone(processes: list[psutil.Process]) -> bool:
    """Whether all of them end before the deadline; who waits to be buried has ended."""
    tick = threading.Event()
    for _ in range(int(DEADLINE / 0.01)):
        if not any(_lives(each) for each in processes):
            return True
        tick.wait(0.01)
    return False


def _seconds(process: psutil.Process) -> float:
    try:
        return float(process.cpu_times().user)
    except psutil.NoSuchProcess:
        return 0.0


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _environment(more: dict[str, str]) -> dict[str, str]:
    """Ours, without what says how wide a terminal is: that is the terminal's own to say."""
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return own | {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | more


def _on_pipes(command: list[str], cwd: Path | None, environment: dict[str, str], _: int) -> Process:
    out, out_end = os.pipe()
    err, err_end = os.pipe()
    popen = subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=out_end, stderr=err_end
    )
    os.close(out_end)
    os.close(err_end)
    return Process(popen, out, err)


def _on_terminal(
    command: list[str], cwd: Path | None, environment: dict[str, str], columns: int
) -> Process:
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    popen = subprocess.Popen(
        [sys.executable, "-c", _CLAIMING, *command],
        cwd=cwd,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    return Process(popen, ours, None)


SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}
