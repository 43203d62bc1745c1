"""The body of an external event, or of a schedule, as the platform hands it to the app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qsl

from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Event, Kind
from fdevents.payloads.spec import NOT_GIVEN, PayloadSpec, RawText
from fdevents.remedies import Give, Parameter
from fdevents.wording import kind_of

_CONTENT_TYPE = "Content-Type"
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def put_body(event: Event, payload: dict[str, Any], spec: PayloadSpec) -> None:
    """Put the `data` and the `headers` of the spec into the payload, where the event has them.

    A schedule's data is an object. A request's body is read by its content type: JSON as a value,
    a form as an object, all others as text; with `data_as` “text” it is text whatever it is
    (ruling 18). Raises UsageProblem.
    """
    if spec.data_as not in ("value", "text"):
        message = f"The data cannot be handed over as “{spec.data_as}”: it is a value, or text."
        raise UsageProblem(message, parameter=Parameter.DATA_AS)
    if event.kind is Kind.EXTERNAL:
        headers = _merged(payload.get("headers"), spec.headers)
        data = payload.get("data") if spec.data is NOT_GIVEN else spec.data
        if spec.data_as == "text":
            payload["data"] = data.text if isinstance(data, RawText) else _as_text(data)
        elif spec.data is not NOT_GIVEN:
            payload["data"] = _body(data, headers)
        payload["headers"] = headers
        return
    if spec.data_as == "text":
        message = f"{event.name} has no data that is text: only the caller of a URL sends some."
        raise UsageProblem(message, parameter=Parameter.DATA_AS)
    # Refused, as for any event without a request: whoever gives a header thinks that the handler
    # sees it.
    if event.kind is Kind.SCHEDULED and spec.headers:
        message = f"{event.name} has no headers: only external events have them."
        raise UsageProblem(message, parameter=Parameter.HEADERS)
    if event.kind is not Kind.SCHEDULED and (spec.headers or spec.data is not NOT_GIVEN):
        raise _has_no_body(event, Parameter.HEADERS if spec.headers else Parameter.DATA)
    if spec.data is NOT_GIVEN:
        return
    value = _json(spec.data.text) if isinstance(spec.data, RawText) else deepcopy(spec.data)
    if not isinstance(value, dict):
        message = f"A schedule's data must be an object, and this is {kind_of(value)}."
        raise UsageProblem(message, parameter=Parameter.DATA)
    payload["data"] = value


def _has_no_body(event: Event, parameter: Parameter) -> UsageProblem:
    return UsageProblem(
        f"{event.name} has no body: only external and scheduled events have one.",
        parameter=parameter,
        remedies=(
            Give(Parameter.ASSIGN, why="sets a value of the payload"),
            Give(Parameter.PAYLOAD, why="replaces the whole payload"),
        ),
    )


def _merged(own: Any, given: Mapping[str, str]) -> dict[str, str]:
    """Return the sample's headers under those that were given, whatever case they are in."""
    names = {name.casefold() for name in given}
    kept = own if isinstance(own, dict) else {}
    return {n: value for n, value in kept.items() if n.casefold() not in names} | dict(given)


def _body(data: Any, headers: dict[str, str]) -> Any:
    """Return what the platform makes of a body."""
    by_name = {name.casefold(): value for name, value in headers.items()}
    kind = by_name.get(_CONTENT_TYPE.casefold(), _JSON).partition(";")[0].strip().lower()
    # RFC 6839: whatever ends in +json, such as application/vnd.api+json, is JSON.
    if kind == _JSON or kind.endswith("+json"):
        return _json(data.text) if isinstance(data, RawText) else deepcopy(data)
    # The library gives values, not what somebody typed: of a form, its fields already.
    if not isinstance(data, RawText):
        return data if kind == _FORM else _as_text(data)
    return _form(data.text) if kind == _FORM else data.text


def _form(text: str) -> dict[str, Any]:
    """Return the fields of a form; one that is there several times has a list of values."""
    fields: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        before = fields.get(name)
        listed = before if isinstance(before, list) else [before]
        fields[name] = value if before is None else [*listed, value]
    return fields


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        message = f"The data cannot be sent as JSON: {error}."
        raise UsageProblem(message, parameter=Parameter.DATA) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        is_xml = text.lstrip().startswith("<")
        kind, called = ("application/xml", "XML") if is_xml else ("text/plain", "text")
        says = Give(Parameter.HEADERS, (_CONTENT_TYPE, kind), f"says that it is {called}, not JSON")
        message = f"The data is not valid JSON: {error}."
        raise UsageProblem(message, parameter=Parameter.DATA, remedies=(says,)) from None
