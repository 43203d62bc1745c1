"""config/: the installation parameters that an app declares, and the values for local runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from fdevents.app.jsonfile import JsonFile
from fdevents.errors import AppUnusable
from fdevents.masking import MASK
from fdevents.payloads.iparams import refuse_undeclared
from fdevents.payloads.written import read_iparams
from fdevents.problems import Problem, problem
from fdevents.remedies import Run
from fdevents.wording import brief, did_you_mean, nearest

if TYPE_CHECKING:
    from fdevents.app.folder import AppFiles

_TYPES = (
    "text", "textarea", "paragraph", "number", "email", "phone", "phone_number", "url", "domain",
    "date", "dropdown", "radio", "checkbox", "multiselect", "api_key",
)  # fmt: skip
_READ_AS_JSON = ("number", "checkbox", "multiselect")
_CHOICES = ("dropdown", "radio", "multiselect")
_KEYS = ("display_name", "type", "description", "options", "regex")
_FLAGS = ("required", "secure", "visible")
_DEFAULTS = ("default_value", "default")


def values(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> dict[str, Any]:
    """The iparams of a payload: what is kept over the test data over the declared defaults.

    Raises AppUnusable where one of the files cannot be read.
    """
    for file in (declared, test_data, kept):
        if file.trouble and not file.trouble.missing:
            raise AppUnusable(f"{file.trouble_place}: {file.trouble.message}", file.trouble.hint)
    found = {}
    for name, parameter in _objects(declared.value):
        default = next((parameter[key] for key in _DEFAULTS if key in parameter), None)
        if default is not None:
            found[name] = default
    for file in (test_data, kept):
        found |= file.value if isinstance(file.value, dict) else {}
    return found


def iparams_of(app: AppFiles) -> dict[str, Any]:
    """The `values` of the app's files."""
    return values(app.iparams, app.iparam_test_data, app.iparams_set)


def how_to_set(name: str) -> Run:
    """Return what helps where the parameter of that name has no value."""
    return Run(("iparams", "set", f"{name}=VALUE"), "sets one")


def secure_names(declared: JsonFile) -> frozenset[str]:
    """The parameters whose values are secrets."""
    return frozenset(name for name, parameter in _objects(declared.value)
                     if parameter.get("secure") is True)  # fmt: skip


def masked(found: dict[str, Any], secure: frozenset[str]) -> dict[str, Any]:
    """The values, those that are secure as `MASK`."""
    return {name: MASK if name in secure and value is not None else value
            for name, value in found.items()}  # fmt: skip


def declared_names(declared: JsonFile) -> tuple[str, ...]:
    """Return the names of the parameters that the app declares."""
    return tuple(name for name, _ in _objects(declared.value))


def text_names(declared: JsonFile) -> frozenset[str]:
    """Return the parameters whose values are text, whatever they look like."""
    return frozenset(name for name, parameter in _objects(declared.value)
                     if (parameter.get("type") or "") not in ("", *_READ_AS_JSON))  # fmt: skip


def parse_iparams(texts: Iterable[str], declared: JsonFile, *, force: bool) -> dict[str, Any]:
    """Read `NAME=VALUE`: text where the parameter is declared as such, else JSON or text.

    Raises UsageProblem, and PayloadRefused for a parameter that the app does not declare.
    """
    found = read_iparams(texts, text_names(declared))
    refuse_undeclared(found, declared_names(declared), declared.name, force=force)
    return found


