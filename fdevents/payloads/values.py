"""One attribute's values: checked against type and enumeration, labelled, and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fdevents.freshdesk.model import Attribute, Type
from fdevents.wording import brief, did_you_mean, listed, with_article


class Mismatch(ValueError):
    """A value that the attribute cannot have: what it is, and what is wanted."""

    def __init__(self, message: str, wanted: str) -> None:
        super().__init__(message)
        self.message = message
        self.wanted = wanted


def label(attribute: Attribute | None, value: Any) -> str:
    """Return the enumeration's name of `value`, or an empty string."""
    # By its type, since to Python True is 1, and would be “Low”.
    if attribute is None or not attribute.labels or type(value) is not int:
        return ""
    return attribute.labels.get(value, "")


def typed(attribute: Attribute, value: Any) -> Any:
    """Return `value` as the attribute has it: labels of an enumeration become their number.

    Raises Mismatch.
    """
    if attribute.labels:
        return _enumerated(attribute, value)
    if value is None and attribute.type is not Type.BOOLEAN:
        return None
    if not _fits(attribute, value):
        message = f"{brief(value)} is not {with_article(attribute.type.value)}."
        raise Mismatch(message, _WANTED[attribute.type])
    return value


_WANTED = {
    Type.NUMBER: "It must be a number or null.",
    Type.STRING: "It must be text or null.",
    Type.BOOLEAN: "It must be true or false.",
    Type.DATETIME: "It must be a time such as 2016-02-13T23:27:49Z, or seconds since 1970.",
    Type.STRINGS: "It must be an array of strings.",
    Type.OBJECTS: "It must be an array of objects.",
    Type.DICTIONARY: "It must be an object.",
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
        case Type.ANY:
            return True


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _enumerated(attribute: Attribute, value: Any) -> int:
    least = attribute.others_from
    # By its type, since to Python True is 1.
    if type(value) is int and (value in attribute.labels or (least is not None and value >= least)):
        return value
    written = _bare(value) if isinstance(value, str) else ""
    by_name = {_bare(name): number for number, name in attribute.labels.items()}
    by_name |= attribute.spellings
    if written in by_name:
        return by_name[written]
    values = listed(f"{number} {name}" for number, name in attribute.labels.items())
    others = "" if least is None else f", and every whole number from {least} on"
    raise Mismatch(
        f"{brief(value)} is not {with_article(attribute.name)}.",
        f"{_guess(attribute, value)} The values are {values}{others}.".strip(),
    )


def _bare(name: str) -> str:
    """Return a label as people write it: without case, spaces, `_` and `-`."""
    return name.casefold().translate(_BETWEEN)


_BETWEEN = str.maketrans("", "", " _-")


def _guess(attribute: Attribute, value: Any) -> str:
    if value is None:
        return "It cannot be null."
    if not isinstance(value, str):
        return ""
    meant = attribute.resembling.get(_bare(value))
    return did_you_mean(meant or value, attribute.labels.values())
