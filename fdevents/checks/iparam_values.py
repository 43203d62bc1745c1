"""Values of parameters judged, which each machine has for itself: those that are missing, and
those that their declarations do not allow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fdevents.app.folder import AppFiles
from fdevents.app.iparams import declarations, values
from fdevents.problems import Place, Problem, problem
from fdevents.remedies import Run
from fdevents.wording import EVERY, listed


def check_values(app: AppFiles, read: Mapping[str, Place]) -> Iterator[Problem]:
    """Find the values that are missing, as one problem, and each that does not fit.

    A value is missing where its parameter is required, or is `read` by a handler.
    """
    files = (app.iparams, app.iparam_test_data, app.iparams_set)
    if any(file.trouble and not file.missing for file in files):
        return  # what the values are, nobody knows
    found = values(*files)
    missing = []
    for name, parameter in declarations(app.iparams):
        if name in found:
            yield from _check_value(app, name, parameter)
        elif parameter.get("required") is True or name in read:
            missing.append(name)
    if missing:
        one = len(missing) == 1
        message = (
            f"{'The parameter' if one else 'These parameters'} {'has' if one else 'have'} no value "
            f"here: {listed(missing, most=EVERY)}."
        )
        helps = Run(("iparams", "set", *(f"{name}=VALUE" for name in missing)))
        yield problem("iparam-value", message, app.iparams.key_place(missing[0]), remedies=(helps,))


def _check_value(app: AppFiles, name: str, parameter: dict[str, Any]) -> Iterator[Problem]:
    files = (app.iparams_set, app.iparam_test_data)
    file = next((each for each in files if isinstance(each.value, dict) and name in each.value),
                None)  # fmt: skip
    # A default is the declaration's, and judged with it.
    wrong = misfit(parameter, file.value[name]) if file else ""
    if file and wrong:
        helps = Run(("iparams", "set", f"{name}=VALUE"))
        message = f"The value of “{name}” {wrong}."
        yield problem("iparam-value", message, file.key_place(name), remedies=(helps,))


def misfit(parameter: dict[str, Any], value: Any) -> str:
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