def check_iparams(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> Iterator[Problem]:
    """What is wrong with the two files under config/, and with the values that are kept."""
    for file in (declared, test_data, kept):
        if file.trouble and not file.trouble.missing:
            yield problem(
                "iparams-syntax", file.trouble.message, file.trouble_place, file.trouble.hint
            )
        elif not file.trouble and not isinstance(file.value, dict):
            message = f"{file.name} holds no object; {{}} is what an app without any has."
            yield problem("iparams-shape", message, file.value_place())
        for path, place in file.repeated if isinstance(file.value, dict) else ():
            message = f"“{path[-1]}” stands here twice, and JSON keeps the last one only."
            yield problem("iparams-shape", message, place)
    if isinstance(declared.value, dict):
        for name, parameter in declared.value.items():
            yield from _check_parameter(declared, name, parameter)
    if isinstance(test_data.value, dict) and not (declared.trouble and not declared.missing):
        yield from _check_test_data(declared, test_data)
    if not any(file.trouble and not file.missing for file in (declared, test_data, kept)):
        yield from _check_values(declared, test_data, kept)


def _check_parameter(file: JsonFile, name: str, parameter: Any) -> Iterator[Problem]:
    def shape(message: str, hint: str, *path: str) -> Problem:
        return problem("iparams-shape", message, file.value_place(name, *path), hint)

    if not isinstance(parameter, dict):
        yield shape(f'“{name}” is no object; {{"display_name": …, "type": …}} is wanted.', "")
        return
    kind = parameter.get("type")
    types = f"The types are {', '.join(_TYPES)}."
    if "display_name" not in parameter:
        yield shape(*_missing(name, "display_name", parameter, ""))
    if "type" not in parameter:
        yield shape(*_missing(name, "type", parameter, types))
    elif kind not in _TYPES:
        guess = did_you_mean(str(kind), _TYPES) or types
        shown = f"“{kind}”" if isinstance(kind, str) else brief(kind)
        yield shape(f"{shown} is no type of parameter.", guess, "type")
    elif kind in _CHOICES and not isinstance(parameter.get("options"), list):
        yield shape(f"“{name}” is a {kind} without a list of options.", "", "options")
    patterns = parameter.get("regex", {})
    if not isinstance(patterns, dict) or not all(isinstance(p, str) for p in patterns.values()):
        hint = 'Wanted is {"name": "pattern", "name-error": "what to say"}.'
        yield shape(f"The regex of “{name}” is no object of texts.", hint, "regex")
    for flag in _FLAGS:
        if flag in parameter and not isinstance(parameter[flag], bool):
            yield shape(f"“{flag}” of “{name}” is neither true nor false.", "", flag)


def _missing(name: str, wanted: str, parameter: dict[str, Any], otherwise: str) -> tuple[str, str]:
    """Message and hint for a key that is not there, or there under a name that looks like it."""
    found = nearest(wanted, (key for key in parameter if key not in _KEYS))
    if found:
        return f"“{name}” has “{found[0]}”, but no {wanted}.", f"Did you mean “{wanted}”?"
    return f"“{name}” has no {wanted}.", otherwise


def _check_values(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> Iterator[Problem]:
    found = values(declared, test_data, kept)
    for name, parameter in _objects(declared.value):
        place = declared.key_place(name)
        if name not in found:
            if parameter.get("required") is True:
                message = f"“{name}” is required, and no value is set for local runs."
                yield problem("iparam-value", message, place, remedies=(how_to_set(name),))
            continue
        wrong = _misfit(parameter, found[name])
        if wrong:
            file = next((each for each in (kept, test_data) if isinstance(each.value, dict)
                         and name in each.value), None)  # fmt: skip
            at = file.key_place(name) if file else place
            yield problem("iparam-value", f"The value of “{name}” is {wrong}.", at)


def _misfit(parameter: dict[str, Any], value: Any) -> str:
    """What is wrong with a value, "" where it fits; secrets are not shown."""
    kind, options = parameter.get("type"), parameter.get("options")
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "number" and not numeric and not str(value).lstrip("-").isdigit():
        return "no number"
    if kind == "checkbox" and not isinstance(value, bool):
        return "neither true nor false"
    if kind in ("dropdown", "radio") and isinstance(options, list) and value not in options:
        return f"none of its options: {', '.join(map(str, options))}"
    if kind == "multiselect" and isinstance(options, list):
        chosen = value if isinstance(value, list) else [value]
        if any(each not in options for each in chosen):
            return f"not of its options: {', '.join(map(str, options))}"
    return _unmatched(parameter.get("regex"), value)


def _unmatched(patterns: Any, value: Any) -> str:
    """Which of `{"name": pattern, "name-error": message}` the value does not match."""
    for name, pattern in patterns.items() if isinstance(patterns, dict) else ():
        if name.endswith("-error") or not isinstance(pattern, str):
            continue
        try:
            matches = re.search(pattern, value if isinstance(value, str) else json.dumps(value))
        except re.error:
            continue  # JavaScript's own dialect, or no pattern at all
        if not matches:
            said = patterns.get(f"{name}-error")
            return f"not what its regex “{name}” wants{f': {said}' if said else ''}".rstrip(".")
    return ""


def _check_test_data(declared: JsonFile, test_data: JsonFile) -> Iterator[Problem]:
    known = declared.value if isinstance(declared.value, dict) else {}
    for name in test_data.value:
        if name not in known:
            hint = did_you_mean(name, known) or f"Declare it in {declared.name}."
            message = f"“{name}” has a test value, but {declared.name} declares no such parameter."
            yield problem("unknown-iparam", message, test_data.key_place(name), hint)


def _objects(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, parameter in value.items() if isinstance(value, dict) else ():
        if isinstance(parameter, dict):
            yield name, parameter
