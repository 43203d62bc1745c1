"""One way to compose a payload."""

from __future__ import annotations

from typing import Any, Unpack

from fdevents.freshdesk.model import Event
from fdevents.payloads.compose import NO_APP, AppValues, compose
from fdevents.payloads.spec import SpecKeywords, as_spec
from fdevents.payloads.written import read_changes


def payload_of(
    event: Event, app: AppValues = NO_APP, **wanted: Unpack[SpecKeywords]
) -> dict[str, Any]:
    """The payload of the event, for what is wanted of it."""
    return compose(as_spec(event.name, **wanted), app).payload


def changed(event: Event, *texts: str, **options: Any) -> dict[str, Any]:
    """The entity of the event's payload, after the changes."""
    payload = payload_of(event, changes=read_changes(event, texts), **options)
    entity: dict[str, Any] = payload["data"][event.entity.name]
    return entity
