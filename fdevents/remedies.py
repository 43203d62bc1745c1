"""What would help against a refusal or a failure, for each front end to put into its own words.

The floors below the front ends know no options: they name a `Parameter`, which is `--change` on
the command line, `changes=` in Python and a field on a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Parameter(StrEnum):
    """What somebody may give to a firing; the value is the keyword of `App`'s methods."""

    VARIANT = "variant"
    CHANGES = "changes"
    ASSIGN = "assign"
    PAYLOAD = "payload"
    START = "start"
    SAVE = "save"
    IPARAMS = "iparams"
    DATA = "data"
    HEADERS = "headers"
    SCHEDULE = "schedule"
    FORCE = "force"
    PLATFORM = "platform"
    TIMEOUT = "timeout"
    MEMORY = "memory_mb"
    DB = "db"
    ALLOW_NET = "allow_net"
    LIVE = "live"
    RECORD = "record"


@dataclass(frozen=True)
class Force:
    """Do it all the same, although Freshdesk would not."""


@dataclass(frozen=True)
class Give:
    """Give `parameter`, as in `example` where there is one; `why` says what that does."""

    parameter: Parameter
    example: str = ""
    why: str = ""


@dataclass(frozen=True)
class LeaveOut:
    """Leave out one of the parameters, which exclude each other."""

    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class Run:
    """Run a command of ours: its words, such as `("iparams", "set", "api_key=VALUE")`."""

    words: tuple[str, ...]


Remedy = Force | Give | LeaveOut | Run
