"""The shapes of the catalogue: what an event, a variant, an attribute and a rule are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from fdevents.freshdesk.globals import TIME_LIMIT_SECONDS
from fdevents.freshdesk.versions import Platform

# The dataclasses of fdevents have no slots: with them a class is built twice, which took 15 ms of
# every start. Those below are compared by identity, since the dicts in them have no hash, and
# payloads are cached by event and variant.

SPECIFICATION = "Product events"
TEN_KB = 10_240  # where Freshdesk cuts long texts, in bytes of UTF-8; the page says “10KB”
TURNED_ON = (False, True)  # the change of a flag, as [old, new]
FROM_2_2 = ("2.2", "2.3", "3.0")  # what the specification's platform 2.0 does not have yet
ONLY_3_0 = ("3.0",)  # what came with the modules of 3.x manifests


class Type(StrEnum):
    """The attribute types of the specification's tables; `ANY` is that of what nothing tells."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    STRINGS = "array of strings"
    OBJECTS = "array of objects"
    DICTIONARY = "dictionary"
    ANY = "any"


class Kind(StrEnum):
    """What fires an event: something in Freshdesk, the app's installation, somebody who calls the
    app's URL, or a schedule of the app's own."""

    PRODUCT = "product"
    SETUP = "set-up"
    EXTERNAL = "external"
    SCHEDULED = "scheduled"


class Module(StrEnum):
    """The modules under which a 3.x manifest registers events; some have no event that we know."""

    COMMON = "common"
    TICKET = "support_ticket"
    CONTACT = "support_contact"
    COMPANY = "support_company"
    AGENT = "support_agent"
    PORTAL = "support_portal"
    EMAIL = "support_email"


class Attribute(Struct, frozen=True, eq=False):
    """One attribute of an entity.

    `labels` maps each value of an enumeration to its name, `spellings` more names for them to the
    value, and `resembling` what people write to the label that they may mean; both in small
    letters. An account may have more values of its own where there is `others_from`, the least of
    them. `twin` is the attribute that says the
    same as plain text (of an HTML one) and `limit` the size in bytes of UTF-8 at which Freshdesk
    cuts it, setting `is_<name>_truncated`. `also_text`: documented as a number here and shown as
    a string there (ruling 8). `sometimes`: absent from most payloads.
    """

    name: str
    type: Type
    description: str
    labels: Mapping[int, str] = field(default_factory=dict)
    spellings: Mapping[str, int] = field(default_factory=dict)
    resembling: Mapping[str, str] = field(default_factory=dict)
    others_from: int | None = None
    twin: str = ""
    limit: int = 0
    also_text: bool = False
    sometimes: bool = False


class Entity(Struct, frozen=True, eq=False, dict=True):
    """One object under the payload's `data`."""

    name: str
    attributes: tuple[Attribute, ...]

    @cached_property
    def texts(self) -> tuple[Attribute, ...]:
        """The attributes that have a twin or a limit, two of dozens: each payload asks for them."""
        return tuple(each for each in self.attributes if each.twin or each.limit)

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of that name."""
        return next((each for each in self.attributes if each.name == name), None)

    def only(self, *names: str) -> Entity:
        """Return it with these attributes alone, as the payload of a deletion has it."""
        return Entity(self.name, tuple(each for each in self.attributes if each.name in names))

    def updated(self) -> Entity:
        """Return it with `changes`, too, as the payload of an update has it."""
        return Entity(self.name, (*self.attributes, CHANGES))


class Variant(Struct, frozen=True, eq=False):
    """One documented way in which an event happens; `changes` are its [old, new] pairs."""

    name: str
    summary: str
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


class NotFired(Struct, frozen=True, eq=False):
    """Changes for which Freshdesk does not fire the event, and where it says so."""

    what: str
    source: str
    attributes: tuple[str, ...] = ()


_NOTHING = Entity("", ())
CHANGES = Attribute(
    "changes",
    Type.DICTIONARY,
    "What was updated: each key with its old and new value.",
)


class Event(Struct, frozen=True, eq=False, kw_only=True):
    """One event that fdevents can fire.

    `entities` are the objects under `data`, the event's own first. `variants` has the default
    first. `changeable` names the attributes whose change fires the event, with `aliases` for
    them; it is empty for events without changes. `module` is where a 3.x manifest registers it.
    `kind` says what fires it, `platforms` names the platforms that have it, if not all do.
    `specified`: the specification has it, and not only the documents of later platforms.
    `apart`: its changes stand in `data.changes.model_changes`, and not in the entity.
    `foreign`: it is another product's, and there is no sample of its payload.
    `miswritten` are names that people write for it, in small letters.
    `also_called`: what the SDK's own sample of it has as `event`, where that is not its name.
    """

    name: str
    module: Module
    summary: str
    entities: tuple[Entity, ...] = ()
    variants: tuple[Variant, ...]
    fires_for: tuple[str, ...]
    not_fired: tuple[NotFired, ...] = ()
    changeable: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.PRODUCT
    platforms: tuple[str, ...] = ()
    specified: bool = False
    apart: bool = False
    also_called: str = ""
    foreign: bool = False
    miswritten: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What a payload's `event` may be; the first is what ours is."""
        return (self.name, self.also_called) if self.also_called else (self.name,)

    @property
    def changes_path(self) -> tuple[str, ...]:
        """The names that lead to the pairs of its changes, from the payload's top."""
        if self.apart:
            return ("data", CHANGES.name, "model_changes")
        return ("data", self.entity.name, CHANGES.name)

    @property
    def entity(self) -> Entity:
        """The object that the event is about; one without name or attributes if there is none."""
        return self.entities[0] if self.entities else _NOTHING

    def seconds_on(self, profile: Platform) -> int:
        """Return the time that the platform gives to its handler."""
        return profile.setup_seconds if self.kind is Kind.SETUP else TIME_LIMIT_SECONDS

    def exists_on(self, platform: str) -> bool:
        """Say whether the platform of that name, such as “3.0”, has the event."""
        return not self.platforms or platform in self.platforms

    @property
    def takes_changes(self) -> bool:
        """Whether its payload has `changes`."""
        return bool(self.changeable)

    def variant(self, name: str | None) -> Variant | None:
        """Return the variant of that name, the default one for `None`."""
        if name is None:
            return self.variants[0]
        return next((each for each in self.variants if each.name == name), None)
