"""One call of one of the platform's APIs, from the handler's asking to its answer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from fdevents.apis.refusal import Refused
from fdevents.apis.strict_json import read_json
from fdevents.app.folder import AppFiles
from fdevents.discreet import Discreet
from fdevents.problems import Place
from fdevents.remedies import Remedy
from fdevents.sandbox.messages import Call
from fdevents.session.stacks import in_characters, place_in

if TYPE_CHECKING:
    from fdevents.apis.caller import Caller
    from fdevents.apis.services import Services


class ApiCall(Discreet, frozen=True, kw_only=True):
    """`api` was called with `arguments`, `at_ms` after the start of the firing, and answered with
    `value`; `ok` where its promise was fulfilled.

    `awaited` is false where it was under way when the handler had ended already: the platform may
    cut such work off. `hint` and `remedies` say what to do about a rejection; `mock` would answer a
    request that no mock does. `place` is where the app's code made the call; `None` where only the
    engine or a package did, as in `.then($db.get)`.
    """

    id: int
    api: str
    arguments: list[Any]
    ok: bool
    value: Any
    at_ms: float
    duration_ms: float
    awaited: bool = True
    hint: str = ""
    remedies: tuple[Remedy, ...] = ()
    mock: dict[str, Any] | None = None
    place: Place | None = None


def answered(
    call: Call, services: Services, telling: tuple[str, ...], caller: Caller, files: AppFiles
) -> ApiCall:
    """Return the call of an app with these files, answered by `services` for the firing `caller`;
    one of `telling` is only heard."""
    arguments: list[Any] = []
    start = time.perf_counter()
    ok, value, hint = True, None, ""
    remedies: tuple[Remedy, ...] = ()
    mock = None
    try:
        arguments = _arguments(call.args)
        if call.api not in telling:
            value = services.answer(call.api, arguments, caller)
            json.dumps(value, allow_nan=False)  # which is what JavaScript can read
    except Refused as refused:
        ok, value, hint, remedies = False, refused.reason, refused.hint, refused.remedies
        mock = refused.mock
    except (ValueError, OverflowError, RecursionError) as error:
        # Half of a character in a key, a number or a depth that nothing can hold, no URL.
        message = f"{call.api} cannot be called with this: {error}"
        ok, value = False, {"status": 400, "message": message}
    took = round((time.perf_counter() - start) * 1000, 3)
    return ApiCall(
        id=call.id, api=call.api, arguments=arguments, ok=ok, value=value, at_ms=call.at_ms,
        duration_ms=took, hint=hint, remedies=remedies, mock=mock,
        place=place_in(in_characters(call.frame, "", files)),
    )  # fmt: skip


def with_late(calls: Iterable[ApiCall], late: list[int]) -> tuple[ApiCall, ...]:
    """Return the calls, those whose ids are in `late` marked as not waited for."""
    return tuple(replace(each, awaited=each.id not in late) for each in calls)


def _arguments(text: str) -> list[Any]:
    """Read the arguments of a call, which the child may make of anything. Raises ValueError."""
    found = read_json(text)
    if not isinstance(found, list):
        raise ValueError("these are not arguments.")
    return found
