"""How events are written down that no table describes: in few words, after the SDK's samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from fdevents.freshdesk.model import (
    FROM_2_2,
    Attribute,
    Entity,
    Event,
    Module,
    Type,
    Variant,
)

# What changes by itself or never: a person cannot edit it.
_FIXED = {"id", "account_id", "created_at", "updated_at"}
_TYPES = {
    "numbers": Type.NUMBER,
    "texts": Type.STRING,
    "flags": Type.BOOLEAN,
    "times": Type.DATETIME,
    "lists": Type.OBJECTS,
    "objects": Type.DICTIONARY,
    "unknown": Type.ANY,
}


def sampled(name: str, **attributes: str) -> Entity:
    """Make an entity of its attributes' names, a text of them for each type.

    The keywords are those of `_TYPES`: `unknown` are those that are null or empty in each sample.
    """
    return Entity(
        name,
        tuple(
            Attribute(each, _TYPES[kind], "")
            for kind, names in attributes.items()
            for each in names.split()
        ),
    )


def creation(name: str, module: Module, entity: Entity, what: str, also_called: str = "") -> Event:
    """Describe the event of something that is made."""
    return _event(name, module, entity, what, "created", also_called)


def deletion(name: str, module: Module, entity: Entity, what: str, also_called: str = "") -> Event:
    """Describe the event of something that is deleted; `entity` is what is left to say of it."""
    return _event(name, module, entity, what, "deleted", also_called)


def update(
    name: str,
    module: Module,
    entity: Entity,
    what: str,
    changes: Mapping[str, tuple[Any, Any]],
    also_called: str = "",
) -> Event:
    """Describe the event of something that is changed, by default as `changes` says.

    No list of changes is published, so every attribute counts that is not fixed.
    """
    event = _event(name, module, entity, what, "changed", also_called, changes)
    names = tuple(each.name for each in entity.attributes if each.name not in _FIXED)
    return replace(event, changeable=names, apart=True)


def _event(
    name: str,
    module: Module,
    entity: Entity,
    what: str,
    done: str,
    also_called: str,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Event:
    summary = f"{what} is {done}."
    return Event(
        name=name,
        module=module,
        platforms=FROM_2_2,
        summary=summary,
        entities=(entity,),
        variants=(Variant(done, summary, changes or {}),),
        fires_for=(f"{what} {done}",),
        also_called=also_called,
    )
