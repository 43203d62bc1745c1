"""What the packages of a firing send: each request is answered, and kept as a call."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from fdevents.apis.arrivals import Arrived, NoResponse, Response
from fdevents.apis.gateway import gateway
from fdevents.apis.package_requests import STOPPED, ConnectionBroken, PackageRequests, stopped
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Received, Sent
from fdevents.errors import UsageProblem
from fdevents.sandbox.asking import Request
from fdevents.sandbox.messages import Call, ConsoleLine, Message
from fdevents.sandbox.pool import Lease
from fdevents.sandbox.process import SandboxDied
from fdevents.session.calls import ApiCall

# What one firing's packages may make us keep: calls, and bytes of requests and answers.
_MOST_CALLS = 10_000
_MOST_KEPT = 32 * 1024 * 1024
# Every library sends these, and they say nothing of the app.
_USUAL = {"accept", "accept-encoding", "accept-language", "content-length", "host", "user-agent",
          "sec-fetch-mode"}  # fmt: skip
# The client that really sends makes these itself, and unpacks what comes back.
_NOT_SENT_ON = {"accept-encoding", "host"}


def heard(
    requests: PackageRequests, lease: Lease, request: Request, seconds: float, iparams: Any
) -> Iterator[Message | ApiCall]:
    """Ask as `Lease.ask` does, and yield the calls of the app's packages between its messages.

    The calls are answered by `requests`; `iparams` are those of the firing.
    """
    calls = PackageCalls(requests, iparams, time.monotonic() + seconds)
    with gateway().let_in(calls.answer) as gate:
        try:
            for message in lease.ask(replace(request, gate=gate), seconds):
                if isinstance(message, ConsoleLine | Call):
                    yield from calls.take(message.at_ms)
                else:
                    yield from calls.rest()
                if isinstance(message, Call) and message.api == STOPPED:
                    yield _stopped(message)
                else:
                    yield message
        except SandboxDied:
            yield from calls.rest()
            raise


class PackageCalls:
    """The requests of one firing's packages, several of which may come at a time."""

    def __init__(self, requests: PackageRequests, iparams: Any, until: float = math.inf) -> None:
        self._until = until
        self._requests = requests
        self._iparams = iparams
        self._answered: list[ApiCall] = []
        self._under_way: list[ApiCall] = []
        self._lock = threading.Lock()
        self._count = self._kept = 0

    def take(self, before_ms: float) -> list[ApiCall]:
        """Take the answered calls that began before that moment of the firing."""
        if not self._answered:  # as for most messages, of which there may be very many
            return []
        with self._lock:
            found = [each for each in self._answered if each.at_ms <= before_ms]
            self._answered = [each for each in self._answered if each.at_ms > before_ms]
        return sorted(found, key=lambda call: call.at_ms)

    def rest(self) -> list[ApiCall]:
        """Take all calls, at the end of the firing; those that have no answer yet get none."""
        with self._lock:
            self._answered += self._under_way
            self._under_way = []
            self._kept = _MOST_KEPT
        return self.take(math.inf)

    def answer(self, arrived: Arrived) -> Response | NoResponse:
        """Answer a request and keep the call. Never raises."""
        if not self._has_room(len(arrived.body)):
            return NoResponse("EACCES", "fdevents answers no more requests of this firing.")
        sent = _sent(arrived, self._iparams, self._until)
        call = ApiCall(id=arrived.id, api=f"http.{arrived.method.lower()}", ok=False,
                       arguments=_arguments(sent), value={"message": "It had no answer."},
                       at_ms=arrived.at_ms, duration_ms=0)  # fmt: skip
        with self._lock:
            self._under_way.append(call)
        start = time.perf_counter()
        outcome: Received | Exception
        try:
            outcome = self._requests.answer(sent)
            if not self._has_room(len(outcome.content)):
                outcome = Refused(413, "fdevents keeps no more answers of this firing.")
        # No URL, a header that cannot be sent: what the package sends may be anything.
        except (Refused, ConnectionBroken, UsageProblem, ValueError) as error:
            outcome = error
        took = round((time.perf_counter() - start) * 1000, 3)
        with self._lock:
            if call in self._under_way:  # else the firing has ended meanwhile
                self._under_way.remove(call)
                self._answered.append(_with_answer(replace(call, duration_ms=took), outcome))
        return _response(outcome)

    def _has_room(self, size: int) -> bool:
        with self._lock:
            self._count += 1
            self._kept += size
            return self._count <= 2 * _MOST_CALLS and self._kept <= _MOST_KEPT


def _stopped(call: Call) -> ApiCall:
    """Return the call that tells of a connection which a package opened by itself."""
    try:
        [host] = json.loads(call.args)
    except ValueError:
        host = None
    refused = stopped(host)
    return ApiCall(id=call.id, api=call.api, arguments=[host], ok=False, value=refused.reason,
                   at_ms=call.at_ms, duration_ms=0, hint=refused.hint)  # fmt: skip


def _sent(arrived: Arrived, iparams: Any, until: float) -> Sent:
    headers = {name: value for name, value in arrived.headers.items()
               if name.lower() not in _NOT_SENT_ON}  # fmt: skip
    try:
        text, content = arrived.body.decode() or None, None
    except UnicodeDecodeError:  # an upload
        text, content = f"[{len(arrived.body)} bytes]", arrived.body
    return Sent(arrived.method, arrived.url, headers, text, iparams=iparams, content=content,
                until=until)  # fmt: skip


def _with_answer(call: ApiCall, outcome: Received | Exception) -> ApiCall:
    match outcome:
        case Received(status=status, value=value):
            return replace(call, ok=status < 400, value=value)
        case Refused(reason=value, hint=hint, remedies=remedies, mock=mock):
            return replace(call, value=value, hint=hint, remedies=remedies, mock=mock)
    return replace(call, value={"message": str(outcome)})


def _arguments(sent: Sent) -> list[Any]:
    """Return the request as a call shows it: the URL, with the headers and the body it has."""
    options: dict[str, Any] = {}
    headers = {name: value for name, value in sent.headers.items() if name.lower() not in _USUAL}
    if headers:
        options["headers"] = headers
    if sent.body is not None:
        options["body"] = sent.body
    return [sent.url, options] if options else [sent.url]


def _response(outcome: Received | Exception) -> Response | NoResponse:
    match outcome:
        case Received(status=status, headers=headers, content=content):
            return Response(status, headers, content)
        case ConnectionBroken():
            return NoResponse("ECONNRESET", str(outcome))
        case Refused():
            # No code that libraries try again for: the answer would be the same.
            return NoResponse("EACCES", str(outcome))
    return NoResponse("EINVAL", str(outcome))
