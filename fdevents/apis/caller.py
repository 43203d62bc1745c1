"""Who calls the platform's APIs: one firing."""

from __future__ import annotations

import math
import time
from typing import Any

from msgspec import Struct, field

from fdevents.apis.limits import Rate

# Who ends a firing at its time ends the sandbox: an answer that came just before would make the
# handler fail by what it says, and not by the time.
_LATER_SECONDS = 0.5


class Caller(Struct, frozen=True, kw_only=True):
    """A firing, with the `iparams`, `app_settings` and `current_host` of its payload.

    Its calls are counted by themselves: the platform counts those of a minute, and how many
    minutes lie between two firings here says nothing about the firings there. `until` is when the
    firing's time is over, in `time.monotonic`'s seconds.
    """

    iparams: Any = None
    app_settings: Any = None
    current_host: Any = None
    storing: Rate = field(default_factory=Rate)
    sending: Rate = field(default_factory=Rate)
    until: float = math.inf


def caller_of(payload: dict[str, Any], seconds: float, current_host: Any = None) -> Caller:
    """Return the caller that a firing with this payload is, which begins now and has `seconds`;
    `current_host` is the account's where the payload does not say it."""
    return Caller(
        until=time.monotonic() + seconds + _LATER_SECONDS,
        iparams=payload.get("iparams"),
        app_settings=payload.get("app_settings"),
        current_host=_bare(payload.get("currentHost", current_host)),
    )


def _bare(current_host: Any) -> Any:
    """Return it with hosts for addresses, which is what request templates want of it."""
    urls = current_host.get("endpoint_urls") if isinstance(current_host, dict) else None
    if not isinstance(urls, dict):
        return current_host
    hosts = {name: url.removeprefix("https://") if isinstance(url, str) else url
             for name, url in urls.items()}  # fmt: skip
    return {**current_host, "endpoint_urls": hosts}
