"""Who calls the platform's APIs: one firing."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from fdevents.apis.limits import Rate


class Caller(Struct, frozen=True, kw_only=True):
    """A firing, with the `iparams` and `app_settings` of its payload.

    Its calls are counted by themselves: the platform counts those of a minute, and how many
    minutes lie between two firings here says nothing about the firings there.
    """

    iparams: Any = None
    app_settings: Any = None
    storing: Rate = field(default_factory=Rate)
    sending: Rate = field(default_factory=Rate)


def caller_of(payload: dict[str, Any]) -> Caller:
    """Return the caller that a firing with this payload is."""
    return Caller(iparams=payload.get("iparams"), app_settings=payload.get("app_settings"))
