"""The body of an external event, or of a schedule, as the platform hands it to the app."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event, Kind
from fdevents.freshdesk.versions import Profile

_CONTENT_TYPE = "Content-Type"
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def with_data(
    event: Event,
    payload: dict[str, Any],
    data: str | None,
    headers: dict[str, str],
    profile: Profile,
) -> dict[str, Any]:
    """The payload with this `data` and these `headers`.

    A schedule's data is a JSON object. A request's body is read by its content type: JSON as a
    value (as text where `profile` hands it over so), a form as an object, all others as text.
    Raises UsageProblem.
    """
    if event.kind is Kind.SCHEDULED and data is not None:
        value = _json(data)
        if not isinstance(value, dict):
            raise UsageProblem("The data of a schedule is a JSON object.")
        return payload | {"data": value}
    if event.kind is Kind.EXTERNAL:
        all_headers = _merged(payload.get("headers"), headers)
        body = payload.get("data") if data is None else _body(data, all_headers, profile)
        return payload | {"data": body, "headers": all_headers}
    if data is not None or headers:
        raise UsageProblem(
            f"{event.name} has no body: --data and --header are for events from outside.",
            "Use --set PATH=VALUE, or --payload FILE.",
        )
    return payload


def parse_header(text: str) -> tuple[str, str]:
    """`Name: value`. Raises UsageProblem."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise UsageProblem(
            f"--header {text}: there is no “NAME:VALUE” in it.",
            "For example: Content-Type:application/xml",
        )
    return name.strip(), value.strip()


def _merged(own: Any, given: dict[str, str]) -> dict[str, str]:
    """The sample's headers under those that were given, whatever case they are in."""
    names = {name.casefold() for name in given}
    kept = own if isinstance(own, dict) else {}
    return {name: value for name, value in kept.items() if name.casefold() not in names} | given


def _body(data: str, headers: dict[str, str], profile: Profile) -> Any:
    by_name = {name.casefold(): value for name, value in headers.items()}
    kind = by_name.get(_CONTENT_TYPE.casefold(), _JSON).partition(";")[0].strip().lower()
    if kind == _JSON or kind.endswith("+json"):
        value = _json(data)
        return value if profile.parses_bodies else json.dumps(value)
    if kind == _FORM:
        fields: dict[str, Any] = {}
        for name, value in parse_qsl(data, keep_blank_values=True):
            before = fields.get(name)
            fields[name] = value if before is None else [*_listed(before), value]
        return fields
    return data


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _json(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageProblem(
            f"--data is not valid JSON: {error}.",
            "Name another content type with --header Content-Type:text/plain, if it is none.",
        ) from None
