"""What we ask of the sandbox's process."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """The app's code: `name` is how stack traces call it."""

    name: str
    source: str


@dataclass(frozen=True)
class Request:
    """`inspect`: load the script and say what it exports. `fire`: load it and call `callback`
    with the payload, which is JSON text."""

    op: str
    script: Script
    callback: str = ""
    payload: str = ""

    def line(self, *, with_source: bool) -> bytes:
        """The request as it is sent; without the source where the child has compiled it."""
        message = {"op": self.op, "filename": self.script.name}
        if with_source:
            message["source"] = self.script.source
        if self.op == "fire":
            message |= {"callback": self.callback, "payload": self.payload}
        return json.dumps(message).encode() + b"\n"
