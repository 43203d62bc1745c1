"""One attribute's values: read from text, checked against type and enumeration, and labelled."""

from __future__ import annotations

import json
from typing import Any

from fdevents.errors import UsageProblem
from fdevents.freshdesk.model import Attribute, Type
from fdevents.wording import did_you_mean


class Mismatch(ValueError):
    """A value that the attribute cannot have: what it is, and what is wanted."""

    def __init__(self, message: str, wanted: str) -> None:
        super().__init__(message)
        self.message = message
        self.wanted = wanted


def label(attribute: Attribute | None, value: Any) -> str:
    """The enumeration's name of `value`, or an empty string."""
    if attribute is None or not attribute.labels or type(value) is not int:
        return ""
    return attribute.labels.get(value, "")


def parse_values(attribute: Attribute, written: str, *, name: str) -> tuple[Any, ...]:
    """The one or two values in `written`: a JSON pair, or text split as CSV.

    Raises UsageProblem where there are more, or none.
    """
    pair = _json_pair(attribute, written)
    if pair is not None:
        return pair
    parts = _split(written, name)
    return tuple(_literal(attribute, part) for part in parts)


def typed(attribute: Attribute, value: Any) -> Any:
    """`value` as the attribute has it: labels of an enumeration become their number.

    Raises Mismatch.
    """
    if attribute.labels:
        return _enumerated(attribute, value)
    if value is None and attribute.type is not Type.BOOLEAN:
        return None
    if not _fits(attribute, value):
        raise Mismatch(f"{brief(value)} is no {attribute.type.value}.", _WANTED[attribute.type])
    return value


_WANTED = {
    Type.NUMBER: "A number is wanted, or null.",
    Type.STRING: "Text is wanted, or null.",
    Type.BOOLEAN: "true or false is wanted.",
    Type.DATETIME: "A time such as 2016-02-13T23:27:49Z is wanted, or seconds since 1970.",
    Type.STRINGS: """A JSON array of strings is wanted, as in '[["a"],["a","b"]]'.""",
    Type.OBJECTS: "A JSON array of objects is wanted.",
    Type.DICTIONARY: "A JSON object is wanted.",
}


def _fits(attribute: Attribute, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match attribute.type:
        case Type.NUMBER:
            return number or (attribute.also_text and isinstance(value, str))
        case Type.STRING:
            return isinstance(value, str) or (attribute.also_text and number)
        case Type.BOOLEAN:
            return isinstance(value, bool)
        case Type.DATETIME:
            return number or (isinstance(value, str) and _is_time(value))
        case Type.STRINGS:
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case Type.OBJECTS:
            return isinstance(value, list) and all(isinstance(each, dict) for each in value)
        case Type.DICTIONARY:
            return isinstance(value, dict)


def _is_time(text: str) -> bool:
    from datetime import datetime

    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _enumerated(attribute: Attribute, value: Any) -> int:
    values = ", ".join(f"{number} {name}" for number, name in attribute.labels.items())
    if type(value) is int and value in attribute.labels:
        return value
    if isinstance(value, str):
        by_name = {name.casefold(): number for number, name in attribute.labels.items()}
        if value.casefold() in by_name:
            return by_name[value.casefold()]
    guess = did_you_mean(str(value), attribute.labels.values())
    raise Mismatch(
        f"{brief(value)} is no {attribute.name}.", f"{guess} The values are {values}.".strip()
    )


def brief(value: Any, most: int = 80) -> str:
    """A value as a message shows it: as JSON, and not of more than `most` characters."""
    try:
        return shortened(json.dumps(value, ensure_ascii=False), most)
    except (TypeError, ValueError, RecursionError):
        return shortened(repr(value), most)


def shortened(text: str, most: int = 80) -> str:
    """`text`, or its beginning where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _json_pair(attribute: Attribute, written: str) -> tuple[Any, ...] | None:
    if not written.lstrip().startswith(("[", "{")):
        return None
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if attribute.type in (Type.STRINGS, Type.OBJECTS):
        inner = isinstance(found, list) and all(
            isinstance(each, list) or each is None for each in found
        )
        return tuple(found) if inner and len(found) == 2 else (found,)
    if isinstance(found, list) and len(found) == 2:
        return tuple(found)
    return (found,) if attribute.type is Type.DICTIONARY else None


def _split(written: str, name: str) -> list[str]:
    if '"' not in written:
        return _one_or_two(written.split(","), written, name)
    import csv

    csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.reader([written], strict=True))
    except csv.Error as error:
        raise UsageProblem(
            f"--change {name}={shortened(written)}: the quotes do not match ({error}).",
            'Quote a value that has a comma in it: type=Question,"Feature, request"',
        ) from None
    return _one_or_two(rows[0] if rows else [""], written, name)


def _one_or_two(parts: list[str], written: str, name: str) -> list[str]:
    if len(parts) > 2:
        raise UsageProblem(
            f"--change {name}={shortened(written)}: {len(parts)} values, where OLD,NEW is wanted.",
            'Quote a value that has a comma in it: type=Question,"Feature, request"',
        )
    return parts


def _literal(attribute: Attribute, text: str) -> Any:
    stripped = text.strip()
    if stripped.casefold() == "null":
        return None
    if attribute.type is Type.BOOLEAN and stripped.casefold() in ("true", "false"):
        return stripped.casefold() == "true"
    if attribute.type in (Type.NUMBER, Type.DATETIME, Type.DICTIONARY):
        try:
            return json.loads(stripped, parse_constant=str)
        except (ValueError, RecursionError):
            return stripped
    return text
