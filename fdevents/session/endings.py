"""What a handler owes to the platform beside its own end: renderData ends what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from fdevents.checks.promises import ENDING, WAYS_TO_END
from fdevents.problems import Place
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, FailureKind, Outcome, Rendered

_LONGEST_MESSAGE = 60  # characters of an error's message that the platform takes


class Owed(Struct, frozen=True, kw_only=True):
    """The platform waits `seconds` for the handler of the set-up event `event` to call renderData.

    With `settling`, the end of the promise that it returned does as well.
    """

    event: str
    seconds: float
    settling: bool = False


class Verdict(Struct, frozen=True):
    """Why what was owed did not come, or came as a refusal; `notes` are worth saying anyhow."""

    failure: Failure | None = None
    notes: tuple[str, ...] = ()


def rendered(calls: Sequence[ApiCall]) -> Rendered | None:
    """Return what the first call of renderData was given, `None` where there was no call."""
    first = next((each for each in calls if each.api == ENDING), None)
    return Rendered(*first.arguments[:2]) if first else None


def judged(owed: Owed, outcome: Outcome, *, promised: bool) -> Verdict:
    """Judge how a handler that ended well has ended what waits for it.

    `promised`: it returned a promise, which was fulfilled.
    """
    ends = [call for call in outcome.calls if call.api == ENDING]
    settles = owed.settling and promised
    if not ends:
        return _never_called(owed, outcome.handler_place, settles)
    place = ends[0].place or outcome.handler_place
    if len(ends) > 1:
        message = f"{ENDING} was called {len(ends)} times; the first call ends the set-up."
        return _unfinished(message, place, "Call it once, on each way through the handler.")
    assert outcome.rendered
    error = outcome.rendered.error
    if error is not None:
        return _with_error(error, place)
    notes = (_BOTH,) if settles else ()
    return Verdict(notes=notes)


_BOTH = (
    f"This handler is async and calls {ENDING}: either ends the set-up on platform 3.x, and SDK "
    "9.8 is reported to fail where both do."
)


def _never_called(owed: Owed, place: Place, settles: bool) -> Verdict:
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
    message = error.get("message", f"status {error.get('status')}")
    text = message if isinstance(message, str) else str(message)
    refused = Failure(kind=FailureKind.REFUSED, name="Refused", message=text, place=place)
    notes: tuple[str, ...] = ()
    if len(text) > _LONGEST_MESSAGE:
        notes = (
            f"The message has {len(text)} characters; the platform takes up to {_LONGEST_MESSAGE}.",
        )
    return Verdict(refused, notes)


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
