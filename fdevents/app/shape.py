"""What a JSON file may hold, declared once: its faults and an editor's JSON Schema come from that.

This is the language, with `records` for objects. Each file's shape stands beside what reads it,
since a reader has to know what counts (`mocks`); `checks.shape` turns faults into problems. What
one file alone cannot tell, such as whether two files name the same templates, is judged in
`checks/` and is in no schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from msgspec import Struct, field

from fdevents import wording
from fdevents.problems import Severity
from fdevents.wording import EVERY, did_you_mean, listed

_DIGITS = "[1-9][0-9]{0,2}"  # of a number that is written as text

Path = tuple[str | int, ...]


class Fault(Struct, frozen=True):
    """What is wrong with the value at `path`, or `of_key` with its name.

    `severity` and `rule` are those of the file's own rule where they are empty.
    """

    path: Path
    message: str
    hint: str = ""
    of_key: bool = False
    severity: Severity | None = None
    rule: str = ""


class Subject(NamedTuple):
    """What a message calls a value: within a sentence, and where it `begins` one."""

    within: str
    begins: str


class Shape(Struct, frozen=True, kw_only=True):
    """What every kind of value has in common; by itself, any value at all.

    `called` is what messages call the value, with the parts of its path as `{0}`, `{1}`; without
    it a value is “key” of whatever it is in. `wrong` is the message about a value that does not
    fit, with `{shown}` for the value, or `{Shown}` where it begins the sentence, instead of the
    usual one that names what is `wanted`.
    """

    wanted: str = "any value"
    called: str = ""
    about: str = ""
    wrong: str = ""
    hint: str = ""
    default: Any = None
    severity: Severity | None = None
    rule: str = ""
    json_type: ClassVar[str] = ""

    def faults(self, value: Any, path: Path = (), owner: str = "") -> Iterator[Fault]:
        """Find everything that is wrong with `value`, which is at `path` of the file.

        `owner` is what a sentence calls the object or list that it is in.
        """
        subject = self._subject(path, owner)
        if self.fits(value):
            yield from self.inside(value, path, subject)
            return
        message = f"{subject.begins} is {self.found(value)}; it must be {self.wanted}."
        # It may quote the value: whoever worded it knows that this is not a secret.
        if self.wrong:
            message = self.wrong.format(shown=shown(value), Shown=_shown_first(value))
        hint = self.advice(value)
        yield Fault(path, message, hint, severity=self.severity, rule=self.rule)

    def fits(self, value: Any) -> bool:  # noqa: ARG002
        """Tell whether the value itself fits, whatever is inside."""
        return True

    def inside(self, value: Any, path: Path, subject: Subject) -> Iterator[Fault]:  # noqa: ARG002
        """Find what is wrong inside of a value that fits."""
        yield from ()

    def found(self, value: Any) -> str:
        """Say what a wrong value is, in a message; never a text, which may be a secret."""
        return kind_of(value)

    def advice(self, value: Any = None) -> str:  # noqa: ARG002
        """Say what helps against a wrong value, or a missing one."""
        return self.hint

    def schema(self) -> dict[str, Any]:
        """Make the JSON Schema that accepts exactly what has no fault."""
        found: dict[str, Any] = {"type": self.json_type} if self.json_type else {}
        if self.about:
            found["description"] = self.about
        if self.default is not None:
            found["default"] = self.default
        return found

    def _subject(self, path: Path, owner: str) -> Subject:
        if self.called:
            # What begins with a part of the path begins with a name, which stays as it is.
            begins = self.called if self.called.startswith("{") else _capitalized(self.called)
            return Subject(self.called.format(*path), begins.format(*path))
        last = path[-1]
        if isinstance(last, str):
            return Subject(f"“{last}” of {owner}", f"“{last}” of {owner}")
        return Subject(f"item {last} of {owner}", f"Item {last} of {owner}")


class Text(Shape, frozen=True, kw_only=True):
    """Text: of at least some characters, one of a few, or of a pattern.

    The pattern is in the dialect that Python and JavaScript share. `many` introduces the list of
    what there is to choose from.
    """

    wanted: str = "text"
    least: int = 0
    one_of: tuple[str, ...] = ()
    any_case: bool = False
    pattern: str = ""
    many: str = ""
    json_type: ClassVar[str] = "string"

    def fits(self, value: Any) -> bool:
        """Tell whether it is such a text."""
        if not isinstance(value, str) or len(value) < self.least:
            return False
        if self.one_of and (value.upper() if self.any_case else value) not in self.one_of:
            return False
        return not self.pattern or re.fullmatch(self.pattern, value) is not None

    def advice(self, value: Any = None) -> str:
        """Offer the nearest choice, or list all of them."""
        if not self.one_of:
            return self.hint
        if str(value) in self.one_of:  # 3.0 without quotes
            return f'Put it in quotes: "{value}".'
        near = did_you_mean(value, self.one_of) if isinstance(value, str) else ""
        return near or f"{self.many} {listed(self.one_of, most=EVERY)}."

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        found = super().schema()
        if self.least:
            found["minLength"] = self.least
        if self.pattern:
            # JSON Schema is content with a match anywhere, `fits` is not.
            found["pattern"] = f"^(?:{self.pattern})$"
        if self.one_of and self.any_case:  # an editor completes the first, and takes the second
            letters = ("".join(f"[{c.upper()}{c.lower()}]" for c in each) for each in self.one_of)
            found["anyOf"] = [{"enum": list(self.one_of)}, {"pattern": f"^({'|'.join(letters)})$"}]
        elif self.one_of:
            found["enum"] = list(self.one_of)
        return found


class Number(Shape, frozen=True, kw_only=True):
    """A number from `least` to `most`, `whole` or not; with `or_text`, one of up to three digits
    may be text as well."""

    least: float
    most: float
    whole: bool = False
    or_text: bool = False

    def fits(self, value: Any) -> bool:
        """Tell whether it is such a number; 200.0 is whole, as it is in JSON."""
        if self.or_text and isinstance(value, str):
            return re.fullmatch(_DIGITS, value, re.ASCII) is not None
        # To Python, True is a whole number.
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.least <= value <= self.most and (not self.whole or value == int(value))

    def found(self, value: Any) -> str:
        """Say what a wrong value is: as `Shape.found`, but a number itself."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number else kind_of(value)

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        kind = "integer" if self.whole else "number"
        limits: dict[str, Any] = {"minimum": self.least, "maximum": self.most}
        if self.or_text:
            return {
                "type": [kind, "string"],
                **super().schema(),
                **limits,
                "pattern": f"^{_DIGITS}$",
            }
        return {"type": kind, **super().schema(), **limits}


