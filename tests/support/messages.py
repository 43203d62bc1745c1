"""Messages of the sandbox's child, as it sends them."""

from __future__ import annotations

import json
from typing import Any

ERROR = {"name": "Error", "message": "m", "stack": "s", "thrown": False}
CONSOLE = {"type": "console", "level": "log", "text": "x", "at_ms": 1.5}
CALL = {"type": "call", "id": 1, "api": "$db.get", "args": "[]", "at_ms": 1.5}
SETTLED = {
    "type": "settled",
    "status": "ok",
    "duration_ms": 1,
    "late": [],
    "value": {"json": 1},
    "error": None,
}
KEYS = {
    "event": {"text": "onTicketCreate", "shown": "'onTicketCreate'"},
    "callback": {"text": "cb", "shown": "'cb'"},
}
EXPORTS = {
    "type": "exports",
    "kind": "object",
    "names": {"events": "array", "cb": "function"},
    "events": {"kind": "array", "entries": [{"product": "", "shown": "", "keys": KEYS}]},
    "broken": {},
    "error": None,
}
UNCOMPILED = {"type": "uncompiled", "code": "not_javascript", "message": "Unexpected token ';'"}
MESSAGES: list[dict[str, Any]] = [{"type": "ready"}, CONSOLE, CALL, SETTLED, EXPORTS, UNCOMPILED]


def encoded(message: Any, number: int = 0) -> bytes:
    """A message as it is sent, for the request of that number."""
    return json.dumps([number, message]).encode()
