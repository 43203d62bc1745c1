"""Parameters without a value that requests are filled in with: all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fdevents.apis.refusal import MissingIparam
from fdevents.apis.substitution import parts
from fdevents.remedies import Run
from fdevents.wording import listed

_NAMED = re.compile(r"""\biparam(?:\.([\w$]+)|\[\s*["']([\w$ .-]+)["']\s*\])""")


def with_all_missing(
    missing: MissingIparam, iparams: Any, requests: Iterable[Any]
) -> MissingIparam:
    """Return the refusal with a hint about every parameter that has no value, and is named in one
    of the app's `requests`: JSON values with texts in them."""
    known = iparams if isinstance(iparams, dict) else {}
    named = [missing.name, *(name for each in requests for name in _names(each))]
    names = [name for name in dict.fromkeys(named) if name not in known]
    if names:
        have = "has" if len(names) == 1 else "have"
        missing.hint = f"{listed(names, most=20)} {have} no value here."
        missing.remedies = (Run(("iparams", "set", *(f"{name}=VALUE" for name in names))),)
    return missing


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _names(each)
    elif isinstance(value, str):
        for part, is_expression in parts(value):
            found = _NAMED.finditer(part) if is_expression else ()
            yield from (match[1] or match[2] for match in found)
