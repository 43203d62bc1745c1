"""The JSON documents that we print: each defined once, as a type that mypy holds the printing to.

`fdevents schema` derives the JSON Schemas from these types; what stands below a key is its
description there. Both are nothing to the interpreter, so that printing costs no more than a dict.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from fdevents.freshdesk.model import Attribute, Entity, Event
from fdevents.freshdesk.versions import PLATFORMS
from fdevents.masking import Secrets
from fdevents.problems import Problem
from fdevents.reports.words import Words
from fdevents.sandbox.messages import ConsoleLine
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Failure, Outcome

if sys.version_info >= (3, 12):
    from typing import TypedDict
else:  # pydantic reads no older ones
    from typing_extensions import TypedDict


Level = Literal["log", "info", "warn", "error", "debug"]
StatusText = Literal["ok", "failed", "timed_out", "crashed"]


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


class ErrorEntry(TypedDict):
    """Why a firing did not end well."""

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
    """One firing: a line of `fdevents trigger --json` and `fdevents run --json`."""

    schema: Literal[1]
    """The version of this document."""
    event: str
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
    """Every problem of an app: what `fdevents validate --format json` prints."""

    schema: Literal[1]
    """The version of this document."""
    app: str
    """The app's folder, as it was given."""
    problems: list[ProblemEntry]


class AttributeEntry(TypedDict):
    """One attribute of an entity."""

    name: str
    type: str
    description: str
    values: dict[str, str]
    """The enumeration: value to name; empty if none."""


class EntityEntry(TypedDict):
    """One object under the payload's `data`."""

    name: str
    attributes: list[AttributeEntry]


class VariantEntry(TypedDict):
    """One documented way in which an event happens."""

    name: str
    summary: str
    changes: dict[str, tuple[Any, Any]]


class NotFiredEntry(TypedDict):
    """What does not fire an event, and where that is documented."""

    what: str
    source: str


class EventEntry(TypedDict):
    """One product event."""

    name: str
    summary: str
    kind: Literal["product", "set-up", "external", "scheduled"]
    """What fires it."""
    platforms: list[str]
    """The platform versions that have it."""
    variants: list[VariantEntry]
    """The default one first."""
    fires_for: list[str]
    not_fired_for: list[NotFiredEntry]
    changeable: list[str]
    """What --change may name."""
    entities: list[EntityEntry]


class EventsDocument(TypedDict):
    """The catalogue: what `fdevents events --json` prints."""

    schema: Literal[1]
    """The version of this document."""
    events: list[EventEntry]


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


def events_document(events: Iterable[Event]) -> EventsDocument:
    """Describe events of the catalogue."""
    return {"schema": 1, "events": [_event(event) for event in events]}


def versions_of(event: Event) -> list[str]:
    """Return the platform versions that have the event."""
    return [
        version
        for profile in PLATFORMS
        if event.exists_on(profile.name)
        for version in profile.versions
    ]


def _console(line: ConsoleLine, secrets: Secrets) -> ConsoleEntry:
    return {"level": line.level, "text": secrets.in_text(line.text), "at_ms": line.at_ms}


def _call(call: ApiCall, secrets: Secrets, words: Words) -> CallEntry:
    return {
        "api": call.api,
        "arguments": secrets.in_value(call.arguments),
        "ok": call.ok,
        "value": secrets.in_value(call.value),
        "at_ms": call.at_ms,
        "duration_ms": call.duration_ms,
        "awaited": call.awaited,
        "hint": secrets.in_text(words(call.hint, call.remedies)),
    }


def _error(error: Failure, secrets: Secrets, words: Words) -> ErrorEntry:
    place = error.place
    return {
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


def _event(event: Event) -> EventEntry:
    return {
        "name": event.name,
        "summary": event.summary,
        "kind": event.kind.value,
        "platforms": versions_of(event),
        "variants": [
            {"name": each.name, "summary": each.summary, "changes": dict(each.changes)}
            for each in event.variants
        ],
        "fires_for": list(event.fires_for),
        "not_fired_for": [{"what": each.what, "source": each.source} for each in event.not_fired],
        "changeable": list(event.changeable),
        "entities": [_entity(entity) for entity in event.entities],
    }


def _entity(entity: Entity) -> EntityEntry:
    return {"name": entity.name, "attributes": [_attribute(each) for each in entity.attributes]}


def _attribute(attribute: Attribute) -> AttributeEntry:
    return {
        "name": attribute.name,
        "type": attribute.type.value,
        "description": attribute.description,
        "values": {str(value): name for value, name in attribute.labels.items()},
    }
