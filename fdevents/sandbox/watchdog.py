"""The sandbox's process stays within its limits: a watch on time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from fdevents.sandbox.codes import Ending
from fdevents.signals import start_deaf

# Resident memory beside the heap: V8, Deno, the young generation, compiled code.
BESIDE_THE_HEAP_MB = 192
_INTERVAL_SECONDS = 0.02


class Watchdog:
    """Kills `process` once it is over its time or its memory, and says why in `reason`, which stays
    `None` where the child ended by itself."""

    def __init__(self, process: subprocess.Popen[bytes], memory_mb: int) -> None:
        self.reason: Ending | None = None
        self._process = process
        self._limit = (memory_mb + BESIDE_THE_HEAP_MB) * 1024 * 1024
        self._deadline = 0.0
        self._armed = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def arm(self, seconds: float) -> None:
        """Start to watch: the child has `seconds` from now, and its memory."""
        self._deadline = time.monotonic() + seconds
        self._armed.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
            start_deaf(self._thread)

    def disarm(self) -> None:
        """Stop watching: the child is idle."""
        self._armed.clear()

    def kill(self, reason: Ending) -> None:
        """End the child at once; the first reason stays."""
        self.reason = self.reason or reason
        self._process.kill()

    def close(self) -> None:
        """End the watch."""
        self._closed.set()
        self._armed.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def _watch(self) -> None:
        while not self._closed.is_set():
            self._armed.wait()
            if self._closed.wait(_INTERVAL_SECONDS) or not self._armed.is_set():
                continue
            if time.monotonic() > self._deadline:
                self.kill(Ending.TIMED_OUT)
                return
            # Beside V8's own limit, since buffers and typed arrays lie outside of its heap.
            if resident_bytes(self._process.pid) > self._limit:
                self.kill(Ending.MEMORY)
                return


def resident_bytes(pid: int) -> int:
    """Measure the resident memory of a process; 0 when it is gone."""
    if sys.platform == "linux":
        try:
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf(
                "SC_PAGESIZE"
            )
        except OSError:
            return 0
    import psutil  # 18 ms of a cold firing, which where there is /proc need not wait for it

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
