"""Parameters of config/iparams.json, against what the SDK's own validation says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fdevents.app.iparams import CHOICES, DEFAULTS, PARAMETER_KEYS, declarations
from fdevents.app.jsonfile import JsonFile
from fdevents.checks.iparam_values import misfit
from fdevents.problems import Problem, problem
from fdevents.sandbox.patterns import UNTRIED, Matched
from fdevents.wording import did_you_mean, listed

# What names no parameter, since a declaration around it is missing.
_RESERVED = ("display_name", "type", "options", "required", "secure", "regex", "default_value")
# A word of a name; some are written as one word, as in apikey, and a monkey is none.
_SECRET = re.compile(
    r"auth|(access|api|app|auth|client|private|secret|user)?(token|key|secret|password)s?",
    re.IGNORECASE,
)
_TYPED = ("text", "textarea", "paragraph", "api_key")  # what a secret may be typed into


def check_declarations(declared: JsonFile, matched: Matched = UNTRIED) -> Iterator[Problem]:
    """Find what is wrong inside of each parameter's declaration, beyond its shape.

    `matched` is what is known of their patterns.
    """
    for name, parameter in declarations(declared):
        if name in _RESERVED:
            message = f"A parameter cannot be called “{name}”, which is a key of a declaration."
            hint = "Is a declaration around it missing?"
            yield problem("iparams-shape", message, declared.key_place(name), hint)
            continue
        for key, message, hint in _faults(name, parameter, matched):
            yield problem("iparams-shape", message, declared.key_place(name, key), hint)
        if _looks_secret(name, parameter):
            message = f"“{name}” looks like a secret, but is not “secure”."
            hint = 'Add "secure": true, or its value can be read in the browser.'
            yield problem("insecure-iparam", message, declared.key_place(name), hint)


def _faults(
    name: str, parameter: dict[str, Any], matched: Matched
) -> Iterator[tuple[str, str, str]]:
    """Yield the key that is wrong, what is wrong with it, and what would help."""
    whole = "display_name" in parameter and "type" in parameter
    # What stands in the place of one of these has been named with it.
    for key in parameter if whole else ():
        if key not in PARAMETER_KEYS:
            hint = did_you_mean(key, PARAMETER_KEYS)
            yield key, f"“{key}” is not a key of the parameter “{name}”.", hint
    kind, options = parameter.get("type"), parameter.get("options")
    if isinstance(kind, str) and kind not in CHOICES and options is not None:
        hint = f"Those that have some are {listed(CHOICES)}."
        yield "options", f"The parameter “{name}” has options, but is of type {kind}.", hint
    default = next((key for key in DEFAULTS if key in parameter), None)
    if kind == "dropdown" and isinstance(options, list) and default is None:
        yield "type", f"The dropdown “{name}” has no default value.", "Name one of its options."
    # An empty one is how people write that there is none.
    wrong = default and parameter[default] != "" and misfit(parameter, parameter[default], matched)
    if default and wrong:
        yield default, f"The default of “{name}” {wrong}.", ""
    regex = parameter.get("regex")
    patterns = regex if isinstance(regex, dict) else {}
    for each in patterns:
        if not each.endswith("-error") and f"{each}-error" not in patterns:
            message = f"The regex “{each}” of “{name}” has no “{each}-error”."
            yield "regex", message, "It is what the installation page says where it does not match."


def _looks_secret(name: str, parameter: dict[str, Any]) -> bool:
    if parameter.get("secure") is True or parameter.get("type") not in _TYPED:
        return False
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)  # of camelCase, too
    return any(_SECRET.fullmatch(word) for word in re.split(r"[^A-Za-z]+", words))
