"""What a payload starts from: the sample, a template of the app's, or a payload that was given."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import SPECIFICATION, Event, Variant
from fdevents.freshdesk.versions import Platform
from fdevents.payloads.payload import entity_in
from fdevents.payloads.spec import PayloadSpec
from fdevents.payloads.templates import Template, render
from fdevents.remedies import Force, LeaveOut, Parameter
from fdevents.wording import brief, kind_of, listed


def starting_payload(
    spec: PayloadSpec, event: Event, variant: Variant, template: Template | None, profile: Platform
) -> dict[str, Any]:
    """Make the payload before anything else is put in; its envelope is full.

    Raises UsageProblem and PayloadRefused for a payload that was given, AppUnusable for a template.
    """
    if spec.variant is not None and spec.payload is not None:
        raise UsageProblem(
            "A variant chooses the sample to start from, and a payload replaces the sample.",
            remedies=(LeaveOut((Parameter.VARIANT, Parameter.PAYLOAD)),),
        )
    # Of another product's envelope nothing is known.
    sample = {"event": event.name} if event.foreign else render(event, variant, profile=profile)
    payload: dict[str, Any] = sample
    # An app's template may render `data` alone: the envelope is full all the same (ruling 1).
    if template:
        payload |= render(event, variant, template, profile)
    if spec.payload is None:
        return payload
    return _with_given(event, spec.payload, payload, force=spec.force)


def _with_given(
    event: Event, given: Any, defaults: dict[str, Any], *, force: bool
) -> dict[str, Any]:
    """Return what was given, with `defaults` for the parts of the envelope that it lacks."""
    if not isinstance(given, dict):
        message = f"The payload is {kind_of(given)}, not an object."
        raise UsageProblem(message, parameter=Parameter.PAYLOAD)
    if not all(isinstance(key, str) for key in given):
        message = "The payload has keys that are not text."
        raise UsageProblem(message, parameter=Parameter.PAYLOAD)
    refusal = _refusal(event, given)
    # What set-up, external and scheduled events bring is the app's or its caller's business.
    if refusal and event.entities and not force:
        raise PayloadRefused(
            refusal,
            rule=f"{SPECIFICATION}, Payload",
            parameter=Parameter.PAYLOAD,
            remedies=(Force(),),
        )
    # Who forces a payload without data wants to see what the handler does without.
    if "data" not in given:
        defaults.pop("data", None)
    return defaults | deepcopy(given)


def _refusal(event: Event, given: dict[str, Any]) -> str:
    """Return why Freshdesk would never send `given` for `event`, or an empty string."""
    if "data" not in given:
        return f"The payload has no “data”; it has {listed(given) or 'nothing'}."
    data = given["data"]
    if entity_in(given, event.entity) is None:
        found = listed(map(str, data)) if isinstance(data, dict) else kind_of(data)
        return (
            f"The payload's “data” has no object “{event.entity.name}”, which {event.name} is "
            f"about; it has {found or 'nothing'}."
        )
    named = given.get("event", event.name)
    if named in event.names:
        return ""
    unknown = isinstance(named, str) and named not in EVENTS
    known = ", which is not an event" if unknown else ""
    return f"The payload's event is {brief(named)}{known}, not {event.name}."
