"""Values of parameters judged, which each machine has for itself: those that are missing, and
those that their declarations do not allow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fdevents.app.folder import IPARAMS, AppFiles
from fdevents.app.iparams import DEFAULTS, declarations, values
from fdevents.problems import Place, Problem, problem
from fdevents.remedies import Run
from fdevents.sandbox.patterns import MOST_SECONDS, Matched, Pair
from fdevents.wording import EVERY, brief, listed


def pairs_of(app: AppFiles) -> Iterator[Pair]:
    """Yield each pattern that a parameter declares, with each of the values it has."""
    for name, parameter in declarations(app.iparams):
        held = [file.value.get(name) for file in (app.iparams_set, app.iparam_test_data)
                if isinstance(file.value, dict)]  # fmt: skip
        for value in (*held, *(parameter.get(key) for key in DEFAULTS)):
            if value is not None:
                yield from ((pattern, _text(value)) for _, pattern in _patterns(parameter))


def check_values(app: AppFiles, read: Mapping[str, Place], matched: Matched) -> Iterator[Problem]:
    """Find the values that are missing, as one problem, and each that does not fit.

    A value is missing where its parameter is required, or is `read` by a handler. `matched` says
    of the pairs of `pairs_of` whether they match.
    """
    if matched.slow:
        message = (
            f"A regex of a parameter cannot be tried: it takes more than {MOST_SECONDS:g} s on "
            f"the value here: {brief(matched.slow)}."
        )
        yield problem("iparam-value", message, Place(IPARAMS))
    files = (app.iparams, app.iparam_test_data, app.iparams_set)
    if any(file.trouble and not file.missing for file in files):
        return  # what the values are, nobody knows
    found = values(*files)
    missing = []
    for name, parameter in declarations(app.iparams):
        if name in found:
            yield from _check_value(app, name, parameter, matched)
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


def _check_value(
    app: AppFiles, name: str, parameter: dict[str, Any], matched: Matched
) -> Iterator[Problem]:
    files = (app.iparams_set, app.iparam_test_data)
    file = next((each for each in files if isinstance(each.value, dict) and name in each.value),
                None)  # fmt: skip
    # A default is the declaration's, and judged with it.
    wrong = misfit(parameter, file.value[name], matched) if file else ""
    if file and wrong:
        helps = Run(("iparams", "set", f"{name}=VALUE"))
        message = f"The value of “{name}” {wrong}."
        yield problem("iparam-value", message, file.key_place(name), remedies=(helps,))


def misfit(parameter: dict[str, Any], value: Any, matched: Matched) -> str:
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
    return _unmatched(parameter, _text(value), matched)


def _unmatched(parameter: dict[str, Any], text: str, matched: Matched) -> str:
    """Say which of the parameter's patterns the text does not match, as far as that is known."""
    for name, pattern in _patterns(parameter):
        if matched.found.get((pattern, text)) is False:
            said = parameter["regex"].get(f"{name}-error")
            return f"does not match its regex “{name}”{f': {said}' if said else ''}".rstrip(".")
    return ""


def _patterns(parameter: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the patterns of `{"name": pattern, "name-error": message}`, with their names."""
    patterns = parameter.get("regex")
    for name, pattern in patterns.items() if isinstance(patterns, dict) else ():
        if isinstance(pattern, str) and not name.endswith("-error"):
            yield name, pattern


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
