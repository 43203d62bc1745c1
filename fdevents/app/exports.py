"""What server.js exports once it is loaded: facts that the sandbox found and the checks judge."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from fdevents.problems import Problem


class EntryValue(Struct, frozen=True):
    """A value in an entry of `exports.events`: as Node shows it, and its text if it is a string."""

    text: str | None
    shown: str


class Entry(Struct, frozen=True):
    """One entry of `exports.events`: its keys, or `None` where it is not an object.

    `shown` is all of it as Node shows it; `product` is whose list it is in, where there are
    several.
    """

    keys: Mapping[str, EntryValue] | None
    shown: str = ""
    product: str = ""

    def text(self, key: str) -> str | None:
        """Return the text at `key`, or `None` where there is not any."""
        value = (self.keys or {}).get(key)
        return value.text if value else None


class Exports(Struct, frozen=True):
    """`kind` is the type of `exports`, `names` the type of each name in it.

    `kind` is "" where nothing of it is known. `events_kind` is the type of `exports.events`, ""
    where there is none. `problem` says why server.js does not load, and `lacks` which package is
    missing here for it to load; what it exports may be known all the same. `broken` are the modules
    that are not JavaScript.
    """

    kind: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    events_kind: str = ""
    entries: tuple[Entry, ...] = ()
    problem: Problem | None = None
    lacks: str = ""
    broken: tuple[Problem, ...] = ()

    @property
    def are_known(self) -> bool:
        """Whether it is known what server.js exports, so that there is nothing else."""
        return bool(self.kind)

    @property
    def functions(self) -> list[str]:
        """The names that could be callbacks."""
        return [name for name, kind in self.names.items() if kind == "function"]
