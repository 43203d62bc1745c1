"""The sandbox that is in use, replaced when it dies, and a spare where somebody is waiting."""

from __future__ import annotations

import threading

from fdevents.sandbox.process import DEFAULT_MEMORY_MB, Sandbox
from fdevents.sandbox.request import Access


class Abandoned(Exception):
    """What was under way has been given up, because the app changed meanwhile."""


class Sandboxes:
    """Hands out a live sandbox of `memory_mb`, with another one warming up if `spare`.

    `started` is a sandbox that is running already.
    """

    def __init__(
        self,
        memory_mb: int = DEFAULT_MEMORY_MB,
        *,
        spare: bool = False,
        started: Sandbox | None = None,
    ) -> None:
        self.memory_mb = memory_mb
        self.lock = threading.RLock()
        self._keeps_spare = spare
        self._spare: Sandbox | None = None
        self._current = started
        if started and started.memory_mb != memory_mb:
            started.close()
            self._current = None

    def current(self, access: Access | None = None) -> Sandbox:
        """A sandbox with that access, which can be asked. Raises SandboxUnavailable."""
        if self._spare and self._spare.access != access:
            self._spare.close()
            self._spare = None
        if self._current is None or not self._current.alive or self._current.access != access:
            if self._current:
                self._current.close()
            self._current = self._spare or Sandbox(self.memory_mb, access)
            self._spare = None
        if self._keeps_spare and self._spare is None:
            self._spare = Sandbox(self.memory_mb, access)
        return self._current

    def spend(self) -> None:
        """Ends a sandbox whose packages have run: what they keep is nothing for the next firing."""
        if self._current and self._current.access:
            self._current.close()
            self._current = None

    def abandon(self) -> None:
        """Ends what is under way, from any thread."""
        current = self._current
        if current:
            current.abandon()

    def close(self) -> None:
        """Ends every process."""
        for sandbox in (self._current, self._spare):
            if sandbox:
                sandbox.close()
        self._current = self._spare = None
