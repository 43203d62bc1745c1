"""What we say to the child, written without ever keeping us from reading what it says.

While app code runs, the child reads nothing, and a pipe holds 64 KB. Were we to write then, and it
to say much meanwhile, both would wait for each other until the time limit.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading

from fdevents.signals import start_deaf

if sys.platform == "linux":
    import fcntl
    import termios

_SURE_ROOM = 16 * 1024  # bytes that a pipe of Linux holds for sure, a quarter of what it has


class Writer:
    """Writes lines in their order; a line that the child can no longer read is dropped."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        self._pipe = process.stdin
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given = 0  # lines to the thread, which only the thread that asks counts
        self._done = 0  # of them, which only the writer's thread counts

    def write_now(self, line: bytes) -> None:
        """Write to a child that is idle, and so reads: in this thread, which is faster."""
        try:
            self._pipe.write(line)
            self._pipe.flush()
        except (OSError, ValueError):
            pass  # it has ended, which whoever reads will notice

    def write(self, line: bytes) -> None:
        """Have the line written as soon as the child reads."""
        # The pipe takes it without waiting: saves the hand-over, a tenth of our time for a firing.
        if self._given == self._done and self._has_room(len(line)):
            self.write_now(line)
            return
        self._given += 1
        self._lines.put(line)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            start_deaf(self._thread)

    def close(self) -> None:
        """End the thread and the pipe, once the child has ended."""
        if self._thread:
            self._lines.put(None)
            self._thread.join()
            self._thread = None
        try:
            self._pipe.close()
        except OSError:
            pass  # what was never sent need not be

    def _has_room(self, size: int) -> bool:
        """Tell whether the pipe surely takes so many bytes now. Only Linux says at this end of a
        pipe what is unread at the other."""
        if sys.platform != "linux":
            return False
        try:
            unread = fcntl.ioctl(self._pipe, termios.FIONREAD, bytes(4))
        except (OSError, ValueError):
            return False
        return int.from_bytes(unread, sys.byteorder) + size <= _SURE_ROOM

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            self.write_now(line)
            self._done += 1
