"""The arguments and answers of actions, against the JSON Schemas that actions.json has for them.

Schemas are the app's: judging by one may take years. So each has a time, and patterns are tried by
whoever has the sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from msgspec import Struct
from referencing import Registry
from referencing.exceptions import Unresolvable

from fdevents.sandbox.patterns import UNTRIED, Matched, Pair, Try
from fdevents.wording import brief, shortened

Fault = Callable[[Any], str]
"""Say what of a value breaks which rule of a schema; "" where it fits."""

MOST_SECONDS = 2.0
_LONGEST = 200  # characters of what is said about a value
_MOST = 5  # faults of one value
_MOST_OF_SCHEMA = 100  # faults of a schema, among which the one to name is looked for
_MOST_UNIQUE = 1000  # items that are compared with one another
_RULES = Draft7Validator.VALIDATORS


class _Unjudged(Exception):
    """Why a value cannot be judged, as the end of a sentence."""


def fault_of(schema: Any, attempt: Try) -> Fault:
    """Return what judges values by the schema, of draft 7.

    Raises ValueError, whose text says why, for what is no such schema.
    """
    try:
        errors = _within_limits(UNTRIED)(Draft7Validator.META_SCHEMA).iter_errors(schema)
        if error := best_match(islice(errors, _MOST_OF_SCHEMA)):
            raise ValueError(_said(error))
    except RecursionError:
        raise ValueError("it is nested too deeply.") from None
    except _Unjudged as why:
        raise ValueError(f"{why}.") from None

    def fault(value: Any) -> str:
        try:
            matched = attempt(_pairs(schema, value))
            # An empty registry: nothing is fetched from where a stranger's schema points.
            validator = _within_limits(matched)(schema, registry=Registry())
            return _listed(validator.iter_errors(value))
        except Unresolvable as error:
            return f"the schema refers to {error.ref}, which is not in it"
        except RecursionError:
            return "it is nested too deeply to be judged"
        except _Unjudged as why:
            return str(why)

    return fault


def _pairs(schema: Any, value: Any) -> Iterator[Pair]:
    """Yield each pattern of the schema with each text of the value that it may be held against."""
    patterns, names = _of_schema(schema)
    if not (patterns or names):
        return
    texts, keys = _of_value(value)
    yield from ((each, text) for each in patterns for text in texts)
    yield from ((each, key) for each in names for key in keys)


def _of_schema(schema: Any) -> tuple[dict[str, None], dict[str, None]]:
    """Return the patterns of texts and those of keys, each once."""
    patterns: dict[str, None] = {}
    names: dict[str, None] = {}
    for each in _everything(schema):
        if isinstance(each, dict):
            if isinstance(pattern := each.get("pattern"), str):
                patterns[pattern] = None
            if isinstance(by_name := each.get("patternProperties"), dict):
                names.update(dict.fromkeys(by_name))
    return patterns, names


def _of_value(value: Any) -> tuple[dict[str, None], dict[str, None]]:
    """Return the texts and the keys in the value, each once; keys are texts to `propertyNames`."""
    keys: dict[str, None] = {}
    texts: dict[str, None] = {}
    for each in _everything(value):
        if isinstance(each, dict):
            keys.update(dict.fromkeys(each))
        elif isinstance(each, str):
            texts[each] = None
    return texts | keys, keys


def _everything(value: Any) -> Iterator[Any]:
    """Yield the value and all that is in it, however deep."""
    pending = [value]
    while pending:
        yield (each := pending.pop())
        if isinstance(each, dict):
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)


class _Patterns(Struct, frozen=True):
    """The rules of draft 7 that match patterns, by what is known of them."""

    matched: Matched

    def has(self, pattern: str, text: str) -> bool:
        """Tell whether the pattern is found in the text. Raises _Unjudged."""
        if (found := self.matched.found.get((pattern, text))) is not None:
            return found
        if (pattern, text) in self.matched.found:
            raise _Unjudged(f"a pattern of the schema cannot be read: {brief(pattern)}")
        if self.matched.slow:
            raise _Unjudged(f"a pattern of the schema takes too long: {brief(self.matched.slow)}")
        raise _Unjudged("its texts and the patterns of the schema are too many to be tried")

    def in_text(self, _: Any, pattern: str, text: Any, __: Any) -> Iterator[ValidationError]:
        """`pattern`."""
        if isinstance(text, str) and not self.has(pattern, text):
            yield ValidationError(f"{text!r} does not match {pattern!r}")

    def in_keys(
        self, validator: Any, patterns: Any, value: Any, _: Any
    ) -> Iterator[ValidationError]:
        """`patternProperties`."""
        for pattern, schema in patterns.items() if isinstance(value, dict) else ():
            for key in [key for key in value if self.has(pattern, key)]:
                yield from validator.descend(value[key], schema, path=key, schema_path=pattern)

    def in_no_key(
        self, validator: Any, wanted: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        """`additionalProperties`."""
        patterns = schema.get("patternProperties", {})
        if patterns and isinstance(value, dict):
            value = {key: each for key, each in value.items()
                     if not any(self.has(pattern, key) for pattern in patterns)}  # fmt: skip
            schema = {key: each for key, each in schema.items() if key != "patternProperties"}
        return _RULES["additionalProperties"](validator, wanted, value, schema) or iter(())


def _unique(validator: Any, wanted: Any, value: Any, schema: Any) -> Any:
    """`uniqueItems`, which compares each item with all others."""
    if isinstance(value, list) and len(value) > _MOST_UNIQUE:
        raise _Unjudged(f"a list has more than {_MOST_UNIQUE} items that have to differ")
    return _RULES["uniqueItems"](validator, wanted, value, schema)


def _within_limits(matched: Matched) -> Any:
    """Return draft 7's validator with a time limit, and with what is known of patterns."""
    patterns = _Patterns(matched)
    rules = {
        **_RULES,
        "pattern": patterns.in_text,
        "patternProperties": patterns.in_keys,
        "additionalProperties": patterns.in_no_key,
        "uniqueItems": _unique,
    }
    deadline = time.monotonic() + MOST_SECONDS
    return extend(  # type: ignore[no-untyped-call]
        Draft7Validator, {key: _timed(rule, deadline) for key, rule in rules.items()}
    )


def _timed(rule: Callable[..., Any], deadline: float) -> Callable[..., Any]:
    def timed(*given: Any) -> Iterator[ValidationError]:
        for each in chain(rule(*given) or (), (None,)):
            if time.monotonic() > deadline:
                raise _Unjudged(f"it takes more than {MOST_SECONDS:g} s to judge")
            if each is not None:
                yield each

    return timed


def _listed(errors: Iterable[ValidationError]) -> str:
    return "; ".join(map(_said, islice(errors, _MOST)))


def _said(error: ValidationError) -> str:
    """Say where the value breaks which rule: `level: 0 is less than the minimum of 1 (“minimum”:
    1)`."""
    where = error.json_path.removeprefix("$").removeprefix(".")
    said = shortened(error.message, _LONGEST)
    rule = f"“{error.validator}”: {brief(error.validator_value)}"
    return f"{where}: {said} ({rule})" if where else f"{said} ({rule})"
