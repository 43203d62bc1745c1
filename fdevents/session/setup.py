"""What a handler owes to the platform beside its own end: a set-up event is ended by renderData."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fdevents.checks.promises import ENDING, WAYS_TO_END
from fdevents.freshdesk.model import Event, Kind
from fdevents.problems import Place
from fdevents.sandbox.messages import Script
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, FailureKind


def unfinished(
    event: Event, script: Script, calls: Iterable[ApiCall], place: Place
) -> Failure | None:
    """Say why a set-up event is not ended properly: renderData was not called once, or called with
    an error that the platform does not take (an object with `message` or `status` is one)."""
    if event.kind is not Kind.SETUP or ENDING not in script.telling:
        return None
    ends = [call for call in calls if call.api == ENDING]
    if not ends:
        return _unfinished(
            f"The handler of {event.name} never called {ENDING}().",
            place,
            f"Without it the platform gives up after {event.seconds} s: call {WAYS_TO_END}",
        )
    if len(ends) > 1:
        return _unfinished(
            f"{ENDING} was called {len(ends)} times; the first call ends the set-up.",
            place,
            "Call it once, on each way through the handler.",
        )
    error = ends[0].arguments[0] if ends[0].arguments else None
    if error is None or _is_error(error):
        return None
    return _unfinished(
        f"{ENDING} was called with an error that the platform does not take.",
        place,
        "An error is an object with “message” or “status”; without one, the first argument is "
        "null or left out.",
    )


def _unfinished(message: str, place: Place, hint: str) -> Failure:
    return Failure(
        kind=FailureKind.SETUP_UNFINISHED,
        name="SetupUnfinished",
        message=message,
        place=place,
        hint=hint,
    )


def _is_error(error: Any) -> bool:
    return isinstance(error, dict) and ("message" in error or "status" in error)
