"""What happens while an app is fired, and how a firing ended: what front ends show."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct

from fdevents.discreet import Discreet
from fdevents.errors import FdeventsError
from fdevents.masking import Secrets
from fdevents.problems import Place, Problem
from fdevents.remedies import Remedy
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.calls import ApiCall
from fdevents.session.stacks import after_message

if TYPE_CHECKING:
    from fdevents.session.app import App


class Status(StrEnum):
    """How a firing ended, in a word; each is equal to its text, such as "timed_out"."""

    OK = "ok"
    FAILED = "failed"  # the handler threw, rejected, or left whoever waits without an end
    REFUSED = "refused"  # it ended with an error that it gave to renderData
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"  # the sandbox died


class FailureKind(StrEnum):
    """Why a firing did not end well, for programs; a `Failure` has the words."""

    THREW = "threw"  # or rejected, with an Error
    NOT_AN_ERROR = "not_an_error"  # threw or rejected with another value
    CALL_REJECTED = "call_rejected"  # an API's rejection that nothing caught
    TIMED_OUT = "timed_out"
    NEVER_SETTLED = "never_settled"  # the promise that was returned, and nothing is left to run
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MUCH_SAID = "too_much_said"  # more console lines and API calls than are kept
    PROTOCOL_BROKEN = "protocol_broken"  # what the sandbox said is not one of its messages
    SANDBOX_DIED = "sandbox_died"
    SETUP_UNFINISHED = "setup_unfinished"  # a set-up handler did not call renderData properly
    REFUSED = "refused"  # it called renderData with an error
    UNANSWERED = "unanswered"  # a server method did not call renderData
    ANSWER_UNFIT = "answer_unfit"  # what an action answered breaks its schema

    @property
    def status(self) -> Status:
        """How a firing ended that failed like this."""
        return _STATUSES.get(self, Status.FAILED)


_STATUSES = {
    FailureKind.TIMED_OUT: Status.TIMED_OUT,
    FailureKind.NEVER_SETTLED: Status.TIMED_OUT,  # as the platform would have it in the end
    FailureKind.OUT_OF_MEMORY: Status.CRASHED,
    FailureKind.TOO_MUCH_SAID: Status.CRASHED,
    FailureKind.PROTOCOL_BROKEN: Status.CRASHED,
    FailureKind.SANDBOX_DIED: Status.CRASHED,
    FailureKind.REFUSED: Status.REFUSED,
}


class Failure(Discreet, frozen=True, kw_only=True):
    """Why a firing did not end well; `str` has it on a line, with the place.

    `kind` is for programs; `name` and `message` are the Error's own where the handler threw one. A
    thrown value that is not an Error has the name “Uncaught”, and what the sandbox ended has
    “TimedOut”, “OutOfMemory” or “SandboxDied”. `stack` has frames of the app's files only; `place`
    is the first of them, or where the handler stands. `hint` says what to do, in plain text that
    speaks of no option; `remedies` are the parameters that would help beside it.
    """

    kind: FailureKind
    name: str
    message: str
    stack: str = ""
    place: Place | None = None
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()

    def __str__(self) -> str:
        said = self.secrets.in_text(self.headline)
        return f"{said} ({self.place})" if self.place else said

    @property
    def headline(self) -> str:
        """What happened, as a console shows it: the name and the message."""
        if self.kind is FailureKind.NOT_AN_ERROR:
            return f"{self.name} {self.message}"
        return f"{self.name}: {self.message}" if self.message else self.name

    @property
    def frames(self) -> list[str]:
        """The lines of the stack, without the message that stands before them."""
        lines = (line.strip() for line in after_message(self.stack, self.message).split("\n"))
        return [line for line in lines if line.startswith(("at ", "[cause]"))]


class Rendered(Discreet, frozen=True):
    """What the handler gave to renderData: `error`, `None` for none, and `data`, its answer."""

    error: Any = None
    data: Any = None


class Outcome(Discreet, frozen=True, kw_only=True):
    """One firing, ended: `ok`, or not, and then `error` says why.

    `event` and `variant` were fired at the callback `handler`, which stands at `handler_place`.
    `value` is what it returned: a JSON value, or text as Node prints it where JSON cannot carry the
    value (then `value_is_text`); `None` for undefined. `console` has what it printed, `calls` what
    it asked of the platform's APIs, both in their order. `rendered` is what it gave to renderData,
    the first time; `notes` are worth saying about how it ended. `payload` is what the handler got;
    `duration_ms` counts from the start of loading to the end of the last work.
    """

    event: str
    variant: str
    handler: str
    handler_place: Place
    status: Status
    duration_ms: float
    console: tuple[ConsoleLine, ...]
    calls: tuple[ApiCall, ...] = ()
    payload: dict[str, Any]
    value: Any = None
    value_is_text: bool = False
    rendered: Rendered | None = None
    notes: tuple[str, ...] = ()
    error: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether the handler ended well."""
        return self.status is Status.OK

    def told(self, secrets: Secrets) -> Self:
        """Tell it and its parts, each of which may be printed alone, what to hide."""
        for each in (*self.console, *self.calls, self.rendered, self.error):
            if each is not None:
                each.told(secrets)
        return super().told(secrets)


# What a session says besides: the steps of firing are its steps, too.


class AppRead(Struct, frozen=True):
    """The app was read and loaded: what comes after is about it."""

    app: App


class ProblemsFound(Struct, frozen=True):
    """The app has problems; where one is an error, nothing is fired.

    `of_machine` is what this machine lacks for the app, which is no fault of its files.
    """

    problems: tuple[Problem, ...]
    of_machine: tuple[Problem, ...] = ()

    @property
    def are_errors(self) -> bool:
        """Whether they keep the app from being fired."""
        return any(each.is_error for each in (*self.problems, *self.of_machine))


class ScheduleDue(Struct, frozen=True):
    """A schedule of that name is due, and fired next."""

    name: str


class MocksAdded(Struct, frozen=True):
    """So many mocks that requests were missing were written into the app's file of them."""

    number: int


class FilesChanged(Struct, frozen=True):
    """Something of the app was saved, `at` seconds since 1970."""

    at: float


class GivenUp(Struct, frozen=True):
    """The app changed while it was loaded or fired, so that was ended."""


class NothingFired(Struct, frozen=True):
    """Something kept us from firing; a save may mend that."""

    error: FdeventsError


class NothingToFire(Struct, frozen=True):
    """The app has nothing to be fired at; `because` is the end of a sentence about it."""

    because: str


class Polling(Struct, frozen=True):
    """The system does not tell when files change, and why; so they are looked at in turn."""

    because: str


class Waiting(Struct, frozen=True):
    """Everything is fired, and the next save is waited for."""


Step = ConsoleLine | ApiCall | Outcome
