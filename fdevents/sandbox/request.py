"""What we ask of the sandbox's process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Modules:
    """The files that the app's code may require: what they say, or why they cannot be read."""

    texts: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Access:
    """What a process may reach that runs npm packages: folders to read, hosts to connect to."""

    folders: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packages:
    """The npm packages that the code may require, seen from `file`, and why not others."""

    file: str = ""
    usable: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """The app's code: `name` is how stack traces call it. Without `modules` it has no `require`;
    with `access` it wants a process of its own.

    `apis` are the platform's, such as `$db.get`; `telling` those of them that return nothing.
    """

    name: str
    source: str
    modules: Modules | None = None
    packages: Packages = field(default_factory=Packages)
    access: Access = field(default_factory=Access)
    apis: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    @property
    def needs(self) -> Access | None:
        """The access that its process needs, `None` for the common one."""
        return self.access if self.packages.usable else None


@dataclass(frozen=True)
class Request:
    """`inspect`: load the script and say what it exports. `fire`: load it and call `callback`
    with the payload, which is JSON text."""

    op: str
    script: Script
    callback: str = ""
    payload: str = ""

    def line(self, number: int, *, with_source: bool) -> bytes:
        """The request as it is sent; without the source where the child has compiled it.

        The child says `number` with everything that it answers.
        """
        message: dict[str, Any] = {
            "number": number,
            "op": self.op,
            "filename": self.script.name,
        }
        if with_source:
            message["source"] = self.script.source
            message["modules"] = self.script.modules and asdict(self.script.modules)
            message["packages"] = asdict(self.script.packages)
            if self.script.apis or self.script.telling:
                names = {"answering": self.script.apis, "telling": self.script.telling}
                message["apis"] = names
        if self.op == "fire":
            message |= {"callback": self.callback, "payload": self.payload}
        return json.dumps(message).encode() + b"\n"
