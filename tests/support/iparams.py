"""Installation parameters, and an app that tells what it gets of them."""

from __future__ import annotations

from typing import Any

TEST_DATA = "config/iparam_test_data.json"
TELLING = (
    "exports = { events: [{ event: 'onTicketCreate', callback: 'cb' }], cb(payload) {"
    " console.log('key', payload.iparams.key); return { all: [payload.iparams.key] }; } };"
)


def parameter(**more: Any) -> dict[str, Any]:
    """A declaration that is right, with `more` in it."""
    return {"display_name": "Team", "type": "text"} | more
