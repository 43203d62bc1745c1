"""What would help against a refusal or a failure, for each front end to put into its own words.

The floors below the front ends know no options: they name a `Parameter`, which is `--change` on
the command line, `changes=` in Python and a field on a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Parameter(StrEnum):
    """What somebody may give when an event is fired; the value is the keyword in Python."""

    APP = "app"
    VARIANT = "variant"
    CHANGES = "changes"
    ASSIGN = "assign"
    PAYLOAD = "payload"
    START = "start"
    SAVE = "save"
    IPARAMS = "iparams"
    DATA = "data"
    DATA_AS = "data_as"
    HEADERS = "headers"
    SCHEDULE = "schedule"
    NOW = "now"
    FORCE = "force"
    PLATFORM = "platform"
    TIMEOUT = "timeout"
    MEMORY = "memory_mb"
    DB = "db"
    ALLOW_NET = "allow_net"
    LIVE = "live"
    RECORD = "record"
    ADD_MOCKS = "add_mocks"
    MATCH_BODY = "match_body"


# Parameters that hold a value for each of several names.
BY_NAME = (Parameter.CHANGES, Parameter.ASSIGN, Parameter.IPARAMS, Parameter.HEADERS)
SWITCHES = (
    Parameter.FORCE,
    Parameter.LIVE,
    Parameter.RECORD,
    Parameter.ADD_MOCKS,
    Parameter.MATCH_BODY,
)


# Named tuples, and not structs as elsewhere: `--version` needs these, and nothing else that would
# wait 12 ms for msgspec.
class Force(NamedTuple):
    """Do it all the same, although Freshdesk would not; `to` is what that does, an infinitive."""

    to: str = "send it all the same"


class Give(NamedTuple):
    """Give `parameter`; `why` is what it does, a predicate such as "gives more time".

    `example` is a value of it; where the parameter is one of `BY_NAME`, a name and its value, as
    `("priority", (1, 2))`. Text in capitals stands for whatever somebody puts there.
    """

    parameter: Parameter
    example: str | tuple[str, object] = ""
    why: str = ""


class LeaveOut(NamedTuple):
    """Leave out one of the parameters, which exclude each other."""

    parameters: tuple[Parameter, ...]


class Run(NamedTuple):
    """Run a command of ours: its words, such as `("iparams", "set", "api_key=VALUE")`.

    `why` is what that does, a predicate such as "makes one".
    """

    words: tuple[str, ...]
    why: str = ""


Remedy = Force | Give | LeaveOut | Run


def in_python(remedies: Iterable[Remedy]) -> str:
    """Return the sentences that tell a user of the library what would help, "" for nothing."""
    return " ".join(_worded(each) for each in remedies)


def named_in_python(parameter: Parameter, name: str) -> str:
    """Return how Python writes the part `name` of a parameter: `changes['tags']`."""
    return f"{parameter}[{name!r}]" if parameter in BY_NAME else f"{parameter} {name}"


def _worded(remedy: Remedy) -> str:
    match remedy:
        case Force(to):
            return f"Pass force=True to {to}."
        case Give(why=""):
            return f"Try: {_keyword(remedy)}"
        case Give(why=why):
            return f"{_keyword(remedy)} {why}."
        case LeaveOut(parameters):
            return f"Leave out {' or '.join(parameters)}."
        case Run(words, ""):
            return f"Run: fdevents {' '.join(words)}"
        case Run(words, why):
            return f"`fdevents {' '.join(words)}` {why}."


def _keyword(given: Give) -> str:
    if given.parameter in SWITCHES:
        return f"{given.parameter}=True"
    match given.example:
        case "":
            return f"{given.parameter}=…"
        case (name, value):
            return f"{given.parameter}={{{name!r}: {value!r}}}"
        case str(text):
            # Capitals stand for what somebody puts there, and digits are a number.
            stands_for_itself = text.isupper() or text.isdigit()
            return f"{given.parameter}={text if stands_for_itself else repr(text)}"
