"""One firing: an app and a payload become steps, and the last step is the outcome."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fdevents.app.exports import Entry, Exports, Held
from fdevents.app.loader import SERVER, AppFiles
from fdevents.app.positions import from_utf16
from fdevents.app.problems import Place, problem
from fdevents.app.registrations import Registration
from fdevents.errors import SandboxUnavailable
from fdevents.events.payloads import encode
from fdevents.events.platform import TIME_LIMIT_SECONDS
from fdevents.sandbox.process import SandboxDied, locate_syntax_error
from fdevents.sandbox.protocol import ConsoleLine, Exported, Settled, Uncompiled
from fdevents.sandbox.request import Request, Script
from fdevents.session.failures import crashed, failed, never_settled, timed_out
from fdevents.session.outcome import Outcome
from fdevents.session.sandboxes import Sandboxes

Step = ConsoleLine | Outcome


class Abandoned(Exception):
    """What was under way has been given up, because the app changed meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Firing:
    """What is to be fired: `payload` goes to the callback of `registration`."""

    variant: str
    registration: Registration
    payload: dict[str, Any]
    seconds: float = TIME_LIMIT_SECONDS


def inspect(
    files: AppFiles, script: Script, sandboxes: Sandboxes, seconds: float = TIME_LIMIT_SECONDS
) -> Exports:
    """What server.js exports, found by loading it. Raises SandboxUnavailable and Abandoned."""
    if files.server.trouble:
        return Exports()
    try:
        with sandboxes.lock:
            answers = list(sandboxes.current().ask(Request("inspect", script), seconds))
    except SandboxDied as died:
        return Exports(problem=_load_died(died, sandboxes.memory_mb, seconds))
    answer = answers[-1]
    if isinstance(answer, Uncompiled):
        message = f"server.js is no JavaScript: {answer.message.rstrip('.')}."
        if "call stack" in answer.message:
            message = "server.js is nested too deeply to be compiled."
        return Exports(problem=problem("server-syntax", message, _syntax_place(script.source)))
    if not isinstance(answer, Exported):
        raise _mistrusted(sandboxes)
    if answer.error:
        failure = failed(answer.error, Place(SERVER), script.source)
        message = f"The top level of server.js threw {failure.name}: {failure.message}"
        place = failure.place or Place(SERVER)
        return Exports(problem=problem("load-failed", message, place, failure.hint))
    return _exports(answer)


def fire(script: Script, firing: Firing, sandboxes: Sandboxes) -> Iterator[Step]:
    """Fires and yields each console line as it comes, and the Outcome last.

    Raises SandboxUnavailable, Abandoned, and UsageProblem for a payload that is no JSON.
    """
    registration = firing.registration
    request = Request("fire", script, registration.callback, encode(firing.payload))
    lines: list[ConsoleLine] = []
    settled: Settled | SandboxDied | None = None
    with sandboxes.lock:
        start = time.perf_counter()
        try:
            for message in sandboxes.current().ask(request, firing.seconds):
                if isinstance(message, ConsoleLine):
                    lines.append(message)
                    yield message
                elif isinstance(message, Settled) and _is_coherent(message):
                    settled = message
        except SandboxDied as died:
            if died.reason == "abandoned":
                raise Abandoned from None
            settled = died
        elapsed_ms = round((time.perf_counter() - start) * 1000, 3)
    if settled is None:
        raise _mistrusted(sandboxes)
    about = _about(firing, lines)
    if isinstance(settled, SandboxDied):
        yield _died(about, settled, elapsed_ms, firing.seconds, sandboxes.memory_mb)
    else:
        yield _settled(about, settled, script.source)


def _is_coherent(settled: Settled) -> bool:
    return (settled.status == "failed") == (settled.error is not None)


def _mistrusted(sandboxes: Sandboxes) -> SandboxUnavailable:
    """The sandbox answered something else than what it was asked: it is not asked again."""
    sandboxes.abandon()
    return SandboxUnavailable(
        "The sandbox gave an answer to another question.", "This is a bug in fdevents."
    )


def _about(firing: Firing, lines: list[ConsoleLine]) -> dict[str, Any]:
    """What an outcome says however the firing ended."""
    registration = firing.registration
    return {
        "event": registration.event,
        "variant": firing.variant,
        "handler": registration.callback,
        "handler_place": registration.handler_place,
        "console": tuple(lines),
        "payload": firing.payload,
    }


def _died(
    about: dict[str, Any], died: SandboxDied, elapsed_ms: float, seconds: float, memory_mb: int
) -> Outcome:
    about["duration_ms"] = elapsed_ms
    place = about["handler_place"]
    if died.reason == "timed_out":
        return Outcome(**about, status="timed_out", error=timed_out(seconds, place))
    return Outcome(**about, status="crashed", error=crashed(died, memory_mb, place))


def _settled(about: dict[str, Any], settled: Settled, source: str) -> Outcome:
    about["duration_ms"] = settled.duration_ms
    place = about["handler_place"]
    if settled.status == "never":
        return Outcome(**about, status="timed_out", error=never_settled(place))
    if settled.error:
        return Outcome(**about, status="failed", error=failed(settled.error, place, source))
    carried = settled.value or {}
    text = carried.get("text")
    value = carried.get("json") if "json" in carried else None if text == "undefined" else text
    return Outcome(**about, status="ok", value=value, value_is_text="json" not in carried)


def _syntax_place(source: str) -> Place:
    found = locate_syntax_error(source)
    if found is None:
        return Place(SERVER)
    line, column = found
    return Place(SERVER, line, from_utf16(source, line, column))


def _load_died(died: SandboxDied, memory_mb: int, seconds: float) -> Any:
    if died.reason == "abandoned":
        raise Abandoned from None
    place = Place(SERVER)
    late = died.reason == "timed_out"
    failure = timed_out(seconds, place, "It") if late else crashed(died, memory_mb, place, "It")
    message = f"The top level of server.js does not run to its end: {failure.message}"
    return problem("load-failed", message, place, failure.hint)


def _exports(answer: Exported) -> Exports:
    events = answer.events
    entries = []
    for item in events["entries"] if events else ():
        keys = item["keys"]
        held = keys and {key: Held(each["text"], each["shown"]) for key, each in keys.items()}
        entries.append(Entry(held, item["shown"]))
    kind = events["kind"] if events else ""
    return Exports(answer.kind, answer.names, kind, tuple(entries))
