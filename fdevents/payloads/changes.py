"""`--change`: parse what was asked for, refuse what Freshdesk would not fire, apply the rest."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.model import SPECIFICATION, Attribute, Event, Type
from fdevents.payloads.values import Mismatch, brief, parse_values, typed
from fdevents.wording import did_you_mean


class Old(Enum):
    """Stands for the old value that the payload itself has."""

    FROM_PAYLOAD = "from the payload"


FROM_PAYLOAD = Old.FROM_PAYLOAD


@dataclass(frozen=True)
class Change:
    """One attribute's old and new value; `field` is the part of `custom_fields`, if any."""

    attribute: str
    old: Any
    new: Any
    field: str = ""

    @property
    def name(self) -> str:
        """The name as it is written after `--change`."""
        return f"{self.attribute}.{self.field}" if self.field else self.attribute


def parse_change(event: Event, text: str, *, force: bool = False) -> Change:
    """`FIELD=OLD,NEW` or `FIELD=NEW` as a change of `event`, typed by the attribute.

    Raises UsageProblem for what cannot be read and PayloadRefused for what Freshdesk would not
    send; the latter not with `force`.
    """
    name, equals, written = text.partition("=")
    if not equals or not name.strip():
        raise UsageProblem(
            f"--change {text}: there is no “FIELD=OLD,NEW” in it.", "For example: priority=1,2"
        )
    attribute, field = _resolve(event, name.strip(), force=force)
    values = parse_values(attribute, written, name=name.strip())
    return _checked(attribute, field, values, force=force)


def make_change(event: Event, name: str, value: Any, *, force: bool = False) -> Change:
    """The change of `name` to `value`, or from `value[0]` to `value[1]` where it is a tuple.

    Raises the same as `parse_change`.
    """
    attribute, field = _resolve(event, name, force=force)
    values = value if isinstance(value, tuple) else (value,)
    if len(values) not in (1, 2):
        raise UsageProblem(f"The change of {name} has {len(values)} values, not one or two.")
    return _checked(attribute, field, values, force=force)


def apply_changes(
    event: Event, entity: dict[str, Any], changes: Iterable[Change], *, force: bool
) -> None:
    """Puts the new values into `entity` and the pairs into its `changes`."""
    found = entity.get("changes")
    pairs: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
    for change in changes:
        old = _old_value(event, entity, change)
        if _same(old, change.new) and not force:
            raise PayloadRefused(
                f"--change {change.name}: old and new value are both {brief(old)}.",
                "Name two values that differ, or pass --force to send it all the same.",
                rule="A change has an old and a new value that differ.",
            )
        pair = _pair(entity, change, old, pairs.get(change.attribute))
        pairs[change.attribute] = pair
        entity[change.attribute] = deepcopy(pair[1])
    entity["changes"] = pairs


def _resolve(event: Event, name: str, *, force: bool) -> tuple[Attribute, str]:
    if not event.takes_changes:
        raise UsageProblem(
            f"{event.name} has no changes: --change is for the Update events.",
            "Use --set PATH=VALUE to give an attribute another value.",
        )
    head, _, field = event.aliases.get(name, name).partition(".")
    attribute = event.entity.attribute(head)
    if head in event.changeable and attribute:
        if field and head != "custom_fields":
            raise UsageProblem(f"--change {name}: only custom_fields has parts.")
        return attribute, field
    if not force:
        raise _not_fired(event, name, head, known=attribute is not None)
    attribute = attribute or Attribute(head, Type.DICTIONARY, "Not in the catalogue.")
    if field and attribute.type is not Type.DICTIONARY:
        raise UsageProblem(f"--change {name}: only custom_fields has parts.")
    return attribute, field


def _not_fired(event: Event, name: str, head: str, *, known: bool) -> PayloadRefused:
    for rule in event.not_fired:
        if head in rule.attributes:
            return PayloadRefused(
                f"Freshdesk does not fire {event.name} for {rule.what} ({rule.source}).",
                "Pass --force to send it all the same.",
                rule=rule.source,
            )
    entity = event.entity.name
    if known:
        return PayloadRefused(
            f"Freshdesk does not fire {event.name} for a change of {name}: it is not among the "
            f"supported changes ({SPECIFICATION}, {event.name}).",
            f"Supported: {', '.join(event.changeable)}. Pass --force to send it all the same.",
            rule=f"{SPECIFICATION}, {event.name}",
        )
    guess = did_you_mean(name, (*event.changeable, *event.aliases), most=2)
    return PayloadRefused(
        f"A {entity} has no attribute “{name}”.",
        guess or f"It has {', '.join(event.changeable)}.",
        rule=f"{SPECIFICATION}, {event.name}, attributes of the {entity}",
    )


def _checked(attribute: Attribute, field: str, values: tuple[Any, ...], *, force: bool) -> Change:
    name = f"{attribute.name}.{field}" if field else attribute.name
    if not field:
        values = tuple(_typed(attribute, value, name, force=force) for value in values)
    old = values[0] if len(values) == 2 else FROM_PAYLOAD
    return Change(attribute.name, old, values[-1], field)


def _typed(attribute: Attribute, value: Any, name: str, *, force: bool) -> Any:
    try:
        return typed(attribute, value)
    except Mismatch as mismatch:
        if force:
            return value
        raise PayloadRefused(
            f"--change {name}: {mismatch.message}",
            f"{mismatch.wanted} Pass --force to send it all the same.",
            rule=f"{SPECIFICATION}, attribute {attribute.name}",
        ) from None


def _old_value(event: Event, entity: dict[str, Any], change: Change) -> Any:
    if change.old is not FROM_PAYLOAD:
        return change.old
    if change.field:
        return _dictionary(entity, change).get(change.field)
    attribute = event.entity.attribute(change.attribute)
    flag = attribute is not None and attribute.type is Type.BOOLEAN
    return entity.get(change.attribute, False if flag else None)


def _pair(entity: dict[str, Any], change: Change, old: Any, earlier: Any) -> list[Any]:
    """[old, new]; of a custom field the pair of whole dictionaries, since `changes` is keyed by
    attribute. `earlier` is the attribute's pair as it was before this change."""
    if not change.field:
        return deepcopy([old, change.new])
    now = _dictionary(entity, change)
    before = earlier[0] if isinstance(earlier, list) and isinstance(earlier[0], dict) else now
    return deepcopy([{**before, change.field: old}, {**now, change.field: change.new}])


def _dictionary(entity: dict[str, Any], change: Change) -> dict[str, Any]:
    found = entity.get(change.attribute)
    if found is not None and not isinstance(found, dict):
        raise UsageProblem(
            f"--change {change.name}: the payload's {change.attribute} is {brief(found)}, "
            "which has no parts."
        )
    return found or {}


def undo_changes(entity: dict[str, Any]) -> None:
    """Undoes and forgets what `entity` says was changed."""
    pairs = entity.pop("changes", None)
    for name, pair in pairs.items() if isinstance(pairs, dict) else ():
        if isinstance(pair, list) and len(pair) == 2 and _same(entity.get(name), pair[1]):
            entity[name] = pair[0]


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
