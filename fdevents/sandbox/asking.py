"""What we say to the sandbox's process: requests, and answers to calls, a line of JSON each.

Each is an object that bears the `number` of the request.
"""

from __future__ import annotations

import json
from typing import Literal

import msgspec
from msgspec import Struct

from fdevents.sandbox.launch import Access


class Modules(Struct, frozen=True):
    """The files that the app's code may require: what they say, or why they cannot be read."""

    texts: dict[str, str] = {}
    unreadable: dict[str, str] = {}


class Packages(Struct, frozen=True):
    """The npm packages that the code may require, seen from `file`, and why not others.

    Code that is only looked at may get `stand_ins` for some of those: something that takes whatever
    is done with it.
    """

    file: str = ""
    usable: tuple[str, ...] = ()
    refused: dict[str, str] = {}
    stand_ins: tuple[str, ...] = ()


class Script(Struct, frozen=True):
    """The app's code: `name` is how stack traces call it. Without `modules` it has no `require`;
    with `access` it wants a process of its own.

    `apis` are the platform's, such as `$db.get`; `telling` those of them that return nothing.
    """

    name: str
    source: str
    modules: Modules | None = None
    packages: Packages = Packages()
    access: Access = Access()
    apis: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    @property
    def needs(self) -> Access | None:
        """The access that its process needs, `None` for the common one."""
        return self.access if self.packages.usable else None


class Gate(Struct, frozen=True):
    """Where a firing's packages send their requests: a port of the loopback, and the secret that
    lets them in."""

    port: int
    secret: str


class Request(Struct, frozen=True):
    """`inspect`: load the script and say what it exports. `fire`: load it and call `callback`
    with the payload, which is JSON text; its packages send by the `gate`."""

    op: Literal["inspect", "fire"]
    script: Script
    callback: str = ""
    payload: str = ""
    gate: Gate | None = None

    def line(self, number: int, *, with_source: bool) -> bytes:
        """Encode the request; without the source where the child has compiled it.

        The child says `number` with everything that it answers.
        """
        script = self.script
        asked = _Asked(number, self.op, self.callback, self.payload, self.gate)
        if not with_source:
            return _encoded(asked)
        app = _App(script.name, script.source, script.modules, script.packages)
        if script.apis or script.telling:
            app.apis = _Apis(script.apis, script.telling)
        asked.app = app
        return _encoded(asked)


class _Apis(Struct):
    answering: tuple[str, ...]
    telling: tuple[str, ...]


class _App(Struct):
    filename: str
    source: str
    modules: Modules | None
    packages: Packages
    apis: _Apis | None = None


class _Asked(Struct):
    number: int
    op: str
    callback: str
    payload: str
    gate: Gate | None
    app: _App | None = None


class Answer(Struct, frozen=True):
    """The answer to the Call of that `id`: its promise is fulfilled where `ok`, else rejected, with
    the value that is the JSON `text`."""

    number: int
    id: int
    ok: bool
    text: str

    def line(self) -> bytes:
        """Encode the answer."""
        return _encoded(self)


def _encoded(message: Struct) -> bytes:
    try:
        return msgspec.json.encode(message) + b"\n"
    except UnicodeEncodeError:  # half a character, in a path or a name: JSON can escape it
        return json.dumps(msgspec.to_builtins(message)).encode() + b"\n"
