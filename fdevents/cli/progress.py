"""A line that says what takes longer than a second, and goes without a trace."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fdevents.masking import NO_SECRETS
from fdevents.reports.terminal import columns, err
from fdevents.signals import start_deaf

_PATIENCE = 1.0  # seconds, for which nobody wonders what is going on
_EVERY = 0.25  # seconds between two looks at the clock


class Progress:
    """Tells on standard error what is waited for, if that is a terminal; else it does nothing.

    Nothing else may be printed between `waiting` and `over`.
    """

    def __init__(self) -> None:
        self._terminal = err(NO_SECRETS)
        self._shows = self._terminal.is_terminal and os.environ.get("TERM") != "dumb"
        self._lock = threading.Lock()
        self._what = ""
        self._since = 0.0
        self._drawn = 0  # columns that are to be emptied again
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def waiting(self, what: str) -> None:
        """Begin to wait for `what`, a phrase such as “starting the sandbox”."""
        if not self._shows:
            return
        with self._lock:
            self._what, self._since = what, time.monotonic()
        if self._thread is None:
            self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)
            start_deaf(self._thread)

    def over(self) -> None:
        """End the waiting, and empty the line."""
        with self._lock:
            self._what = ""
            if self._drawn:
                # Blanks, since an old console of Windows knows no code that empties a line.
                self._terminal.passing(" " * self._drawn)
                self._terminal.passing("")
                self._drawn = 0

    def close(self) -> None:
        """End the waiting for good."""
        self.over()
        self._closed.set()

    def _tell(self) -> None:
        while not self._closed.wait(_EVERY):
            with self._lock:
                seconds = int(time.monotonic() - self._since)
                if self._what and seconds >= _PATIENCE:
                    text = f"{self._what}, {seconds} s"[: self._terminal.width - 1]
                    self._drawn = max(self._drawn, columns(text))
                    self._terminal.passing(text)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Tell what the block does, where it takes longer than a second."""
    progress = Progress()
    progress.waiting(what)
    try:
        yield
    finally:
        progress.close()
