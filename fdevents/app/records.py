"""The shapes of JSON objects: with keys that we know, and with names of the developer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from msgspec import Struct, field

from fdevents.app.shape import Fault, Path, Shape, Subject
from fdevents.problems import Severity
from fdevents.wording import EVERY, did_you_mean, listed, nearest


class _Object(Shape, frozen=True, kw_only=True):
    wanted: str = "an object"
    nullable: bool = False
    json_type: ClassVar[str] = "object"

    def fits(self, value: Any) -> bool:
        """Tell whether it is an object, or null where that is allowed."""
        return isinstance(value, dict) or (self.nullable and value is None)

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        found = super().schema()
        return found | {"type": ["object", "null"]} if self.nullable else found


class Names(Struct, frozen=True, kw_only=True):
    """The names that hold something in `part`; others may stand there without it.

    `wrong` is the message about another name, with `{name}`; `severity` that of a name which
    resembles none of the known ones. Nothing is said of those
    that all of the pattern `besides` matches.
    """

    known: tuple[str, ...]
    part: str
    wrong: str
    many: str
    severity: Severity | None = None
    besides: str = ""

    def faults(self, value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
        """Find the names that hold something and are not known."""
        for name, inner in value.items():
            if name in self.known or not (isinstance(inner, dict) and inner.get(self.part)):
                continue
            if self.besides and re.fullmatch(self.besides, name):
                continue
            near = did_you_mean(name, self.known)
            hint = near or f"{self.many} {listed(self.known, most=EVERY)}."
            severity = None if near else self.severity
            yield Fault((*path, name), self.wrong.format(name=name), hint, True, severity)


class Entries(_Object, frozen=True, kw_only=True):
    """An object whose keys are somebody's own names, with values of one shape."""

    of: Shape = field(default_factory=Shape)
    names: Names | None = None

    def inside(self, value: Any, path: Path, subject: Subject) -> Iterator[Fault]:
        """Find the faults of the values, and of names."""
        if self.names:
            yield from self.names.faults(value, path)
        for name, inner in (value or {}).items():
            yield from self.of.faults(inner, (*path, name), subject.within)

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        of = self.of.schema()
        if not self.names:
            return super().schema() | {"additionalProperties": of}
        # As `Names.faults`: another name may stand there as long as it holds nothing in `part`.
        bare = {"properties": {self.names.part: {"maxProperties": 0}}}
        besides = {f"^(?:{self.names.besides})$": of} if self.names.besides else {}
        return super().schema() | {
            "properties": dict.fromkeys(self.names.known, of),
            "patternProperties": besides,
            "additionalProperties": {"allOf": [of, bare]},
        }


class Needs(Struct, frozen=True, kw_only=True):
    """Where `key` is one of `among`, there is a value of `shape` at `other`.

    `wrong` is the end of the message where there is none, with `{value}` for what is at `key`.
    """

    key: str
    among: tuple[str, ...]
    other: str
    shape: Shape
    wrong: str

    def faults(self, value: Mapping[str, Any], path: Path, subject: Subject) -> Iterator[Fault]:
        """Find whether it is there."""
        found = value.get(self.key)
        if found in self.among and not (self.other in value and self.shape.fits(value[self.other])):
            message = f"{subject.begins} {self.wrong.format(value=found)}"
            yield Fault((*path, self.other), message)

    def schema(self) -> dict[str, Any]:
        """Make the JSON Schema of the condition."""
        given = {"properties": {self.key: {"enum": list(self.among)}}, "required": [self.key]}
        then = {"properties": {self.other: self.shape.schema()}, "required": [self.other]}
        return {"if": given, "then": then}


class Record(_Object, frozen=True, kw_only=True):
    """An object with keys that we know; others are faults unless it is `open`.

    `strange` is the severity of a key that resembles none of ours; one that does is as bad as a
    wrong value of ours. `hints` say what helps against keys that are plainly misplaced, and
    `aliases` what a key of another file is called in this one. `instead` names, for a required key,
    another that does as well.
    """

    keys: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    strange: Severity | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    needs: Needs | None = None

    def inside(self, value: Any, path: Path, subject: Subject) -> Iterator[Fault]:
        """Find the faults of keys, and of the values that we know."""
        if value is None:
            return
        missing = [key for key in self.required
                   if key not in value and self.instead.get(key) not in value]  # fmt: skip
        meant = self._meant(value, missing)
        for key, ours in meant.items():
            if not self.open or ours in missing:
                yield self._unknown(key, ours, path, subject.within)
        for key in missing:
            if key not in meant.values():  # else the misspelt key is a fault, and one is enough
                message = f"{subject.begins} has no “{key}”."
                yield Fault(path, message, self.keys[key].advice(), rule=self.keys[key].rule)
        for key, shape in self.keys.items():
            if key in value:
                yield from shape.faults(value[key], (*path, key), subject.within)
        if self.needs:
            yield from self.needs.faults(value, path, subject)

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        found = super().schema()
        found["properties"] = {key: shape.schema() for key, shape in self.keys.items()}
        alone = [key for key in self.required if key not in self.instead]
        if alone:
            found["required"] = alone
        if self.instead:
            found["allOf"] = [{"anyOf": [{"required": [key]}, {"required": [other]}]}
                              for key, other in self.instead.items()]  # fmt: skip
        if not self.open:
            found["additionalProperties"] = False
        return found | (self.needs.schema() if self.needs else {})

    def _meant(self, value: Mapping[str, Any], missing: list[str]) -> dict[str, str]:
        """Return each key that we do not know, with the known one that was probably meant or ""."""
        if self.open and not missing:
            return {}  # any key is fine, so none was meant to be another
        absent = [key for key in self.keys if key not in value]
        return {
            key: self.aliases.get(key) or next(iter(nearest(key, absent)), "")
            for key in value
            if key not in self.keys
        }

    def _unknown(self, key: str, ours: str, path: Path, subject: str) -> Fault:
        guess = f"Did you mean “{ours}”?" if ours else ""
        hint = guess or f"Its keys are {listed(self.keys, most=EVERY)}."
        if key in self.aliases:
            hint = f"Here it is called “{ours}”."
        message = f"“{key}” is not a key of {subject}."
        severity = self.keys[ours].severity if ours else self.strange
        if key in self.hints:
            severity = None
        return Fault((*path, key), message, self.hints.get(key, hint), True, severity, self.rule)
