"""Why a handler did not come to its end: it was stopped, or the sandbox ended under it."""

from __future__ import annotations

import signal
import sys

from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.problems import Place
from fdevents.remedies import Give, Parameter
from fdevents.sandbox.codes import Ending
from fdevents.sandbox.process import MOST_KEPT_MB, MOST_MESSAGES, SandboxDied
from fdevents.session.engine import is_out_of_memory
from fdevents.session.steps import Failure, FailureKind

# How a process ends whose own code broke, not somebody else: V8 checks itself and traps.
_CRASHES = ("SIGSEGV", "SIGABRT", "SIGTRAP", "SIGILL", "SIGBUS", "SIGFPE")
_WINDOWS_CRASHES = 0xC0000000  # an NTSTATUS from here on is an error, such as an access violation
_WINDOWS_BREAKPOINT = 0x80000003  # with which V8 ends there, as with SIGTRAP elsewhere


def cut_short(
    died: SandboxDied,
    handler_place: Place,
    *,
    seconds: float,
    memory_mb: int,
    who: str = "The handler",
) -> Failure:
    """Say why the sandbox's process ended under the handler, or was ended, within its limits of
    `seconds` and `memory_mb`."""
    if died.reason is Ending.TIMED_OUT:
        return _timed_out(seconds, who, handler_place)
    if died.reason is Ending.MEMORY or is_out_of_memory(died.said):
        return _out_of_memory(who, memory_mb, handler_place)
    if died.reason is Ending.GARBLED:
        return _protocol_broken(handler_place)
    if died.reason is Ending.FLOODED:
        return _too_much_said(who, handler_place)
    return _died(died, who, handler_place)


def never_settled(handler_place: Place) -> Failure:
    """Say that nothing can settle the promise any more."""
    return Failure(
        kind=FailureKind.NEVER_SETTLED,
        name="TimedOut",
        message="The promise that the handler returned never settles: nothing is left to run.",
        place=handler_place,
        hint=f"The platform would wait {TIME_LIMIT_SECONDS} s for it and give up. "
        "Look for a promise whose resolve is never called.",
    )


def _timed_out(seconds: float, who: str, handler_place: Place) -> Failure:
    return Failure(
        kind=FailureKind.TIMED_OUT,
        name="TimedOut",
        message=f"{who} did not end within {seconds:g} s.",
        place=handler_place,
        hint="Look for a loop that does not end.",
        remedies=(Give(Parameter.TIMEOUT, why="gives more time"),),
    )


def _out_of_memory(who: str, memory_mb: int, handler_place: Place) -> Failure:
    return Failure(
        kind=FailureKind.OUT_OF_MEMORY,
        name="OutOfMemory",
        message=f"{who} took more memory than the {memory_mb} MB that it may have.",
        place=handler_place,
        hint="Look for a list or text that grows in a loop.",
        remedies=(Give(Parameter.MEMORY, why="gives more"),),
    )


def _protocol_broken(handler_place: Place) -> Failure:
    return Failure(
        kind=FailureKind.PROTOCOL_BROKEN,
        name="ProtocolBroken",
        message="The sandbox's process broke its protocol: what it said is not an answer.",
        place=handler_place,
        hint="Look for an npm package that writes to the process's own output. If the app "
        "requires none, this is a bug in fdevents.",
    )


def _too_much_said(who: str, handler_place: Place) -> Failure:
    return Failure(
        kind=FailureKind.TOO_MUCH_SAID,
        name="TooMuchSaid",
        message=f"{who} made more console lines and API calls than fdevents keeps: "
        f"{MOST_MESSAGES:,} of them, or {MOST_KEPT_MB} MB with the answers.",
        place=handler_place,
        hint="Look for a loop that logs or calls an API, and ask for less at a time.",
    )


def _died(died: SandboxDied, who: str, handler_place: Place) -> Failure:
    name = _signal_name(died.exit_code)
    how = f"signal {name}" if name else f"exit code {died.exit_code}"
    said = next((line for line in died.said.splitlines() if line.strip("# ")), "")
    return Failure(
        kind=FailureKind.SANDBOX_DIED,
        name="SandboxDied",
        message=f"The sandbox's process died ({how}). {said}".strip(),
        place=handler_place,
        hint=_why_died(died.exit_code, name, who),
    )


def _why_died(exit_code: int | None, signal_name: str, who: str) -> str:
    if signal_name in _CRASHES or _is_windows_crash(exit_code):
        return f"{who} made the JavaScript engine itself crash."
    if signal_name:
        return "Another program ended it, or the system, which does so when memory runs out."
    return (
        "Look for an npm package that ends the process. If the app requires none, this is probably "
        "a bug in fdevents."
    )


def _signal_name(exit_code: int | None) -> str:
    """Return the signal that ended the process, "" where it exited."""
    if exit_code is None or exit_code >= 0:
        return ""
    try:
        return signal.Signals(-exit_code).name
    except ValueError:  # a real-time signal, which has no name
        return str(-exit_code)


def _is_windows_crash(exit_code: int | None) -> bool:
    if sys.platform != "win32" or exit_code is None:
        return False
    return exit_code >= _WINDOWS_CRASHES or exit_code == _WINDOWS_BREAKPOINT
