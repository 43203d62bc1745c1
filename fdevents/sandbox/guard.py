"""A program beside the sandbox's process, which ends that when it is over its limits or when we are
gone.

It is a process of its own, since we may be held up by what an app made us do, or be killed, while
app code goes on. It imports nothing of ours: `python guard.py PID BYTES DEADLINE`.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path

INTERVAL_SECONDS = 0.02
# As long as firings follow one another this need not be woken for each of them.
_IDLE_SECONDS = 1.0
_TIMED_OUT, _MEMORY = b"timed_out", b"memory"  # the values of Ending


def resident_bytes(pid: int) -> int:
    """Measure the resident memory of a process; 0 when it is gone."""
    if sys.platform == "linux":
        try:
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf(
                "SC_PAGESIZE"
            )
        except OSError:
            return 0
    import psutil  # which where there is /proc nobody has to find and import

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def watch(pid: int, most_bytes: int, deadline: float | None) -> bytes:
    """Wait until the process `pid` has to end, and say why; nothing where its end is ours.

    Standard input has a line for each change: the new deadline on the monotonic clock, or an empty
    one where there is nothing to watch.
    """
    idle_since = time.monotonic()
    rest = b""
    while True:
        is_idle = deadline is None and time.monotonic() > idle_since + _IDLE_SECONDS
        if is_idle or _is_waiting():
            said = os.read(0, 65_536)
            if not said:
                return b""
            *lines, rest = (rest + said).split(b"\n")
            if lines:
                deadline = float(lines[-1]) if lines[-1] else None
                idle_since = time.monotonic()
        if deadline is not None:
            if time.monotonic() > deadline:
                return _TIMED_OUT
            # Beside V8's own limit, since buffers and typed arrays lie outside of its heap.
            if resident_bytes(pid) > most_bytes:
                return _MEMORY
        time.sleep(INTERVAL_SECONDS)


def _is_waiting() -> bool:
    if sys.platform != "win32":
        return bool(select.select([0], [], [], 0)[0])
    import _winapi  # where pipes cannot be selected
    import msvcrt

    try:
        return bool(_winapi.PeekNamedPipe(msvcrt.get_osfhandle(0), 0)[0])
    except OSError:  # closed, as reading it will tell
        return True


def main() -> None:
    """Watch, and end the process."""
    pid, most_bytes, deadline = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    reason = watch(pid, most_bytes, deadline)
    os.write(1, reason)  # before the end: whoever sees that asks for the reason
    if sys.platform == "win32":
        os.kill(pid, signal.SIGTERM)
    else:
        os.killpg(pid, signal.SIGKILL)  # what it started, too


if __name__ == "__main__":
    main()
