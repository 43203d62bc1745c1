"""Signals that end us: the first is raised, and those that follow while we clean up are ignored."""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
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


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)  # as a shell reports a process that a signal ended


def _raise(number: int, _frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _ignore)  # SIG_IGN would make Python complain of one under way
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _ignore(_number: int, _frame: FrameType | None) -> None:
    pass
