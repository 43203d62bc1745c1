"""What server.js exports once it is loaded: facts that the sandbox found and the checks judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fdevents.problems import Problem


@dataclass(frozen=True)
class Held:
    """A value in a registration: its text where it is a string, and as Node shows it."""

    text: str | None
    shown: str


@dataclass(frozen=True)
class Entry:
    """One item of `exports.events`: its keys, or `None` where it is no object."""

    keys: Mapping[str, Held] | None
    shown: str = ""


@dataclass(frozen=True)
class Exports:
    """`kind` is the type of `exports`, `names` the type of each name in it.

    `events_kind` is the type of `exports.events`, "" where there is none. `problem` says why the
    rest is not known: server.js did not load. `broken` are the modules that are no JavaScript.
    """

    kind: str = "undefined"
    names: Mapping[str, str] = field(default_factory=dict)
    events_kind: str = ""
    entries: tuple[Entry, ...] = ()
    problem: Problem | None = None
    broken: tuple[Problem, ...] = ()

    @property
    def functions(self) -> list[str]:
        """The names that could be callbacks."""
        return [name for name, kind in self.names.items() if kind == "function"]
