"""Handlers that call the platform's APIs: the manifests of their apps, and code that calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fdevents import Outcome

Fire = Callable[..., Outcome]
Rejected = Callable[[str], dict[str, Any]]
CREATE = "onTicketCreate"


def manifest(*events: str, version: str = "2.3") -> str:
    """A manifest that registers the events, each with the handler `cb`."""
    registered = {event: {"handler": "cb"} for event in events}
    return json.dumps(
        {"platform-version": version, "product": {"freshdesk": {"events": registered}}}
    )


def told(call: str) -> str:
    """Code that returns what the call is answered or rejected with."""
    return f"try {{ return await {call}; }} catch (error) {{ return {{ rejected: error }}; }}"
