"""What a server method gets: what its caller gave, and the installation parameters."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fdevents.errors import PayloadRefused, UsageProblem
from fdevents.freshdesk.methods import ARGUMENTS_LIMIT_BYTES
from fdevents.payloads.compose import encode
from fdevents.remedies import Force, Parameter
from fdevents.wording import kind_of


def arguments(
    given: Any, own: Mapping[str, Any], iparams: Mapping[str, Any], *, force: bool = False
) -> dict[str, Any]:
    """Make what the method gets of the object `given`, with `iparams` over the app's `own`.

    Raises UsageProblem for what is not an object, and PayloadRefused, but for `force`, for more
    than the platform takes.
    """
    if not isinstance(given, dict):
        message = (
            f"The arguments of a server method must be an object, and this is {kind_of(given)}."
        )
        raise UsageProblem(message, parameter=Parameter.DATA)
    size = len(encode(given))
    if size > ARGUMENTS_LIMIT_BYTES and not force:
        raise PayloadRefused(
            f"The arguments are {size // 1024} KB; the platform takes up to "
            f"{ARGUMENTS_LIMIT_BYTES // 1024} KB.",
            rule="Server methods",
            parameter=Parameter.DATA,
            remedies=(Force(),),
        )
    # The SDK's test data may have the values of whoever wrote it: those that are set are meant.
    brought = given.get("iparams")
    values = {**(brought if isinstance(brought, dict) else {}), **own, **iparams}
    return deepcopy({**given, "iparams": values})
