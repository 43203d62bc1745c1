"""Event, variant and what was asked for become the payload that a handler gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.catalogue import EVENTS, find_variant
from fdevents.freshdesk.model import SPECIFICATION, Entity, Event
from fdevents.freshdesk.versions import SPECIFIED, Profile
from fdevents.masking import MASK
from fdevents.payloads.changes import Change, apply_changes, undo_changes
from fdevents.payloads.consistency import refuse_contradictions, refuse_double
from fdevents.payloads.longtext import truncate
from fdevents.payloads.paths import set_path
from fdevents.payloads.templates import Template, render
from fdevents.payloads.values import brief


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked of a payload: see README.md, *Payloads*.

    `start` replaces the template, so that there is no `variant` then; `assignments` are (path,
    value), `iparams` the app's values, and `given_iparams` those that come over all others;
    `profile` is the platform that sends it.
    """

    variant: str | None = None
    changes: tuple[Change, ...] = ()
    assignments: tuple[tuple[str, Any], ...] = ()
    start: Any = None
    iparams: Mapping[str, Any] | None = None
    given_iparams: Mapping[str, Any] = field(default_factory=dict)
    template: Template | None = None
    profile: Profile = SPECIFIED
    force: bool = False


def compose(event: Event, wanted: Wanted) -> dict[str, Any]:
    """The payload, its envelope full (ruling 1): start, iparams, assignments, changes, cuts.

    Raises UsageProblem, PayloadRefused (never with `force`) or AppUnusable (overriding template).
    """
    variant = find_variant(event, wanted.variant)
    if wanted.variant is not None and wanted.start is not None:
        raise UsageProblem(
            "A variant chooses the sample to start from, and a payload replaces the sample.",
            "Leave out --variant or --payload.",
        )
    payload = render(event, variant, profile=wanted.profile)
    if wanted.template:
        payload |= render(event, variant, wanted.template, wanted.profile)
    if wanted.start is not None:
        payload = _started(event, wanted.start, payload, force=wanted.force)
    if wanted.changes and (wanted.start is not None or variant is event.variants[0]):
        undo_changes(_entity_of(event, payload))
    _set_iparams(payload, wanted)
    paths = [
        set_path(event, payload, path, value, force=wanted.force)
        for path, value in wanted.assignments
    ]
    if wanted.changes:
        if not wanted.force:
            refuse_double(event, wanted.changes, wanted.assignments, paths)
        apply_changes(event, _entity_of(event, payload), wanted.changes, force=wanted.force)
    if not wanted.force:
        refuse_contradictions(event, payload, wanted.assignments, paths)
    for entity in event.entities:
        _finish(entity, payload, paths)
    return payload


def encode(payload: Any) -> str:
    """The payload as a line of JSON. Raises UsageProblem for numbers that JSON cannot carry."""
    try:
        return json.dumps(payload, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"The payload cannot be sent as JSON: {error}.") from None


def _started(event: Event, start: Any, defaults: dict[str, Any], *, force: bool) -> Any:
    if not isinstance(start, dict):
        raise UsageProblem(f"The payload is {_kind(start)}, where an object is wanted.")
    if not all(isinstance(key, str) for key in start):
        raise UsageProblem("The payload has keys that are no text.")
    refusal = _refusal(event, start)
    if refusal and event.entities and not force:
        raise PayloadRefused(
            refusal, "Pass --force to send it all the same.", rule=f"{SPECIFICATION}, Payload"
        )
    if "data" not in start:
        defaults.pop("data", None)
    return defaults | deepcopy(start)


def _refusal(event: Event, start: dict[str, Any]) -> str:
    """Why Freshdesk would never send `start` for `event`, or an empty string."""
    if "data" not in start:
        return f"The payload has no “data”; it has {', '.join(start) or 'nothing'}."
    data = start["data"]
    wanted = event.entity.name
    if not isinstance(data, dict) or not isinstance(data.get(wanted), dict):
        found = ", ".join(map(str, data)) if isinstance(data, dict) else _kind(data)
        return (
            f"The payload's “data” has no object “{wanted}”, which {event.name} is about; "
            f"it has {found or 'nothing'}."
        )
    named = start.get("event", event.name)
    if named != event.name:
        unknown = isinstance(named, str) and named not in EVENTS
        known = ", which is no event" if unknown else ""
        return f"The payload is of event {brief(named)}{known}, not of {event.name}."
    return ""


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return "null" if value is None else kinds.get(type(value), "a number")


def _set_iparams(payload: dict[str, Any], wanted: Wanted) -> None:
    """The app's values, those of a payload that was started from, and those that were given."""
    own = wanted.start.get("iparams") if isinstance(wanted.start, dict) else None
    started = {k: v for k, v in own.items() if v != MASK} if isinstance(own, dict) else {}
    values = {**(wanted.iparams or {}), **started, **wanted.given_iparams}
    if values or "iparams" not in payload:
        nothing: dict[str, Any] | None = None if wanted.profile is SPECIFIED else {}
        payload["iparams"] = deepcopy(values) or nothing


def _entity_of(event: Event, payload: dict[str, Any]) -> dict[str, Any]:
    data = payload.get("data")
    entity = data.get(event.entity.name) if isinstance(data, dict) else None
    if not isinstance(entity, dict):
        raise UsageProblem(
            f"--change has nothing to change: the payload has no data.{event.entity.name}."
        )
    return entity


def _finish(entity: Entity, payload: dict[str, Any], paths: list[tuple[Any, ...]]) -> None:
    """HTML and its plain text told apart by nothing, then both cut as Freshdesk cuts them."""
    data = payload.get("data")
    values = data.get(entity.name) if isinstance(data, dict) else None
    if not isinstance(values, dict):
        return
    assigned = {steps[2] for steps in paths if steps[:2] == ("data", entity.name) and steps[2:]}
    for attribute in entity.attributes:
        if attribute.twin:
            _follow(values, attribute.name, attribute.twin, assigned)
    truncate(entity, values)


def _follow(values: dict[str, Any], html: str, text: str, assigned: set[Any]) -> None:
    if html in assigned and text not in assigned and isinstance(values.get(html), str):
        from fdevents.payloads.plaintext import to_text

        values[text] = to_text(values[html])
    elif text in assigned and html not in assigned and isinstance(values.get(text), str):
        from fdevents.payloads.plaintext import to_html

        values[html] = to_html(values[text])
