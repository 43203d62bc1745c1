"""The sandbox's process stays within its limits, and never outlives us: both are held by a guard,
a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from fdevents.errors import SandboxUnavailable
from fdevents.sandbox.codes import Ending
from fdevents.sandbox.launch import end

if sys.platform == "win32":
    from fdevents.sandbox.windows import kill_with_us

# Resident memory beside the heap: V8, Deno, the young generation, compiled code.
BESIDE_THE_HEAP_MB = 192
_GUARD = str(Path(__file__).parent / "guard.py")
# The guard begins as a shell, which starts in a millisecond: what reads its pipe to the end ends
# the child and what that started, however we end. Python, to watch time and memory, takes 20 ms
# of a processor that a cold firing has better use for, and most of those are over by then.
_SHELL = (
    'read -r deadline || { kill -9 "-$1"; exit; }; sleep 0.1; '
    'pid=$1 bytes=$2; shift 2; exec "$@" "$pid" "$bytes" "$deadline"'
)


class Watchdog:
    """Ends `process` once it is over its time or its memory, or when we are gone."""

    def __init__(self, process: subprocess.Popen[bytes], memory_mb: int) -> None:
        self._process = process
        self._most_bytes = (memory_mb + BESIDE_THE_HEAP_MB) * 1024 * 1024
        self._reason: Ending | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def reason(self) -> Ending | None:
        """Why we ended the child; the guard's reason is known once it is closed."""
        return self._reason

    def arm(self, seconds: float) -> None:
        """Start to watch: the child has `seconds` from now, and its memory.

        Raises SandboxUnavailable where that cannot be done: app code does not run without it.
        """
        if self._closed:  # the child's process id may be another process's by now
            return
        deadline = repr(time.monotonic() + seconds)
        if self._guard is None:
            self._guard = self._started(deadline)
        self._tell(deadline)

    def disarm(self) -> None:
        """Stop watching: the child is idle."""
        self._tell("")

    def kill(self, reason: Ending) -> None:
        """End the child at once; the first reason stays."""
        self._reason = self._reason or reason
        end(self._process)

    def close(self) -> None:
        """End the watch, before the child's process id can become another process's."""
        self._closed = True
        guard, self._guard = self._guard, None  # first: a signal may end what follows half-way
        if guard is None:
            return
        _end(guard)
        said, _ = guard.communicate()
        if said in (Ending.TIMED_OUT.encode(), Ending.MEMORY.encode()):
            self._reason = self._reason or Ending(said.decode())

    def _tell(self, line: str) -> None:
        if self._guard is None:
            return
        assert self._guard.stdin
        try:
            self._guard.stdin.write(f"{line}\n".encode())
        except OSError:  # the guard has gone: it ended the child, or else nobody watches that
            end(self._process)

    def _started(self, deadline: str) -> subprocess.Popen[bytes]:
        # Without `site`, which finds psutil where that is needed.
        python = [sys.executable, "-I", *(["-S"] if sys.platform == "linux" else []), _GUARD]
        watched = [str(self._process.pid), str(self._most_bytes)]
        command = ["/bin/sh", "-c", _SHELL, "fdevents-guard", *watched, *python]
        if sys.platform == "win32":
            kill_with_us(self._process)
            command = [*python, *watched, deadline]
        try:
            return subprocess.Popen(
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                # A pipe of its own: whoever reads our output must not wait for the guard, too.
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # else Ctrl-C would end the guard before its work is done
            )
        except OSError as error:
            raise SandboxUnavailable(
                f"The sandbox cannot be guarded: {error.filename}: {error.strerror}.",
                f"Its guard begins as a shell: it needs {command[0]}.",
            ) from None


def _end(guard: subprocess.Popen[bytes]) -> None:
    """End the guard and what its shell waits for."""
    try:
        if sys.platform == "win32":
            guard.kill()
        else:
            os.killpg(guard.pid, signal.SIGKILL)
    except ProcessLookupError:  # it ended by itself
        pass
