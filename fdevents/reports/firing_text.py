"""A firing as a person reads it: what is fired at what, the console as it comes, how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fdevents.app.registrations import Registration
from fdevents.freshdesk.model import Event
from fdevents.payloads.values import brief, label
from fdevents.problems import Place
from fdevents.reports.layout import excerpt, wrapped
from fdevents.reports.terminal import Output, columns
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.app import App
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, Outcome

_LEVELS = {"warn": "yellow", "error": "red", "debug": "magenta", "info": "cyan"}
_ENDS = {
    "ok": ("✔", "OK", "green"),
    "failed": ("✘", "x", "red"),
    "timed_out": ("✘", "x", "red"),
    "crashed": ("✘", "x", "red"),
}
_MOST_LINES = 60  # of a returned value; --json has all of it
_LONGEST = 60  # characters of any other value


class Report:
    """Shows firings of `app` on `output`."""

    def __init__(self, output: Output, app: App) -> None:
        self._output = output
        self._app = app

    def opening(self, event: Event, variant: str, registration: Registration, payload: Any) -> None:
        """What is about to be fired, and at what."""
        o = self._output
        dot, arrow = o.sign("·", "-"), o.sign("→", "->")
        name = o.paint(event.name, fg="cyan", bold=True)
        place = o.paint(str(registration.handler_place), dim=True)
        callback = o.harmless(registration.callback)
        head = f"{name} {dot} {variant} {arrow} {o.paint(callback, bold=True)}"
        plain = columns(f"{event.name} . {variant} {o.sign('→', '->')} {callback}")
        room = o.width - plain - len(str(registration.handler_place))
        o.line(f"{head}{' ' * room}{place}" if room >= 2 else f"{head}\n  {place}")
        for line in self._changes(event, payload):
            o.line(line)

    def step(self, step: ConsoleLine | ApiCall) -> None:
        """What happened meanwhile, when it comes."""
        if isinstance(step, ApiCall):
            self.call(step)
        else:
            self.console(step)

    def call(self, call: ApiCall) -> None:
        """One call of an API, with its answer."""
        o = self._output
        arguments = ", ".join(brief(each, _LONGEST) for each in call.arguments)
        said = f"{call.api}({arguments})"
        answer = "" if call.value is None else f" {o.sign('→', '->')} {brief(call.value, _LONGEST)}"
        bar = o.paint(o.sign("│", "|"), dim=True)
        at = o.paint(f"{call.at_ms:>7.1f} ms", dim=True)
        word = o.paint("call ", fg="blue" if call.ok else "red")
        o.line(f"  {bar} {at}  {word}  {o.harmless(said)}{o.harmless(answer)}")
        if call.hint:
            hint = o.paint("hint", fg="yellow")
            for line in wrapped(o, call.hint, f"  {bar} {' ' * 19}", f"  {bar} {' ' * 13}{hint}  "):
                o.line(line)

    def console(self, line: ConsoleLine) -> None:
        """One console call, when it comes."""
        o = self._output
        bar = o.paint(o.sign("│", "|"), dim=True)
        level = o.paint(f"{line.level:<5}", fg=_LEVELS.get(line.level), dim=line.level == "log")
        first, *rest = o.harmless(line.text).split("\n")
        at = o.paint(f"{line.at_ms:>7.1f} ms", dim=True)
        o.line(f"  {bar} {at}  {level}  {first}")
        for more in rest:
            o.line(f"  {bar} {' ' * 19}{more}")

    def ending(self, outcome: Outcome) -> None:
        """The value or the error, and the time."""
        o = self._output
        pretty, plain, colour = _ENDS[outcome.status]
        words = outcome.status.replace("_", " ")
        mark = o.paint(f"{o.sign(pretty, plain)} {words}", fg=colour, bold=True)
        took = o.paint(f"in {duration(outcome.duration_ms)}", dim=True)
        late = [call.api for call in outcome.calls if not call.awaited]
        if late:
            word = o.paint("note", fg="yellow")
            said = (
                f"Nothing waited for {', '.join(dict.fromkeys(late))}: the platform may cut such "
                "work off. Return or await its promise."
            )
            for line in wrapped(o, said, " " * 8, f"  {word}  "):
                o.line(line)
        if outcome.error:
            o.line(f"  {mark} {took}")
            for line in self._failure(outcome.error):
                o.line(line)
        else:
            self._returned(outcome, f"  {mark} {took}")
        o.line()

    def _returned(self, outcome: Outcome, head: str) -> None:
        o = self._output
        text = value_text(outcome, o.width)
        lines = o.harmless(text).split("\n")
        if len(lines) > _MOST_LINES:
            rest = len(lines) - _MOST_LINES
            lines = [
                *lines[:_MOST_LINES],
                o.paint(f"… {rest} more lines; --json has all", dim=True),
            ]
        if text == "undefined":
            o.line(head)
        elif len(lines) == 1:
            o.line(f"{head}, returned {lines[0]}")
        else:
            o.line(f"{head}, returned")
            for line in lines:
                o.line(f"    {line}")

    def _changes(self, event: Event, payload: Any) -> Iterator[str]:
        o = self._output
        data = payload.get("data") if isinstance(payload, dict) else None
        entity = data.get(event.entity.name) if isinstance(data, dict) else None
        changes = entity.get("changes") if isinstance(entity, dict) else None
        if not event.takes_changes or not isinstance(changes, dict):
            return
        widest = max((len(name) for name in changes), default=0)
        for name, pair in changes.items():
            attribute = event.entity.attribute(name)
            values = pair if isinstance(pair, list) else [pair]
            shown = [
                f"{brief(value, _LONGEST)} {label(attribute, value)}".rstrip() for value in values
            ]
            arrow = o.paint(o.sign("→", "->"), dim=True)
            yield f"  {name:<{widest}}  {f' {arrow} '.join(o.harmless(each) for each in shown)}"

    def _failure(self, error: Failure) -> Iterator[str]:
        o = self._output
        first, *more = o.harmless(error.headline).split("\n")
        yield f"    {o.paint(first, fg='red', bold=True)}"
        yield from (f"    {line}" for line in more)
        for frame in error.frames:
            yield f"      {o.paint(o.harmless(frame), dim=True)}"
        if error.place:
            yield from self._source(error.place)
        if error.hint:
            word = o.paint("hint", fg="yellow", bold=True)
            yield from wrapped(o, error.hint, " " * 10, f"    {word}  ")

    def _source(self, place: Place) -> Iterator[str]:
        lines = list(excerpt(self._output, self._app.files.text(place.file), place, "    "))
        if lines:
            yield f"    {self._output.paint(str(place), fg='cyan')}"
            yield from lines


def duration(milliseconds: float) -> str:
    """A time as a person reads it."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.1f} ms"


def value_text(outcome: Outcome, width: int) -> str:
    """What the handler returned: on one line if it fits, else indented."""
    if outcome.value_is_text:
        return "undefined" if outcome.value is None else str(outcome.value)
    flat = json.dumps(outcome.value, ensure_ascii=False)
    return (
        flat if len(flat) < width - 30 else json.dumps(outcome.value, indent=2, ensure_ascii=False)
    )
