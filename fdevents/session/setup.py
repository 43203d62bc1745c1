"""What a handler owes to the platform beside its own end: a set-up event is ended by renderData."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fdevents.checks.promises import ENDING, WAYS_TO_END
from fdevents.freshdesk.model import Event, Kind
from fdevents.problems import Place
from fdevents.sandbox.messages import Script
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure


def unfinished(
    event: Event, script: Script, calls: Iterable[ApiCall], place: Place
) -> Failure | None:
    """Why a set-up event is not ended properly: renderData was not called once, or called with an
    error that the platform does not take (an object with `message` or `status` is one)."""
    if event.kind is not Kind.SETUP or ENDING not in script.telling:
        return None
    ends = [call for call in calls if call.api == ENDING]
    if not ends:
        return Failure(
            name="SetupUnfinished",
            message=f"The handler of {event.name} never called {ENDING}().",
            place=place,
            hint=f"Without it the platform gives up after {event.seconds} s: call {WAYS_TO_END}",
        )
    if len(ends) > 1:
        return Failure(
            name="SetupUnfinished",
            message=f"{ENDING} was called {len(ends)} times; the first call ends the set-up.",
            place=place,
            hint="Call it once, on each way through the handler.",
        )
    error = ends[0].arguments[0] if ends[0].arguments else None
    if error is None or _is_error(error):
        return None
    return Failure(
        name="SetupUnfinished",
        message=f"{ENDING} was called with an error that the platform does not take.",
        place=place,
        hint="An error is an object with “message” or “status”; without one, the first argument is "
        "null or left out.",
    )


def _is_error(error: Any) -> bool:
    return isinstance(error, dict) and ("message" in error or "status" in error)
