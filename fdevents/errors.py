"""The one register of what stops us: every exit code, and every error that ends a command."""

from __future__ import annotations

from enum import IntEnum, unique

from fdevents.remedies import Parameter, Remedy, in_python, named_in_python


# From 128 on: that and the number of a signal, as shells have it. 70 is EX_SOFTWARE of sysexits.h.
@unique
class ExitCode(IntEnum):
    """What a command's exit code means; docs/commands.md, *Exit codes*."""

    OK = 0
    HANDLER = 1
    USAGE = 2
    APP = 3
    SANDBOX = 4
    BUG = 70
    INTERRUPTED = 130
    READER_GONE = 141
    TERMINATED = 143


class FdeventsError(Exception):
    """Our own inability to go on: a message that says what was found, and what to do next.

    `parameter` is what was given wrongly. With a `name`, the part of it that is wrong (an
    attribute, a path), the message reads on after both, in `str` as in `changes['tags']: …`.
    `remedies` are what would help beside the `hint`, which is plain text and speaks of no option.
    """

    exit_code = ExitCode.BUG  # a subclass that forgets to say its own is a bug

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        parameter: Parameter | None = None,
        name: str = "",
        remedies: tuple[Remedy, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.parameter = parameter
        self.name = name
        self.remedies = remedies

    def __str__(self) -> str:
        parts = (self.message, self.hint, in_python(self.remedies))
        said = " ".join(part for part in parts if part)
        if self.parameter is None or not self.name:
            return said
        return f"{named_in_python(self.parameter, self.name)}: {said}"


class UsageProblem(FdeventsError):
    """The command or the call asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class NotRegistered(UsageProblem):
    """The app does not register the event; a save may mend that."""


class PayloadRefused(UsageProblem):
    """A payload that Freshdesk would never send; `rule` says why, and where that stands."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        rule: str = "",
        parameter: Parameter | None = None,
        name: str = "",
        remedies: tuple[Remedy, ...] = (),
    ) -> None:
        super().__init__(message, hint, parameter=parameter, name=name, remedies=remedies)
        self.rule = rule


class AppUnusable(FdeventsError):
    """The app's files have errors, so nothing is fired."""

    exit_code = ExitCode.APP


class SandboxUnavailable(FdeventsError):
    """The sandbox's process cannot be started."""

    exit_code = ExitCode.SANDBOX
