"""What an update changed: what Freshdesk would not fire is refused, the rest is applied."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from enum import Enum
from typing import Any

from msgspec import Struct

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.model import SPECIFICATION, Attribute, Event, Type
from fdevents.payloads.payload import changes_in, entity_in, put_changes
from fdevents.payloads.spec import Pairs
from fdevents.payloads.values import Mismatch, typed
from fdevents.remedies import Force, Give, Parameter, Remedy
from fdevents.wording import EVERY, brief, did_you_mean, listed


class Old(Enum):
    """Stands for the old value that the payload itself has."""

    FROM_PAYLOAD = "from the payload"


FROM_PAYLOAD = Old.FROM_PAYLOAD


class Change(Struct, frozen=True):
    """One attribute's old and new value; `field` is the part of `custom_fields`, if any."""

    attribute: str
    old: Any
    new: Any
    field: str = ""

    @property
    def name(self) -> str:
        """The attribute, with the part of it that changes: `custom_fields.cf_x`."""
        return f"{self.attribute}.{self.field}" if self.field else self.attribute


def make_changes(event: Event, pairs: Pairs, *, force: bool = False) -> tuple[Change, ...]:
    """Make the changes of `event` that the pairs name, in their order; see `make_change`.

    Raises UsageProblem for an attribute that is changed twice, by an alias of it too.
    """
    found = tuple(make_change(event, name, value, force=force) for name, value in pairs)
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageProblem(
                "it is changed twice.",
                "Name each attribute once, with its first old and its last new value.",
                parameter=Parameter.CHANGES,
                name=name,
            )
    return found


def make_change(event: Event, name: str, value: Any, *, force: bool = False) -> Change:
    """Make the change of `name` to `value`, or from `value[0]` to `value[1]` where it is a tuple.

    Raises UsageProblem for what is not a change, and PayloadRefused for what Freshdesk would not
    send; the latter not with `force`.
    """
    attribute, field = _resolve(event, name, force=force)
    values = value if isinstance(value, tuple) else (value,)
    if len(values) not in (1, 2):
        raise UsageProblem(
            f"it has {len(values)} values, not one or two.", parameter=Parameter.CHANGES, name=name
        )
    return _checked(attribute, field, values, force=force)


def apply_changes(
    event: Event, payload: dict[str, Any], changes: Iterable[Change], *, force: bool
) -> None:
    """Put the new values into the entity that the event is about, and the pairs beside them.

    Raises PayloadRefused for a change of nothing, UsageProblem for a part of what has no parts,
    and where there is nothing to change.
    """
    entity = _entity(event, payload)
    pairs = dict(changes_in(payload, event) or {})
    for change in changes:
        old = _old_value(event, entity, change)
        if _same(old, change.new) and not force:
            raise PayloadRefused(
                f"the old and the new value are both {brief(old)}.",
                "Name two values that differ.",
                rule="A change has an old and a new value that differ.",
                parameter=Parameter.CHANGES,
                name=change.name,
                remedies=(*_flag_written(change), Force()),
            )
        pair = _pair(entity, change, old, pairs.get(change.attribute))
        pairs[change.attribute] = pair
        # A copy, so that a later assignment to one does not change the other.
        entity[change.attribute] = deepcopy(pair[1])
    put_changes(payload, event, pairs)


def _flag_written(change: Change) -> tuple[Remedy, ...]:
    """Return how a flag's change is mostly written, nothing for what is not a flag."""
    if not isinstance(change.new, bool):
        return ()
    return (Give(Parameter.CHANGES, (change.name, (False, True)), "says that it becomes true"),)


def _resolve(event: Event, name: str, *, force: bool) -> tuple[Attribute, str]:
    if not event.takes_changes:
        raise UsageProblem(
            f"{event.name} has no changes: only updates have them.",
            parameter=Parameter.CHANGES,
            remedies=(Give(Parameter.ASSIGN, why="gives an attribute another value"),),
        )
    head, _, field = event.aliases.get(name, name).partition(".")
    attribute = event.entity.attribute(head)
    if head in event.changeable and attribute:
        if field and head != "custom_fields":
            raise _no_parts(name)
        return attribute, field
    if not force:
        raise _not_fired(event, name, head, known=attribute is not None)
    # As a dictionary it may have parts: nothing is known against them.
    attribute = attribute or Attribute(head, Type.DICTIONARY, "Not in the catalogue.")
    if field and attribute.type is not Type.DICTIONARY:
        raise _no_parts(name)
    return attribute, field


