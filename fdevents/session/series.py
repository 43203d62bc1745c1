"""Many firings: their outcomes in order, the next ones always on their way to the sandbox."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Generator, Iterator
from itertools import cycle, islice

from fdevents.sandbox.pool import Lease
from fdevents.session.firing import Firing, Target, ended
from fdevents.session.steps import Outcome
from fdevents.signals import start_deaf

Planned = Firing | Exception  # why there is no firing, to be raised when its turn comes
# Firings on their way behind the one that is fired. With a single one, we and the sandbox wait for
# each other at every outcome, and that is no faster than one firing after the other.
_FOLLOWING = 3
# To a worker, or nothing would be on its way while the others are read: one that is fired, those
# that follow, and one that the worker waits for.
_AHEAD = _FOLLOWING + 2


def fire_in_order(target: Target, planned: Iterator[Planned], jobs: int) -> Generator[Outcome]:
    """Fire what is planned and yield each outcome in its turn; as many at a time as `jobs`.

    What is planned is asked for a few firings ahead. Raises Abandoned and SandboxUnavailable.
    """
    return _on_several(target, planned, jobs) if jobs > 1 else _on_one(target, planned)


def _on_one(target: Target, planned: Iterator[Planned]) -> Generator[Outcome]:
    with target.pool.lease(target.script.needs) as lease:
        yield from _outcomes(target, lease, planned)


def _outcomes(target: Target, lease: Lease, planned: Iterator[Planned]) -> Generator[Outcome]:
    waiting: deque[Planned] = deque()
    while True:
        waiting.extend(islice(planned, 1 + _FOLLOWING - len(waiting)))
        if not waiting:
            return
        current = waiting.popleft()
        if isinstance(current, Exception):
            raise current
        following = [each.request for each in waiting if isinstance(each, Firing)]
        yield ended(target, current, lease, following)


def _on_several(target: Target, planned: Iterator[Planned], jobs: int) -> Generator[Outcome]:
    """Deal the firings out in turn, so that their outcomes are taken in turn as well."""
    workers = [_Worker(target) for _ in range(jobs)]
    turns = cycle(workers)
    under_way: deque[_Worker] = deque()
    refused: Exception | None = None
    try:
        for each in planned:
            if isinstance(each, Exception):
                refused = each
                break
            under_way.append(next(turns))
            under_way[-1].firings.put(each)
            if len(under_way) == _AHEAD * jobs:
                yield under_way.popleft().outcome()
        for worker in workers:
            worker.firings.put(None)
        while under_way:
            yield under_way.popleft().outcome()
        for worker in workers:
            worker.finish()
        if refused:
            raise refused
    finally:
        for worker in workers:
            worker.close()


class _Worker:
    """A thread with a lease of its own."""

    def __init__(self, target: Target) -> None:
        self.firings: queue.SimpleQueue[Planned | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[Outcome | Exception] = queue.SimpleQueue()
        self._target = target
        self._closed = threading.Event()
        self._lease: Lease | None = None
        self._finished = False  # all that it was given is fired
        self._thread = threading.Thread(target=self._run, name="firing", daemon=True)
        start_deaf(self._thread)

    def outcome(self) -> Outcome:
        """Wait for the next outcome. Raises what was raised instead."""
        found = self._ended.get()
        if isinstance(found, Exception):
            raise found
        return found

    def finish(self) -> None:
        """Let the thread end by itself, all its outcomes being taken: its sandbox is kept."""
        self._finished = True

    def close(self) -> None:
        """End the thread, and what it is firing, where it has not ended by itself."""
        self._closed.set()
        self.firings.put(None)
        lease = self._lease
        if lease and not self._finished:
            lease.abandon()
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._target.pool.lease(self._target.script.needs) as lease:
                self._lease = lease
                if self._closed.is_set():
                    return
                for outcome in _outcomes(self._target, lease, iter(self.firings.get, None)):
                    self._ended.put(outcome)
        except Exception as error:
            self._ended.put(error)
