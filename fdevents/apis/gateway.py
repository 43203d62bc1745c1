"""The gateway: a port of ours on the loopback, the one host that an app's npm packages may reach.

What they send comes here, and whoever let the firing in answers it. Any process of this machine can
connect, so a request counts only with the secret of a firing that is under way.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from fdevents.sandbox.asking import Gate
from fdevents.signals import start_deaf

if TYPE_CHECKING:
    from fdevents.apis.arrivals import Answer, Arrived

HOST = "127.0.0.1"
_MOST_CONNECTIONS = 64  # at a time: more are closed at once


class Gateway:
    """The listening port; it answers while somebody is let in. Any thread may use it."""

    def __init__(self) -> None:
        self._listening = socket.create_server((HOST, 0), backlog=_MOST_CONNECTIONS)
        self._answers: dict[str, Callable[[Arrived], Answer]] = {}
        self._room = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The number of the port."""
        port: int = self._listening.getsockname()[1]
        return port

    @contextmanager
    def let_in(self, answer: Callable[[Arrived], Answer]) -> Iterator[Gate]:
        """Give a gate for the time of the block; `answer` is called for each request that comes
        through it, in a thread of the request's own."""
        gate = Gate(self.port, os.urandom(32).hex())
        self._answers[gate.secret] = answer
        self._start()
        try:
            yield gate
        finally:
            del self._answers[gate.secret]

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="gateway", daemon=True)
                start_deaf(self._thread)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # such as too many open files: those that end make room
                continue
            if not self._room.acquire(blocking=False):
                connection.close()
                continue
            start_deaf(threading.Thread(target=self._talk, args=(connection,), daemon=True))

    def _talk(self, connection: socket.socket) -> None:
        # http.server takes 25 ms, which only an app needs whose packages send something.
        from fdevents.apis.arrivals import converse

        try:
            with connection:
                converse(connection, self._answers)
        finally:
            self._room.release()


@cache
def gateway() -> Gateway:
    """Return the gateway of this process."""
    return Gateway()