def _no_parts(name: str) -> UsageProblem:
    return UsageProblem("only custom_fields has parts.", parameter=Parameter.CHANGES, name=name)


def _not_fired(event: Event, name: str, head: str, *, known: bool) -> PayloadRefused:
    """Return why Freshdesk does not fire the event for a change of `name`, a part of `head`."""
    for rule in event.not_fired:
        if head in rule.attributes:
            # The message names what was changed, and says more than the option before it would.
            message = f"Freshdesk does not fire {event.name} for {rule.what} ({rule.source})."
            return PayloadRefused(
                message, rule=rule.source, parameter=Parameter.CHANGES, remedies=(Force(),)
            )
    if known:
        message = (
            f"Freshdesk does not fire {event.name} for a change of {name}: it is not among the "
            f"supported changes ({SPECIFICATION}, {event.name})."
        )
        hint = f"Supported: {listed(event.changeable, most=EVERY)}."
        source = f"{SPECIFICATION}, {event.name}"
        return PayloadRefused(
            message, hint, rule=source, parameter=Parameter.CHANGES, remedies=(Force(),)
        )
    entity = event.entity.name
    guess = did_you_mean(name, (*event.changeable, *event.aliases), most=2)
    return _refused(
        name,
        f"a {entity} has no attribute “{name}”.",
        guess or f"It has {listed(event.changeable, most=EVERY)}.",
        f"{SPECIFICATION}, {event.name}, attributes of the {entity}",
    )


def _refused(name: str, message: str, hint: str, rule: str, *remedies: Remedy) -> PayloadRefused:
    return PayloadRefused(
        message, hint, rule=rule, parameter=Parameter.CHANGES, name=name, remedies=remedies
    )


def _checked(attribute: Attribute, field: str, values: tuple[Any, ...], *, force: bool) -> Change:
    name = f"{attribute.name}.{field}" if field else attribute.name
    # The type of a custom field is the account's own, and unknown here.
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
        rule = f"{SPECIFICATION}, attribute {attribute.name}"
        raise _refused(name, mismatch.message, mismatch.wanted, rule, Force()) from None


def _old_value(event: Event, entity: dict[str, Any], change: Change) -> Any:
    if change.old is not FROM_PAYLOAD:
        return change.old
    if change.field:
        return _dictionary(entity, change).get(change.field)
    attribute = event.entity.attribute(change.attribute)
    # A flag that the sample leaves out is false: an untouched ticket is not escalated.
    flag = attribute is not None and attribute.type is Type.BOOLEAN
    return entity.get(change.attribute, False if flag else None)


def _pair(entity: dict[str, Any], change: Change, old: Any, earlier: Any) -> list[Any]:
    """Return [old, new]; of a custom field the whole dictionaries, since `changes` is keyed by
    attribute. `earlier` is the attribute's pair as it was before this change."""
    if not change.field:
        return deepcopy([old, change.new])
    now = _dictionary(entity, change)
    before = earlier[0] if isinstance(earlier, list) and isinstance(earlier[0], dict) else now
    return deepcopy([{**before, change.field: old}, {**now, change.field: change.new}])


def _dictionary(entity: dict[str, Any], change: Change) -> dict[str, Any]:
    # The SDK's samples of companies have a list where none has a value.
    found = entity.get(change.attribute) or None
    if found is not None and not isinstance(found, dict):
        raise UsageProblem(
            f"the payload's {change.attribute} is {brief(found)}, which has no parts.",
            parameter=Parameter.CHANGES,
            name=change.name,
        )
    return found or {}


def undo_changes(event: Event, payload: dict[str, Any]) -> None:
    """Undo what the payload says was changed, and forget it. Raises UsageProblem as `_entity`."""
    entity = _entity(event, payload)
    for name, pair in (changes_in(payload, event) or {}).items():
        if isinstance(pair, list) and len(pair) == 2 and _same(entity.get(name), pair[1]):
            entity[name] = pair[0]
    put_changes(payload, event, {})


def _entity(event: Event, payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload's object that the event is about. Raises UsageProblem without one."""
    entity = entity_in(payload, event.entity)
    if entity is None:
        raise UsageProblem(
            f"There is nothing to change: the payload has no data.{event.entity.name}.",
            parameter=Parameter.CHANGES,
        )
    return entity


def _same(one: Any, other: Any) -> bool:
    # To Python 1 == True, and 0 == False.
    return type(one) is type(other) and bool(one == other)
