"""Signals that end us: the first is raised, and those that follow while we clean up are ignored."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from types import FrameType


class Terminated(BaseException):
    """SIGTERM has come."""


def end_at_once() -> None:
    """End the process on SIGINT with 130 and on SIGTERM with 143, until `raise_the_first`.

    For the time of imports: an exception in the middle of one is printed by whoever is importing,
    or lost in a callback. The sandbox sees its pipe close.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


def raise_the_first() -> None:
    """Make SIGINT raise KeyboardInterrupt and SIGTERM Terminated, whichever comes first.

    A terminal sends Ctrl-C to all of its processes, and wrappers such as `uv run` send it on: we
    often get it twice. To be called in the main thread.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise)


def start_deaf(thread: threading.Thread) -> None:
    """Start a thread that helps the main one, and that SIGINT and SIGTERM never come to.

    The system gives a signal to any thread that takes it, and Python runs its handler in the main
    one alone: while that waits for the sandbox, it would not hear of a signal that came elsewhere.
    Processes that such a thread starts do not hear them either; ours are ended in other ways.
    """
    if sys.platform == "win32":  # where a thread of the system's own hears of Ctrl-C
        thread.start()
        return
    # Blocked here and inherited, since the thread could be too late to do so itself.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        thread.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)  # as a shell reports a process that a signal ended


def _raise(number: int, _frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _ignore)  # SIG_IGN would make Python complain of one under way
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _ignore(_number: int, _frame: FrameType | None) -> None:
    pass
