"""What a handler owes to the platform beside its own end: renderData ends what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from fdevents.checks.promises import ENDING, WAYS_TO_END
from fdevents.problems import Place
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, FailureKind, Outcome, Rendered
from fdevents.wording import brief

_LONGEST_MESSAGE = 60  # characters of an error's message that the platform takes


class Verdict(Struct, frozen=True):
    """Why what was owed did not come, or came as a refusal; `notes` are worth saying anyhow."""

    failure: Failure | None = None
    notes: tuple[str, ...] = ()


class Ending(Struct, frozen=True, kw_only=True):
    """The platform waits `seconds` for the handler of the set-up event `event` to call renderData.

    With `settling`, the end of the promise that it returned does as well.
    """

    event: str
    seconds: float
    settling: bool = False

    def judged(self, outcome: Outcome, *, promised: bool) -> Verdict:
        """Judge how a handler that ended well has ended the set-up.

        `promised`: it returned a promise, which was fulfilled.
        """
        ends = ends_in(outcome.calls)
        settles = self.settling and promised
        if not ends:
            return _never_called(self, outcome.handler_place, settles)
        place = ends[0].place or outcome.handler_place
        if len(ends) > 1:
            message = f"{ENDING} was called {len(ends)} times; the first call ends the set-up."
            return _unfinished(message, place, "Call it once, on each way through the handler.")
        assert outcome.rendered
        error = outcome.rendered.error
        if error is not None:
            return _with_error(error, place)
        return Verdict(notes=(_BOTH,) if settles else ())


def ends_in(calls: Sequence[ApiCall]) -> list[ApiCall]:
    """Return the calls of renderData."""
    return [each for each in calls if each.api == ENDING]


def rendered(calls: Sequence[ApiCall]) -> Rendered | None:
    """Return what the first call of renderData was given, `None` where there was no call."""
    ends = ends_in(calls)
    return Rendered(*ends[0].arguments[:2]) if ends else None


_BOTH = (
    f"This handler is async and calls {ENDING}: either ends the set-up on platform 3.x, and SDK "
    "9.8 is reported to fail where both do."
)


def _never_called(owed: Ending, place: Place, settles: bool) -> Verdict:
    if settles:
        said = f"{owed.event} was ended by the handler's promise; {ENDING} was not called."
        return Verdict(notes=(said,))
    return _unfinished(
        f"The handler of {owed.event} never called {ENDING}().",
        place,
        f"Without it the platform gives up after {owed.seconds:g} s: call {WAYS_TO_END}",
    )


def _with_error(error: Any, place: Place) -> Verdict:
    if not (isinstance(error, dict) and ("message" in error or "status" in error)):
        return _unfinished(
            f"{ENDING} was called with an error that the platform does not take.",
            place,
            "An error is an object with “message” or “status”; without one, the first argument is "
            "null or left out.",
        )
    refused = refusal(error, place)
    text = refused.message
    notes: tuple[str, ...] = ()
    if len(text) > _LONGEST_MESSAGE:
        notes = (
            f"The message has {len(text)} characters; the platform takes up to {_LONGEST_MESSAGE}.",
        )
    return Verdict(refused, notes)


def refusal(error: Any, place: Place) -> Failure:
    """Return the failure of a handler that gave renderData this error, with what that says."""
    said = error
    if isinstance(error, dict):
        said = error.get("message", f"status {error['status']}" if "status" in error else error)
    text = said if isinstance(said, str) else brief(said)
    return Failure(kind=FailureKind.REFUSED, name="Refused", message=text, place=place)


def _unfinished(message: str, place: Place, hint: str) -> Verdict:
    return Verdict(
        Failure(
            kind=FailureKind.SETUP_UNFINISHED,
            name="SetupUnfinished",
            message=message,
            place=place,
            hint=hint,
        )
    )
