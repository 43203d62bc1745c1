"""Parameters without a value that requests are filled in with: all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from fdevents.apis.refusal import MissingIparam
from fdevents.app.folder import IPARAMS
from fdevents.app.placeholders import iparams_in
from fdevents.remedies import Run
from fdevents.wording import did_you_mean, listed


def with_all_missing(
    missing: MissingIparam, iparams: Any, declared: Collection[str], requests: Iterable[Any]
) -> MissingIparam:
    """Return the refusal with a hint about every parameter that has no value, and is named in one
    of the app's `requests`: JSON values with texts in them.

    One that the app does not declare cannot have a value: it is misspelt, or to be declared.
    """
    if declared and missing.name not in declared:
        near = did_you_mean(missing.name, declared)
        missing.hint = f"{IPARAMS} does not declare “{missing.name}”. {near}".rstrip()
        return missing
    known = iparams if isinstance(iparams, dict) else {}
    named = [missing.name, *(name for each in requests for _, name in iparams_in(each))]
    names = [name for name in dict.fromkeys(named)
             if name not in known and (not declared or name in declared)]  # fmt: skip
    if names:
        have = "has" if len(names) == 1 else "have"
        missing.hint = f"{listed(names, most=20)} {have} no value here."
        missing.remedies = (Run(("iparams", "set", *(f"{name}=VALUE" for name in names))),)
    return missing
