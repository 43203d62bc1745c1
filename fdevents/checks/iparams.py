"""config/ judged: how parameters are declared, and whether the values for local runs fit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from fdevents.app.iparams import IPARAMS, VALUES, declarations, values
from fdevents.app.jsonfile import JsonFile
from fdevents.checks.shape import misshapen, repeated, unreadable
from fdevents.problems import Problem, problem
from fdevents.remedies import Run
from fdevents.wording import did_you_mean, listed


def check_iparams(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> Iterator[Problem]:
    """Find what is wrong with the two files under config/, and with the values that are kept."""
    files = (declared, test_data, kept)
    for file in files:
        yield from unreadable(file, "iparams-syntax")
        if not file.trouble:
            yield from misshapen(file, IPARAMS if file is declared else VALUES, "iparams-shape")
        for path, place in file.repeated if isinstance(file.value, dict) else ():
            yield repeated("iparams-shape", path, place)
    # Without the file nothing is declared; in one that cannot be read, anything may be.
    if isinstance(test_data.value, dict) and (declared.missing or not declared.trouble):
        yield from _check_test_data(declared, test_data)
    if not any(file.trouble and not file.missing for file in files):
        yield from _check_values(declared, test_data, kept)


def setting(name: str) -> Run:
    """Return what helps where the parameter of that name does not have a value."""
    return Run(("iparams", "set", f"{name}=VALUE"))


def _check_test_data(declared: JsonFile, test_data: JsonFile) -> Iterator[Problem]:
    known = declared.value if isinstance(declared.value, dict) else {}
    for name in test_data.value:
        if name not in known:
            hint = did_you_mean(name, known) or f"Declare it in {declared.name}."
            message = f"“{name}” has a test value, but {declared.name} does not declare it."
            yield problem("unknown-iparam", message, test_data.key_place(name), hint)


def _check_values(declared: JsonFile, test_data: JsonFile, kept: JsonFile) -> Iterator[Problem]:
    found = values(declared, test_data, kept)
    for name, parameter in declarations(declared):
        place = declared.key_place(name)
        if name not in found:
            if parameter.get("required") is True:
                message = f"“{name}” is required, but has no value for local runs."
                yield problem("iparam-value", message, place, remedies=(setting(name),))
            continue
        wrong = _misfit(parameter, found[name])
        if wrong:
            file = next((each for each in (kept, test_data) if isinstance(each.value, dict)
                         and name in each.value), None)  # fmt: skip
            at = file.key_place(name) if file else place
            yield problem("iparam-value", f"The value of “{name}” {wrong}.", at)


def _misfit(parameter: dict[str, Any], value: Any) -> str:
    """Say what is wrong with a value, as the end of a sentence; "" where it fits.

    The value itself is not shown, since it may be a secret.
    """
    kind, options = parameter.get("type"), parameter.get("options")
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "number" and not numeric and not str(value).lstrip("-").isdigit():
        return "is not a number"
    if kind == "checkbox" and not isinstance(value, bool):
        return "is neither true nor false"
    if kind in ("dropdown", "radio") and isinstance(options, list) and value not in options:
        return f"is not one of its options: {listed(map(str, options))}"
    if kind == "multiselect" and isinstance(options, list):
        chosen = value if isinstance(value, list) else [value]
        if any(each not in options for each in chosen):
            return f"has values other than its options: {listed(map(str, options))}"
    return _unmatched(parameter.get("regex"), value)


def _unmatched(patterns: Any, value: Any) -> str:
    """Say which of `{"name": pattern, "name-error": message}` the value does not match."""
    for name, pattern in patterns.items() if isinstance(patterns, dict) else ():
        if name.endswith("-error") or not isinstance(pattern, str):
            continue
        try:
            matches = re.search(pattern, value if isinstance(value, str) else json.dumps(value))
        except re.error:
            continue  # JavaScript's own dialect, or not a pattern at all
        if not matches:
            said = patterns.get(f"{name}-error")
            return f"does not match its regex “{name}”{f': {said}' if said else ''}".rstrip(".")
    return ""
