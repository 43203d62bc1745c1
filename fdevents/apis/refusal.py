"""How the platform refuses a call: the promise is rejected with an object that is not an Error."""

from __future__ import annotations

import json
from typing import Any

from fdevents.remedies import Remedy


class Refused(Exception):
    """A call that is rejected with `reason`, a JSON object with `status` and `message`.

    `hint` and `remedies` are for people and do not reach the app, and neither does `mock`: the mock
    that would answer the request.
    """

    def __init__(
        self,
        status: int,
        message: str,
        hint: str = "",
        *,
        remedies: tuple[Remedy, ...] = (),
        mock: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.hint = hint
        self.remedies = remedies
        self.mock = mock
        self.reason: dict[str, Any] = {"status": status, "message": message, **more}


def in_shape(refused: Refused, attempts: int = 1) -> Refused:
    """Give a refusal the shape that those of `$request` have on the platform, which has no
    message; what we have to say of it is for people, and becomes a part of the hint."""
    reason = refused.reason
    if "attempts" in reason:
        return refused
    response = reason.get("response", {"message": reason["message"]})
    refused.hint = " ".join(part for part in (str(refused), refused.hint) if part)
    refused.reason = {
        "status": reason["status"],
        "headers": reason.get("headers", {}),
        "response": response if isinstance(response, str) else json.dumps(response),
        "errorSource": reason.get("errorSource", "PLATFORM"),
        "attempts": attempts,
    }
    return refused


def wrong(message: str) -> Refused:
    """Build what the platform answers to a call that makes no sense to it."""
    return Refused(400, message)


class MissingIparam(Refused):
    """A request cannot be filled in, since the installation parameter `name` has no value."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(400, message)
        self.name = name
