"""Outcomes, problems and the catalogue as the dictionaries that `documents` describes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fdevents.freshdesk.model import Event
from fdevents.freshdesk.versions import PROFILES
from fdevents.problems import Problem
from fdevents.session.calls import ApiCall
from fdevents.session.steps import Outcome

SCHEMA = 1


def outcome_line(outcome: Outcome) -> str:
    """One firing as one line of JSON."""
    return json.dumps(outcome_document(outcome), separators=(",", ":"))


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """One firing as `OutcomeDocument`."""
    error = outcome.error
    place = error.place if error else None
    return {
        "schema": SCHEMA,
        "event": outcome.event,
        "variant": outcome.variant,
        "handler": outcome.handler,
        "status": outcome.status,
        "duration_ms": outcome.duration_ms,
        "console": [
            {"level": line.level, "text": line.text, "at_ms": line.at_ms}
            for line in outcome.console
        ],
        "calls": [_call(call) for call in outcome.calls],
        "value": outcome.value,
        "error": error
        and {
            "name": error.name,
            "message": error.message,
            "stack": error.stack,
            "file": place and place.file,
            "line": place and place.line,
            "column": place and place.column,
            "hint": error.hint,
        },
        "payload": outcome.payload,
    }


def versions_of(event: Event) -> list[str]:
    """The platform versions that have the event."""
    return [
        version
        for profile in PROFILES
        if event.exists_on(profile.name)
        for version in profile.versions
    ]


def _call(call: ApiCall) -> dict[str, Any]:
    return {
        "api": call.api,
        "arguments": call.arguments,
        "ok": call.ok,
        "value": call.value,
        "at_ms": call.at_ms,
        "duration_ms": call.duration_ms,
        "awaited": call.awaited,
        "hint": call.hint,
    }


def problems_document(app: str, problems: Iterable[Problem]) -> dict[str, Any]:
    """An app's problems as `ProblemsDocument`."""
    return {
        "schema": SCHEMA,
        "app": app,
        "problems": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "message": each.message,
                "file": each.place.file,
                "line": each.place.line,
                "column": each.place.column,
                "hint": each.hint,
            }
            for each in problems
        ],
    }


def events_document(events: Iterable[Event]) -> dict[str, Any]:
    """Events of the catalogue as `EventsDocument`."""
    return {"schema": SCHEMA, "events": [_event(event) for event in events]}


def _event(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "summary": event.summary,
        "kind": event.kind.value,
        "platforms": versions_of(event),
        "variants": [
            {
                "name": each.name,
                "summary": each.summary,
                "changes": {name: list(pair) for name, pair in each.changes.items()},
            }
            for each in event.variants
        ],
        "fires_for": list(event.fires_for),
        "not_fired_for": [{"what": each.what, "source": each.source} for each in event.not_fired],
        "changeable": list(event.changeable),
        "entities": [
            {
                "name": entity.name,
                "attributes": [
                    {
                        "name": each.name,
                        "type": each.type.value,
                        "description": each.description,
                        "values": {str(value): name for value, name in each.labels.items()},
                    }
                    for each in entity.attributes
                ],
            }
            for entity in event.entities
        ],
    }
