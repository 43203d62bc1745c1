"""The written forms of what is asked for, as a command line or a form takes them, become values.

FIELD=OLD,NEW · PATH=VALUE · NAME:VALUE · NAME=VALUE
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Attribute, Event, Type
from fdevents.payloads.documented import attribute_at
from fdevents.payloads.paths import steps_of
from fdevents.payloads.spec import Pairs
from fdevents.remedies import Give, Parameter
from fdevents.wording import shortened


def read_changes(event: Event, texts: Iterable[str]) -> Pairs:
    """Read each `FIELD=OLD,NEW` or `FIELD=NEW` as a name and a tuple of two values, or of one.

    The attribute's type says what `1` or `true` is; what Freshdesk would not fire is not judged
    here. Raises UsageProblem for what cannot be read.
    """
    return tuple(_change(event, text) for text in texts)


def read_assignments(event: Event, texts: Iterable[str]) -> Pairs:
    """Read each `PATH=VALUE` as the path and the value, by the type of a documented attribute.

    Where no type is known it is JSON, or text where it does not parse as JSON. Whether the value
    fits is not judged here. Raises UsageProblem.
    """
    pairs = (_parted(text, "=", Parameter.ASSIGN, "PATH=VALUE", _SUBJECT) for text in texts)
    return tuple((path, _assigned(event, path, written)) for path, written in pairs)


def read_headers(texts: Iterable[str]) -> dict[str, str]:
    """Read each `NAME:VALUE` as a header and its value. Raises UsageProblem."""
    pairs = (_parted(text, ":", Parameter.HEADERS, "NAME:VALUE", _XML) for text in texts)
    return {name: value.strip() for name, value in pairs}


def read_iparams(texts: Iterable[str], as_text: Collection[str] = ()) -> dict[str, Any]:
    """Read each `NAME=VALUE` as a parameter and its value: JSON where it parses as JSON, else text.

    Those that `as_text` names are text whatever they look like. Raises UsageProblem.
    """
    pairs = [_parted(text, "=", Parameter.IPARAMS, "NAME=VALUE") for text in texts]
    return {name: text if name in as_text else json_or_text(text) for name, text in pairs}


def json_or_text(written: str) -> Any:
    """Return what `written` says as JSON, or the text itself."""

    def no_constant(_: str) -> Any:
        raise ValueError

    try:
        value = json.loads(written, parse_constant=no_constant)
        # 1e999 parses, as infinity, and could not be sent.
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return written
    return value


def read_values(attribute: Attribute, written: str, *, name: str) -> tuple[Any, ...]:
    """Read the one or two values in `written`: a JSON pair, or text split as CSV.

    Raises UsageProblem where there are more, or the quotes do not match.
    """
    pair = _json_pair(attribute, written)
    if pair is not None:
        return pair
    return tuple(_literal(attribute, part) for part in _split(written, name))


def _assigned(event: Event, path: str, written: str) -> Any:
    attribute = attribute_at(event, steps_of(path, {"data": {}}))
    kind = attribute.type if attribute else Type.ANY
    value = json_or_text(written)
    bare = written.strip()
    if attribute and attribute.labels and value == written:
        return bare
    if kind is Type.STRING and not isinstance(value, str):
        # Digits are text here, all twenty of them, and `null` alone is not.
        return None if value is None else written
    if kind is Type.STRINGS and not isinstance(value, list) and value is not None:
        return [each.strip() for each in _cells(written, Parameter.ASSIGN, path)] if bare else []
    if kind is Type.BOOLEAN and bare.casefold() in ("true", "false"):
        return bare.casefold() == "true"
    return value


_PRIORITY = Give(Parameter.CHANGES, ("priority", (1, 2)))
_SUBJECT = Give(Parameter.ASSIGN, ("ticket.subject", "Hi"))
_XML = Give(Parameter.HEADERS, ("Content-Type", "application/xml"))
_QUOTED = Give(Parameter.CHANGES, ("type", ("Question", "Feature, request")))


def _parted(
    text: str, sign: str, parameter: Parameter, form: str, example: Give | None = None
) -> tuple[str, str]:
    """Return what stands before and after the sign. Raises UsageProblem without either."""
    name, found, written = text.partition(sign)
    if not found or not name.strip():
        raise UsageProblem(
            f"it is not of the form {form}.",
            parameter=parameter,
            name=shortened(text) or '""',
            remedies=(example,) if example else (),
        )
    return name.strip(), written


def _change(event: Event, text: str) -> tuple[str, tuple[Any, ...]]:
    name, written = _parted(text, "=", Parameter.CHANGES, "FIELD=OLD,NEW", _PRIORITY)
    head = event.aliases.get(name, name).partition(".")[0]
    attribute = event.entity.attribute(head) or Attribute(head, Type.DICTIONARY, "Unknown.")
    return name, read_values(attribute, written, name=name)


def _json_pair(attribute: Attribute, written: str) -> tuple[Any, ...] | None:
    if not written.lstrip().startswith(("[", "{")):
        return None
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    # ["a", "b"] is one list of tags; a pair of lists is an old and a new one.
    if attribute.type in (Type.STRINGS, Type.OBJECTS):
        inner = isinstance(found, list) and all(
            isinstance(each, list) or each is None for each in found
        )
        return tuple(found) if inner and len(found) == 2 else (found,)
    if isinstance(found, list) and len(found) == 2:
        return tuple(found)
    return (found,) if attribute.type is Type.DICTIONARY else None


def _split(written: str, name: str) -> list[str]:
    parts = _cells(written, Parameter.CHANGES, name)
    if len(parts) > 2:
        message = f"“{shortened(written)}” has {len(parts)} values, where OLD,NEW has two."
        raise _misquoted(message, Parameter.CHANGES, name)
    return parts


def _cells(written: str, parameter: Parameter, name: str) -> list[str]:
    # Without quotes there is nothing that csv would read otherwise.
    if '"' not in written:
        return written.split(",")
    # The default of 128 KB is less than a description may have.
    import csv  # 1 ms, and most values have no comma

    csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.reader([written], strict=True))
    except csv.Error as error:
        message = f"the quotes in “{shortened(written)}” do not match ({error})."
        raise _misquoted(message, parameter, name) from None
    return rows[0] if rows else [""]


def _misquoted(message: str, parameter: Parameter, name: str) -> UsageProblem:
    return UsageProblem(
        message,
        "Quote a value that has a comma in it.",
        parameter=parameter,
        name=name,
        remedies=(_QUOTED,) if parameter is Parameter.CHANGES else (),
    )


def _literal(attribute: Attribute, text: str) -> Any:
    stripped = text.strip()
    if stripped.casefold() == "null":
        return None
    if attribute.type is Type.BOOLEAN and stripped.casefold() in ("true", "false"):
        return stripped.casefold() == "true"
    # A list of one, since the comma stands between the old value and the new one.
    if attribute.type is Type.STRINGS and stripped:
        return [stripped]
    if attribute.type in (Type.NUMBER, Type.DATETIME, Type.DICTIONARY):
        try:
            return json.loads(stripped, parse_constant=str)
        except (ValueError, RecursionError):
            return stripped
    return text