class Flag(Shape, frozen=True, kw_only=True):
    """True or false."""

    wanted: str = "true or false"
    json_type: ClassVar[str] = "boolean"

    def fits(self, value: Any) -> bool:
        """Tell whether it is one of the two."""
        return isinstance(value, bool)


class Items(Shape, frozen=True, kw_only=True):
    """A list of things of one shape."""

    wanted: str = "a list"
    of: Shape = field(default_factory=Shape)
    json_type: ClassVar[str] = "array"

    def fits(self, value: Any) -> bool:
        """Tell whether it is a list."""
        return isinstance(value, list)

    def inside(self, value: Any, path: Path, subject: Subject) -> Iterator[Fault]:
        """Find the faults of the items."""
        for index, item in enumerate(value):
            yield from self.of.faults(item, (*path, index), subject.within)

    def schema(self) -> dict[str, Any]:
        """Make its JSON Schema, as `Shape.schema` does."""
        return super().schema() | {"items": self.of.schema()}


def kind_of(value: Any) -> str:
    """Say what kind of JSON value it is; more exactly than `wording`, for values that are wrong."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return wording.kind_of(value) if value != "" else "empty text"


def shown(value: Any) -> str:
    """Show text in quotes, and anything else as the kind of value that it is."""
    return f"“{value}”" if isinstance(value, str) else kind_of(value)


def _shown_first(value: Any) -> str:
    """Show it where it begins a sentence: text, true, false and null are as JSON has them."""
    is_as_written = value is None or isinstance(value, bool | str)
    return shown(value) if is_as_written else _capitalized(shown(value))


def _capitalized(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
