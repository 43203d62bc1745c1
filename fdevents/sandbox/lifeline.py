"""The sandbox's process never outlives us, even where we are killed while app code keeps it too
busy to notice."""

from __future__ import annotations

import subprocess
import sys

from fdevents.errors import SandboxUnavailable

if sys.platform == "win32":
    from fdevents.sandbox.windows import kill_with_us


class Lifeline:
    """Ties the child's life to ours. An idle child sees its input end and goes by itself; one that
    is busy in an endless loop does not.

    Raises SandboxUnavailable where that cannot be done: app code does not run without it.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._guard: subprocess.Popen[bytes] | None = None
        if sys.platform == "win32":
            kill_with_us(process)
            return
        try:
            self._guard = subprocess.Popen(
                # A shell is on every system, and starts in a millisecond. Its `read` ends when our
                # end of the pipe closes, however we end.
                ["/bin/sh", "-c", 'read -r _; kill -9 "$1"', "fdevents-guard", str(process.pid)],
                stdin=subprocess.PIPE,
                # Whoever reads our output must not wait for the guard to close it, too.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # else Ctrl-C would end the guard before its work is done
            )
        except OSError as error:
            raise SandboxUnavailable(
                f"The sandbox cannot be guarded: {error.filename}: {error.strerror}.",
                "Its guard is a shell: it needs /bin/sh and /dev/null.",
            ) from None

    def close(self) -> None:
        """End the guard, before the child's process id can become another process's."""
        if self._guard:
            self._guard.kill()
            self._guard.wait()
            if self._guard.stdin:
                self._guard.stdin.close()
