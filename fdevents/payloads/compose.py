"""A spec and an app's values become the payload that a handler gets."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from msgspec import field

from fdevents.discreet import Discreet
from fdevents.errors import UsageProblem
from fdevents.freshdesk.catalogue import find_event, find_variant
from fdevents.freshdesk.model import Event, Variant
from fdevents.freshdesk.versions import SPECIFIED, Platform
from fdevents.payloads.assignments import assign
from fdevents.payloads.body import put_body
from fdevents.payloads.changes import apply_changes, make_changes, undo_changes
from fdevents.payloads.consistency import refuse_contradictions, refuse_double
from fdevents.payloads.host import put_host
from fdevents.payloads.iparams import put_iparams, refuse_undeclared
from fdevents.payloads.longtext import finish_texts
from fdevents.payloads.notes import Note, notes_on
from fdevents.payloads.spec import PayloadSpec, in_pairs
from fdevents.payloads.starting import starting_payload
from fdevents.payloads.templates import Template


class AppValues(Discreet, frozen=True, kw_only=True):
    """What an app brings to a payload of one event.

    `iparams` are its own values; `declared` names the parameters that it declares, in the file
    `declared_in`, and is empty for an app without any. `template` is its own one for the event,
    `profile` the platform that it runs on, `modules` those of its manifest.
    """

    iparams: Mapping[str, Any] = field(default_factory=dict)
    declared: Collection[str] = ()
    declared_in: str = ""
    template: Template | None = None
    profile: Platform = SPECIFIED
    modules: Collection[str] = ()


NO_APP = AppValues()
# Kept, since json.dumps makes an encoder for each call with options. ASCII, since text with half of
# a surrogate pair can be JSON but not UTF-8.
_JSON = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))


class Composed(Discreet, frozen=True):
    """A payload that is ready to be fired, of a `variant` of an `event`."""

    payload: dict[str, Any]
    event: Event
    variant: Variant
    profile: Platform

    @cached_property
    def text(self) -> str:
        """The payload as a line of JSON. Raises UsageProblem for what JSON cannot carry."""
        return encode(self.payload)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What is worth saying about the payload. Raises as `text`."""
        return notes_on(self.event, self.profile, self.text)


def compose(
    spec: PayloadSpec, app: AppValues = NO_APP, registered: Event | None = None
) -> Composed:
    """Make the payload that `spec` asks for, with a full envelope (ruling 1).

    `registered` is the event as the app has it, which may be another product's of that name.

    In this order: start, dates, iparams, assignments, changes, cuts, body. Assignments come before
    changes, since a change without an old value takes the payload's. Nothing that was given is
    changed. Raises UsageProblem for what cannot be, PayloadRefused (never with `force`) for what
    Freshdesk would not send, AppUnusable for a template of the app's that does not render.
    """
    event = registered or find_event(spec.event, given=spec.payload is not None)
    variant = find_variant(event, spec.variant)
    changes = make_changes(event, in_pairs(spec.changes), force=spec.force)
    assignments = in_pairs(spec.assign)
    refuse_undeclared(spec.iparams, app.declared, app.declared_in, force=spec.force)

    payload = _start(spec, event, variant, app)
    # A variant that was named keeps its change; that of a start gives way to those asked for.
    if changes and (spec.payload is not None or variant is event.variants[0]):
        undo_changes(event, payload)
    put_iparams(payload, app.iparams, app.declared, spec, app.profile)
    paths = [assign(event, payload, *each, force=spec.force) for each in assignments]
    if changes:
        if not spec.force:
            refuse_double(event, changes, assignments, paths)
        apply_changes(event, payload, changes, force=spec.force)
    if not spec.force:
        refuse_contradictions(event, payload, assignments, paths)
    finish_texts(event, payload, paths)
    put_body(event, payload, spec)
    return Composed(payload, event, variant, app.profile)


def _start(spec: PayloadSpec, event: Event, variant: Variant, app: AppValues) -> dict[str, Any]:
    payload = starting_payload(spec, event, variant, app.template, app.profile)
    # A payload that was given may say more than ours: what it says itself stays.
    if not isinstance(spec.payload, dict) or "currentHost" not in spec.payload:
        put_host(payload, event, app.modules)
    if spec.now is not None:
        from fdevents.payloads.dates import move_dates  # 3 ms, and few payloads are moved

        move_dates(payload, event, spec.now)
    return payload


def encode(payload: Any) -> str:
    """Return the payload as a line of JSON. Raises UsageProblem for what JSON cannot carry."""
    try:
        return _JSON.encode(payload)
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageProblem(f"The payload cannot be sent as JSON: {error}.") from None
