"""Sandboxes on lease: whoever asks one has it alone until it is given back."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fdevents.sandbox.asking import Request
from fdevents.sandbox.codes import Ending
from fdevents.sandbox.launch import DEFAULT_MEMORY_MB, Access
from fdevents.sandbox.messages import Message
from fdevents.sandbox.process import Sandbox, SandboxDied

_MOST_IDLE = 4  # processes that nobody asks are memory that nobody uses


class Abandoned(Exception):
    """What was under way has been given up, because the app changed meanwhile."""


class Lease:
    """A sandbox that nobody else asks; one that died is replaced by the time of the next request.

    One thread at a time may use it.
    """

    def __init__(self, pool: Pool, access: Access | None) -> None:
        self._pool = pool
        self._access = access
        self._sandbox = pool._take(access)
        self._abandoned = False
        self._closed = False

    @property
    def pid(self) -> int:
        """The process id of the sandbox."""
        return self._sandbox.pid

    def ask(
        self, request: Request, seconds: float, following: Sequence[Request] = ()
    ) -> Iterator[Message]:
        """Send the request and return what comes back, the answer to it last.

        Each Call wants an `answer` before the next message is asked for. `following` are the
        requests that will be asked next, in their order, and those of the last time first; they are
        sent along, and again where the sandbox dies before their turn.
        Raises SandboxBusy where an answer is under way. The iterator raises SandboxDied, Abandoned
        and SandboxUnavailable.
        """
        if not self._sandbox.alive or self._sandbox.spent:
            self._refuse_abandoned()  # now that it is dead: it may have been abandoned just before
            self._pool._give_back(self._sandbox)
            self._sandbox = self._pool._take(self._access)
        self._refuse_abandoned()
        once = self._access is not None  # a sandbox with packages fires once
        return self._heard(self._sandbox.ask(request, seconds, () if once else following))

    def answer(self, call_id: int, *, ok: bool, value: object) -> None:
        """Answer a Call that `ask` has yielded. Raises SandboxDied and Abandoned."""
        try:
            self._sandbox.answer(call_id, ok=ok, value=value)
        except SandboxDied as died:
            self._raise(died)

    def abandon(self) -> None:
        """End what is under way, from any thread: Abandoned is raised there."""
        with self._pool._lock:
            if not self._closed:  # else the sandbox may be another lease's by now
                self._abandoned = True
                self._sandbox.abandon()

    def close(self) -> None:
        """Give the sandbox back; an answer that is still under way is given up with it."""
        with self._pool._lock:
            self._closed = True
        self._pool._give_back(self._sandbox)

    def _heard(self, messages: Iterator[Message]) -> Iterator[Message]:
        try:
            yield from messages
        except SandboxDied as died:
            self._raise(died)

    def _raise(self, died: SandboxDied) -> None:
        if died.reason is Ending.ABANDONED:
            self._abandoned = True
            raise Abandoned from None
        raise died

    def _refuse_abandoned(self) -> None:
        """Whoever fires a list of events is to stop, and not to go on with the next of them."""
        if self._abandoned or self._sandbox.abandoned:
            raise Abandoned


class Pool:
    """Leases sandboxes of `memory_mb`, with another one warming up if `spare`.

    `started` is a sandbox that is running already. Any thread may lease, and `abandon`.
    """

    def __init__(
        self,
        memory_mb: int = DEFAULT_MEMORY_MB,
        *,
        spare: bool = False,
        started: Sandbox | None = None,
    ) -> None:
        self.memory_mb = memory_mb
        self._lock = threading.Lock()  # of the lists below: held for moments, never for an answer
        self._keeps_spare = spare
        self._spare: Sandbox | None = None
        self._idle: list[Sandbox] = []
        self._leased: list[Sandbox] = []
        if started and started.memory_mb == memory_mb:
            self._idle.append(started)
        elif started:
            started.close()

    @contextmanager
    def lease(self, access: Access | None = None) -> Iterator[Lease]:
        """A sandbox with that access for the time of the block. Raises SandboxUnavailable."""
        lease = Lease(self, access)
        try:
            yield lease
        finally:
            lease.close()

    def abandon(self) -> None:
        """End what is under way, of every lease, from any thread: Abandoned is raised there."""
        with self._lock:
            for sandbox in self._leased:
                sandbox.abandon()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            sandboxes = [*self._leased, *self._idle, *filter(None, [self._spare])]
            self._leased, self._idle, self._spare = [], [], None
        for sandbox in sandboxes:
            sandbox.close()

    def _take(self, access: Access | None) -> Sandbox:
        with self._lock:
            fits = [each for each in self._idle if each.alive and each.access == access]
            unfit = [each for each in self._idle if each not in fits]
            self._idle = fits
            if self._spare and self._spare.access != access:
                unfit.append(self._spare)
                self._spare = None
            if self._idle:
                sandbox = self._idle.pop()  # the one that was used last is the warmest
            else:
                sandbox = self._spare or Sandbox(self.memory_mb, access)
                self._spare = None
            self._leased.append(sandbox)
            if self._keeps_spare and self._spare is None:
                self._spare = Sandbox(self.memory_mb, access)
        for each in unfit:  # outside of the lock, since an end is waited for
            each.close()
        return sandbox

    def _give_back(self, sandbox: Sandbox) -> None:
        """Keep a sandbox that can be asked again, and end any other."""
        with self._lock:
            if sandbox in self._leased:
                self._leased.remove(sandbox)
            usable = sandbox.idle and not sandbox.spent
            if usable and len(self._idle) < _MOST_IDLE and sandbox not in self._idle:
                self._idle.append(sandbox)
                return
        sandbox.close()
