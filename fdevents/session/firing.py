"""One firing: an app and a payload become steps, and the last step is the outcome."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from fdevents.apis.caller import caller_of
from fdevents.app.folder import AppFiles
from fdevents.app.registrations import Registration
from fdevents.discreet import Discreet
from fdevents.freshdesk.model import Event
from fdevents.payloads.notes import Note
from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.messages import Call, ConsoleLine, Message, Settled
from fdevents.sandbox.pool import Lease, Pool
from fdevents.sandbox.process import SandboxDied
from fdevents.session.answers import Answer
from fdevents.session.calls import ApiCall, answered, with_late
from fdevents.session.ended import cut_short, never_settled
from fdevents.session.endings import Ending, rendered
from fdevents.session.failures import failed
from fdevents.session.steps import Failure, Outcome, Status, Step

if TYPE_CHECKING:
    from fdevents.apis.services import Services


class Target(Struct, frozen=True):
    """What is fired at: an app's files and code, what answers its calls, and where it runs.

    `hosts` are those to which its packages may really send.
    """

    files: AppFiles
    script: Script
    services: Callable[[], Services]
    pool: Pool
    hosts: tuple[str, ...] = ()


class Firing(Discreet, frozen=True, kw_only=True):
    """What is fired: `payload` goes to the callback of `registration`, as `request`.

    `notes` are worth saying about the payload; `seconds` is the time that the handler has. `owed`
    is what the platform waits for beside the handler's own end. `of_sample`: nobody gave a payload
    to start from. `current_host` is what request templates know of the account where the payload
    says nothing.
    """

    event: Event
    variant: str
    registration: Registration
    payload: dict[str, Any]
    notes: tuple[Note, ...]
    seconds: float
    request: Request
    owed: Ending | Answer | None = None
    of_sample: bool = False
    current_host: Any = None


def fire(target: Target, firing: Firing) -> Generator[Step]:
    """Fire, and yield each console line and each answered call as it comes, the Outcome last.

    Raises SandboxUnavailable and Abandoned.
    """
    with target.pool.lease(target.script.needs) as lease:
        outcome = yield from _heard(target, firing, lease, ())
    yield outcome


def ended(target: Target, firing: Firing, lease: Lease, following: Sequence[Request]) -> Outcome:
    """Fire on that lease and return the Outcome; `following` will be fired next, in their order.

    Raises SandboxUnavailable and Abandoned.
    """
    steps = _heard(target, firing, lease, following)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            outcome: Outcome = stop.value
            return outcome


def _heard(
    target: Target, firing: Firing, lease: Lease, following: Sequence[Request]
) -> Generator[Step, None, Outcome]:
    script = target.script
    lines: list[ConsoleLine] = []
    calls: list[ApiCall] = []
    caller = caller_of(firing.payload, firing.seconds, firing.current_host)
    secrets = firing.secrets
    settled: Settled | SandboxDied | None = None
    start = time.perf_counter()
    try:
        for message in _messages(target, firing, lease, following):
            if isinstance(message, ConsoleLine):
                lines.append(message.told(secrets))
                yield message
            elif isinstance(message, Call):
                call = answered(message, target.services(), script.telling, caller, target.files)
                if call.api not in script.telling:
                    lease.answer(call.id, ok=call.ok, value=call.value)
                calls.append(call.told(secrets))
                yield call
            elif isinstance(message, ApiCall):
                calls.append(message.told(secrets))
                yield message
            elif isinstance(message, Settled):
                settled = message
    except SandboxDied as died:
        settled = died
    assert settled
    about = _about(firing, lines, calls)
    about["duration_ms"] = round((time.perf_counter() - start) * 1000, 3)
    return _outcome(target, firing, about, settled).told(secrets)


def _outcome(
    target: Target, firing: Firing, about: dict[str, Any], settled: Settled | SandboxDied
) -> Outcome:
    if isinstance(settled, Settled):
        outcome = _ended(about, settled, firing.owed, target.files)
        if outcome.error is None or not firing.of_sample:
            return outcome
        from fdevents.session.sample_lacks import with_test_data  # only for what has failed

        return with_test_data(outcome, firing.event, target.files)
    place, memory_mb = about["handler_place"], target.pool.memory_mb
    return _failed(about, cut_short(settled, place, seconds=firing.seconds, memory_mb=memory_mb))


def _messages(
    target: Target, firing: Firing, lease: Lease, following: Sequence[Request]
) -> Iterator[Message | ApiCall]:
    """Ask what is fired; where the app has packages, their calls are answered and come between."""
    request, seconds = firing.request, firing.seconds
    if target.script.needs is None:
        return lease.ask(request, seconds, following)
    from fdevents.apis.package_requests import PackageRequests  # with the next, 40 ms
    from fdevents.session.package_calls import heard

    requests = PackageRequests(target.services().requests.sender, target.hosts)
    return heard(requests, lease, request, seconds, firing.payload.get("iparams"))


def _about(firing: Firing, lines: list[ConsoleLine], calls: list[ApiCall]) -> dict[str, Any]:
    """Collect what an outcome says however the firing ended."""
    registration = firing.registration
    return {
        "event": registration.event,
        "variant": firing.variant,
        "handler": registration.callback,
        "handler_place": registration.handler_place,
        "console": tuple(lines),
        "calls": tuple(calls),
        "rendered": rendered(calls),
        "payload": firing.payload,
    }


def _ended(
    about: dict[str, Any], settled: Settled, owed: Ending | Answer | None, files: AppFiles
) -> Outcome:
    """Return how a handler ended: failed, too, where it left the platform waiting."""
    # Where renderData ends what waits, the handler's own end does not matter.
    is_ended = owed is not None and about["rendered"] is not None
    about["calls"] = with_late(about["calls"], [] if is_ended else settled.late)
    outcome = _settled(about, settled, files, is_ended=is_ended)
    if not outcome.ok or owed is None:
        return outcome
    verdict = owed.judged(outcome, promised=settled.promised)
    if verdict.failure is None:
        return replace(outcome, notes=verdict.notes)
    failure = verdict.failure
    return replace(outcome, notes=verdict.notes, status=failure.kind.status, error=failure)


def _settled(
    about: dict[str, Any], settled: Settled, files: AppFiles, *, is_ended: bool
) -> Outcome:
    about["duration_ms"] = settled.duration_ms
    place = about["handler_place"]
    if settled.status == "never" and not is_ended:
        return _failed(about, never_settled(place))
    if settled.error:
        return _failed(about, failed(settled.error, place, files, about["calls"]))
    carried = settled.value or {}
    is_text = "json" not in carried
    value = carried.get("text") if is_text else carried.get("json")
    return Outcome(**about, status=Status.OK, value=value, value_is_text=is_text)


def _failed(about: dict[str, Any], failure: Failure) -> Outcome:
    return Outcome(**about, status=failure.kind.status, error=failure)
