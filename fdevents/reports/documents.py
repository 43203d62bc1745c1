"""The JSON documents that we print: each defined once, as a type that mypy holds the printing to.

The JSON Schemas are derived from these types (`schemas.py`); what stands below a key is its
description there. Both are nothing to the interpreter, so that printing costs no more than a dict.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from fdevents.masking import Secrets
from fdevents.problems import Problem
from fdevents.reports.words import Words
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, Outcome, Rendered

if sys.version_info >= (3, 12):
    from typing import TypedDict
else:  # pydantic reads no older ones
    from typing_extensions import TypedDict


Level = Literal["log", "info", "warn", "error", "debug"]
StatusText = Literal["ok", "failed", "refused", "timed_out", "crashed"]
FailureText = Literal[
    "threw", "not_an_error", "call_rejected", "timed_out", "never_settled", "out_of_memory",
    "too_much_said", "protocol_broken", "sandbox_died", "setup_unfinished", "refused",
    "unanswered", "answer_unfit",
]  # fmt: skip


class ConsoleEntry(TypedDict):
    """One call of a console method."""

    level: Level
    """The method; console.table and console.dir are log."""
    text: str
    """What Node would print."""
    at_ms: float
    """Milliseconds since the firing began."""


class CallEntry(TypedDict):
    """One call of one of the platform's APIs, such as $db.get."""

    api: str
    arguments: list[Any]
    ok: bool
    """Whether its promise was fulfilled."""
    value: Any
    """What it was answered with, or rejected with."""
    at_ms: float
    """Milliseconds since the firing began."""
    duration_ms: float
    """How long the answer took."""
    awaited: bool
    """Whether the handler waited for it."""
    hint: str
    """What to do about a rejection, or empty."""
    mock: dict[str, Any] | None
    """A mock that would answer the request, where none does."""
    file: str | None
    """The file of the app that made the call, where that is known."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column, from 1."""


class RenderedEntry(TypedDict):
    """What the handler gave to renderData."""

    error: Any
    """Its first argument, null for none; an Error as an object with its message."""
    data: Any
    """Its second argument, null for none."""


class ErrorEntry(TypedDict):
    """Why a firing did not end well."""

    kind: FailureText
    """Why, for programs: the words may change, and this does not."""
    name: str
    """The error's name; Uncaught for a thrown value that is not an Error; TimedOut, OutOfMemory
    or SandboxDied where the sandbox ended it."""
    message: str
    stack: str
    """Frames of the app's files only; empty where there is none."""
    file: str | None
    """The file, relative to the app."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column, from 1."""
    hint: str
    """What to do about it, or empty."""


class OutcomeDocument(TypedDict):
    """One firing: what was fired at what, what happened meanwhile, and how it ended."""

    schema: Literal[1]
    """The version of this document."""
    event: str
    """The event that was fired, or the server method that was called."""
    variant: str
    handler: str
    """The callback's name in exports."""
    status: StatusText
    duration_ms: float
    console: list[ConsoleEntry]
    calls: list[CallEntry]
    value: Any
    """What the handler returned: the value itself where JSON carries it, text as Node prints it
    where not, null for undefined."""
    rendered: RenderedEntry | None
    """What the handler gave to renderData, the first time; null where it did not call it"""
    notes: list[str]
    """What is worth saying about how it ended."""
    error: ErrorEntry | None
    payload: dict[str, Any]
    """What the handler got."""


class ProblemEntry(TypedDict):
    """One fault in the app's files."""

    rule: str
    severity: Literal["error", "warning"]
    message: str
    file: str
    """The file, relative to the app."""
    line: int | None
    """The line, from 1."""
    column: int | None
    """The column, from 1."""
    hint: str
    """What was probably meant, or empty."""


class ProblemsDocument(TypedDict):
    """Every problem of an app's files."""

    schema: Literal[1]
    """The version of this document."""
    app: str
    """The app's folder, as it was given."""
    problems: list[ProblemEntry]


def outcome_document(outcome: Outcome, secrets: Secrets, words: Words) -> OutcomeDocument:
    """Describe one firing; whatever the app made of its secrets is masked."""
    return {
        "schema": 1,
        "event": outcome.event,
        "variant": outcome.variant,
        "handler": outcome.handler,
        "status": outcome.status.value,
        "duration_ms": outcome.duration_ms,
        "console": [_console(line, secrets) for line in outcome.console],
        "calls": [_call(call, secrets, words) for call in outcome.calls],
        "value": secrets.in_value(outcome.value),
        "rendered": _rendered(outcome.rendered, secrets) if outcome.rendered else None,
        "notes": [secrets.in_text(note) for note in outcome.notes],
        "error": _error(outcome.error, secrets, words) if outcome.error else None,
        "payload": secrets.in_payload(outcome.payload),
    }


def problems_document(
    app: Path, problems: Iterable[Problem], secrets: Secrets, words: Words
) -> ProblemsDocument:
    """Describe the problems of the app in the folder `app`."""
    return {
        "schema": 1,
        "app": str(app),
        "problems": [_problem(each, secrets, words) for each in problems],
    }


def _console(line: ConsoleLine, secrets: Secrets) -> ConsoleEntry:
    return {"level": line.level, "text": secrets.in_text(line.text), "at_ms": line.at_ms}


def _call(call: ApiCall, secrets: Secrets, words: Words) -> CallEntry:
    place = call.place
    return {
        "api": call.api,
        "arguments": secrets.in_value(call.arguments),
        "ok": call.ok,
        "value": secrets.in_value(call.value),
        "at_ms": call.at_ms,
        "duration_ms": call.duration_ms,
        "awaited": call.awaited,
        "hint": secrets.in_text(words(call.hint, call.remedies)),
        "mock": secrets.in_value(call.mock),
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _rendered(rendered: Rendered, secrets: Secrets) -> RenderedEntry:
    return {
        "error": secrets.in_value(rendered.error),
        "data": secrets.in_value(rendered.data),
    }


def _error(error: Failure, secrets: Secrets, words: Words) -> ErrorEntry:
    place = error.place
    return {
        "kind": error.kind.value,
        "name": secrets.in_text(error.name),
        "message": secrets.in_text(error.message),
        "stack": secrets.in_text(error.stack),
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "hint": secrets.in_text(words(error.hint, error.remedies)),
    }


def _problem(problem: Problem, secrets: Secrets, words: Words) -> ProblemEntry:
    return {
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": secrets.in_text(problem.message),
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "hint": secrets.in_text(words(problem.hint, problem.remedies)),
    }
