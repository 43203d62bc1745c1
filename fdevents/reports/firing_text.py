"""A firing as a person reads it: what is fired at what, the console as it comes, how it ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fdevents.app.registrations import Registration
from fdevents.freshdesk.model import Event
from fdevents.masking import Secrets
from fdevents.payloads.payload import entity_in
from fdevents.payloads.values import label
from fdevents.remedies import Run
from fdevents.reports.layout import excerpt, wrapped
from fdevents.reports.terminal import Terminal, columns
from fdevents.reports.words import Words
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.app import App
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, FailureKind, Outcome
from fdevents.wording import brief, listed

_LEVELS = {"warn": "yellow", "error": "red", "debug": "magenta", "info": "cyan"}
_ENDS = {
    "ok": ("✔", "OK", "green"),
    "failed": ("✘", "x", "red"),
    "refused": ("✘", "x", "red"),
    "timed_out": ("✘", "x", "red"),
    "crashed": ("✘", "x", "red"),
}
_MOST_LINES = 60  # of a returned value
_LONGEST = 60  # characters of any other value
_LONGEST_REJECTION = 300  # whose message says what is wrong


class Report:
    """Shows firings of `app` on a terminal, which is made with the secrets of what is fired.

    `whole` says where all of a value is that is too long to be shown.
    """

    def __init__(self, terminal: Terminal, app: App, words: Words, whole: str) -> None:
        self._terminal = terminal
        self._app = app
        self._words = words
        self._whole = whole
        self._hinted: set[tuple[object, ...]] = set()

    def opening(
        self, event: Event, variant: str, registration: Registration, payload: dict[str, Any]
    ) -> None:
        """Print what is about to be fired, and at what."""
        self._hinted.clear()
        t = self._terminal
        dot, arrow = t.sign("·", "-"), t.sign("→", "->")
        callback, place = t.shown(registration.callback), str(registration.handler_place)
        before = f" {dot} {variant} {arrow} "
        head = f"{t.paint(event.name, fg='cyan', bold=True)}{before}{t.paint(callback, bold=True)}"
        room = t.width - columns(f"{event.name}{before}{callback}") - len(place)
        # The place ends at the right edge; where it does not fit, it goes below.
        dim = t.paint(place, dim=True)
        lines = [f"{head}{' ' * room}{dim}"] if room >= 2 else [head, f"  {dim}"]
        for line in (*lines, *self._changes(event, payload)):
            t.line(line)

    def step(self, step: ConsoleLine | ApiCall) -> None:
        """Print what happened meanwhile, when it comes."""
        if isinstance(step, ApiCall):
            self.call(step)
        else:
            self.console(step)

    def call(self, call: ApiCall) -> None:
        """Print one call of an API, with its answer."""
        t = self._terminal
        bar = t.paint(t.sign("│", "|"), dim=True)
        at = t.paint(f"{call.at_ms:>7.1f} ms", dim=True)
        word = t.paint("call ", fg="blue" if call.ok else "red")
        said = f"{call.api}({', '.join(self._brief(each) for each in call.arguments)})"
        if call.value is not None:
            longest = _LONGEST if call.ok else _LONGEST_REJECTION
            said += f" {t.sign('→', '->')} {self._brief(call.value, longest)}"
        t.line(f"  {bar} {at}  {word}  {said}")
        self._print_hint(call, f"  {bar} {' ' * 13}", f"  {bar} {' ' * 19}")

    def console(self, line: ConsoleLine) -> None:
        """Print what one console call says, when it comes."""
        t = self._terminal
        bar = t.paint(t.sign("│", "|"), dim=True)
        level = t.paint(f"{line.level:<5}", fg=_LEVELS.get(line.level), dim=line.level == "log")
        at = t.paint(f"{line.at_ms:>7.1f} ms", dim=True)
        # Not wrapped: columns that a handler has laid out, as console.table does, would fall apart.
        first, *rest = t.shown(line.text).split("\n")
        t.line(f"  {bar} {at}  {level}  {first}")
        for more in rest:
            t.line(f"  {bar} {' ' * 19}{more}")

    def ending(self, outcome: Outcome) -> None:
        """Print the value or the error, and the time."""
        t = self._terminal
        pretty, plain, colour = _ENDS[outcome.status]
        words = outcome.status.replace("_", " ")
        if outcome.error and outcome.error.kind is FailureKind.REFUSED:
            words = t.shown(f"{words}: {outcome.error.message}")
        mark = t.paint(f"{t.sign(pretty, plain)} {words}", fg=colour, bold=True)
        head = f"  {mark} {t.paint(f'in {duration(outcome.duration_ms)}', dim=True)}"
        self._print_unawaited([call.api for call in outcome.calls if not call.awaited])
        for note in outcome.notes:
            self._print_note(note)
        if outcome.error:
            t.line(head)
            self._print_failure(outcome.error, outcome.calls)
        else:
            self._print_returned(outcome, head)
        t.line()

    def _print_unawaited(self, apis: list[str]) -> None:
        if apis:
            said = (
                f"Nothing waited for {listed(dict.fromkeys(apis))}: the platform may cut such "
                "work off. Return its promise, or await it."
            )
            self._print_note(said)

    def _print_note(self, said: str) -> None:
        word = self._terminal.paint("note", fg="yellow")
        for line in wrapped(self._terminal, said, " " * 8, f"  {word}  "):
            self._terminal.line(line)

    def _print_returned(self, outcome: Outcome, head: str) -> None:
        """Print what was given to renderData as an answer, or else what was returned."""
        t = self._terminal
        word = "returned" if _answer(outcome) is None else "rendered"
        # That is undefined, which most handlers return: there is nothing to say of it.
        if word == "returned" and outcome.value_is_text and outcome.value is None:
            t.line(head)
            return
        lines = t.shown(value_text(outcome, t.width, t.secrets)).split("\n")
        rest = len(lines) - _MOST_LINES
        if rest > 0:
            lines[_MOST_LINES:] = [t.paint(f"… {rest} more lines; {self._whole}", dim=True)]
        if len(lines) == 1:
            t.line(f"{head}, {word} {lines[0]}")
            return
        t.line(f"{head}, {word}")
        for line in lines:
            t.line(f"    {line}")

    def _changes(self, event: Event, payload: dict[str, Any]) -> Iterator[str]:
        t = self._terminal
        entity = entity_in(payload, event.entity) if event.takes_changes else None
        changes = (entity or {}).get("changes")
        if not isinstance(changes, dict):
            return
        widest = max((len(name) for name in changes), default=0)
        arrow = t.paint(t.sign("→", "->"), dim=True)
        for name, pair in changes.items():
            attribute = event.entity.attribute(name)
            values = pair if isinstance(pair, list) else [pair]
            shown = [f"{self._brief(each)} {label(attribute, each)}".rstrip() for each in values]
            yield f"  {t.shown(name):<{widest}}  {f' {arrow} '.join(shown)}"

    def _print_failure(self, error: Failure, calls: tuple[ApiCall, ...]) -> None:
        t = self._terminal
        if error.kind is not FailureKind.REFUSED:  # whose message stands on the status line
            first, *more = t.shown(error.headline).split("\n")
            t.line(f"    {t.paint(first, fg='red', bold=True)}")
            for line in more:
                t.line(f"    {line}")
        for frame in error.frames:
            t.line(f"      {t.paint(t.shown(frame), dim=True)}")
        source = list(excerpt(t, self._app.files, error.place, "    ")) if error.place else []
        for line in (f"    {t.paint(str(error.place), fg='cyan')}", *source) if source else ():
            t.line(line)
        # What a rejected call says of itself stands at the call already.
        if all((call.hint, call.remedies) != (error.hint, error.remedies) for call in calls):
            self._print_hint(error, " " * 4, " " * 10, bold=True)

    def _print_hint(
        self, about: ApiCall | Failure, before: str, indent: str, *, bold: bool = False
    ) -> None:
        """Print the hint if there is one: `before` stands before its word, `indent` below.

        A command has a line to itself, in one piece, to be copied. What one call of a firing has
        said is not said again by the next, nor by the failure that the call's rejection becomes.
        """
        said = (about.hint, *about.remedies)
        if said in self._hinted:
            return
        self._hinted.add(said)
        t = self._terminal
        commands = [each for each in about.remedies if isinstance(each, Run)]
        others = self._words("", [each for each in about.remedies if not isinstance(each, Run)])
        lines = [
            *(wrapped(t, about.hint, indent) if about.hint else ()),
            *(indent + t.shown(self._words("", [each])) for each in commands),
            *(wrapped(t, others, indent) if others else ()),
        ]
        for number, line in enumerate(lines):
            word = f"{before}{t.paint('hint', fg='yellow', bold=bold)}  "
            t.line(line if number else word + line.removeprefix(indent))

    def _brief(self, value: Any, longest: int = _LONGEST) -> str:
        """Show the value on the line of something else: masked whole, then cut."""
        return self._terminal.shown(brief(self._terminal.secrets.in_value(value), longest))


def duration(milliseconds: float) -> str:
    """Write a time as a person reads it."""
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.1f} ms"


def value_text(outcome: Outcome, width: int, secrets: Secrets) -> str:
    """Write what the handler answered or returned: on one line if it fits, else indented."""
    answer = _answer(outcome)
    if outcome.value_is_text and answer is None:
        return secrets.in_text(str(outcome.value))
    value = secrets.in_value(outcome.value if answer is None else answer)
    flat = json.dumps(value, ensure_ascii=False)
    # Thirty columns are for what stands before it: “✔ ok in 12.3 ms, returned”.
    return flat if len(flat) < width - 30 else json.dumps(value, indent=2, ensure_ascii=False)


def _answer(outcome: Outcome) -> Any:
    return outcome.rendered.data if outcome.rendered else None
