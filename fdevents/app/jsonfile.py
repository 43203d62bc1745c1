"""JSON with positions: a value as json reads it, and where in the text each part of it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from fdevents.app.files import TextFile, Trouble, curly_hint, position
from fdevents.app.positions import Positions
from fdevents.problems import Place

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str | int, ...]
DEEPEST = 100  # levels of a file's lists and objects; an argument of the APIs has as many
_DEEPEST_PLACE = 32  # of what positions are kept for; messages about deeper parts name their parent


class JsonFile(Struct, frozen=True, dict=True):
    """A JSON file: its value, or the trouble with it."""

    file: TextFile
    value: Any = None
    trouble: Trouble | None = None

    def __repr__(self) -> str:  # tracebacks show it, and any file may hold a secret
        return f"<JsonFile {self.name}>"

    @property
    def name(self) -> str:
        """The file's name, relative to the app."""
        return self.file.name

    @property
    def missing(self) -> bool:
        """Whether there is no such file."""
        return self.trouble is not None and self.trouble.missing

    @property
    def trouble_place(self) -> Place:
        """Where the trouble is."""
        trouble = self.trouble
        return Place(self.name, trouble.line, trouble.column) if trouble else Place(self.name)

    def key_place(self, *path: str | int) -> Place:
        """Find where the key (or list item) at `path` stands, or the nearest part around it."""
        return self._place(self._positions.keys, path)

    def value_place(self, *path: str | int) -> Place:
        """Find where the value at `path` stands, or the nearest part around it."""
        return self._place(self._positions.values, path)

    @property
    def repeated(self) -> list[tuple[Path, Place]]:
        """Keys that their object has already, with their path."""
        return [(path, Place(self.name, *found)) for path, found in self._positions.repeated]

    def _place(self, found: dict[Path, tuple[int, int]], path: Path) -> Place:
        while path and path not in found:
            path = path[:-1]
        return Place(self.name, *found.get(path, (1, 1)))

    @cached_property
    def _positions(self) -> _Positions:
        return _Positions(self.file.text)


NO_FILE = JsonFile(TextFile(""), trouble=Trouble("There is no such file.", missing=True))


def parse_json(file: TextFile) -> JsonFile:
    """Parse the file as JSON. What is wrong with it is its `trouble`, not an exception."""
    if file.trouble:
        return JsonFile(file, trouble=file.trouble)
    if not file.text.strip():
        return JsonFile(file, trouble=Trouble(f"{file.name} is empty.", line=1, column=1))
    try:
        # JSON.parse refuses NaN and Infinity, and so would the platform; Python takes them.
        value = json.loads(file.text, parse_constant=_no_constant)
        return (
            JsonFile(file, trouble=_too_deep(file)) if is_too_deep(value) else JsonFile(file, value)
        )
    except json.JSONDecodeError as error:
        return JsonFile(file, trouble=_syntax_trouble(file, error))
    # The standard reader recurses; a stranger's file of many brackets must not end us.
    except RecursionError:
        return JsonFile(file, trouble=_too_deep(file))
    except ValueError:  # a constant that JSON lacks, or a number too long for Python
        return JsonFile(file, trouble=_odd_value(file))


def is_too_deep(value: Any) -> bool:
    """Tell whether lists and objects lie in one another more than DEEPEST levels deep.

    Whoever copies or shows a value recurses, and what Python's reader still takes may end that.
    """
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
    return any(isinstance(each, dict | list) for each in level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _too_deep(file: TextFile) -> Trouble:
    message = f"{file.name} is nested too deeply to be read."
    hint = f"It may have {DEEPEST} levels of lists and objects."
    return Trouble(message, hint, line=1, column=1)


# Strings are matched first, so that a NaN inside of one is passed over. Python reads no number
# of more than 4300 digits (`sys.set_int_max_str_digits`).
_ODD = re.compile(r'"(?:\\.|[^"\\])*"|(-?(?:NaN|Infinity)|\d{4301,})')


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _odd_value(file: TextFile) -> Trouble:
    found = next((match for match in _ODD.finditer(file.text) if match[1]), None)
    if found is None:
        return Trouble(f"{file.name} is not valid JSON.", line=1, column=1)
    what = "a number with that many digits" if found[1][0].isdigit() else found[1]
    line, column = position(file.text, found.start())
    return Trouble(f"{file.name} is not valid JSON: {what} is not a JSON value.", "", line, column)


def _syntax_trouble(file: TextFile, error: json.JSONDecodeError) -> Trouble:
    hint = ""
    # Guesses from what stands on both sides of the error: `json` says what it expected, and
    # not what the writer meant.
    rest = file.text[error.pos :].lstrip()[:1]
    before = file.text[: error.pos].rstrip()[-1:]
    if curly := curly_hint(before + rest):
        hint = curly
    elif rest == "/":
        hint = "JSON does not allow comments."
    elif before == "," and (rest in ("}", "]") or "property name" in error.msg):
        hint = "JSON does not allow a comma after the last item."
    elif rest == "'" or before == "'":
        hint = "JSON text goes in double quotes."
    elif "delimiter" in error.msg and rest:
        hint = "Is a comma missing before this?"
    elif "control character" in error.msg:
        hint = "A line break in a text is written \\n, a tab \\t."
    line, column = position(file.text, min(error.pos, len(file.text)))
    why = error.msg.removesuffix(" at")
    message = f"{file.name} is not valid JSON: {why[0].lower()}{why[1:]}."
    return Trouble(message, hint, line, column)


class _Positions:
    """Where the keys and values of a JSON text stand: path -> line and column, from 1."""

    def __init__(self, text: str) -> None:
        import tree_sitter_json  # 6 ms, and only who asks for a place needs it
        from tree_sitter import Language, Parser

        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.repeated: list[tuple[Path, tuple[int, int]]] = []
        self._repeated: set[Path] = set()
        content = text.encode()
        self._positions = Positions(content)
        root = Parser(Language(tree_sitter_json.language())).parse(content).root_node
        # A stack and not recursion: the file may be nested deeper than Python's own stack is.
        pending: list[tuple[Path, Node]] = [((), node) for node in root.named_children[:1]]
        while pending:
            path, node = pending.pop()
            self.values[path] = self._at(node)
            if len(path) < _DEEPEST_PLACE:
                pending.extend(reversed(list(self._inside(path, node))))  # of two, the last counts

    def _inside(self, path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
        if node.type == "array":
            for index, child in enumerate(node.named_children):
                self.keys[(*path, index)] = self._at(child)
                yield (*path, index), child
        elif node.type == "object":
            for pair in node.named_children:
                key = pair.child_by_field_name("key")
                value = pair.child_by_field_name("value")
                if key is None or value is None or key.text is None:
                    continue
                inner: Path = (*path, json.loads(key.text))
                if inner in self.keys and not self._is_in_repeated(path):
                    self.repeated.append((inner, self._at(key)))
                    self._repeated.add(inner)
                self.keys[inner] = self._at(key)
                yield inner, value

    # A repeated object repeats all of its keys: only the outermost is worth a problem.
    def _is_in_repeated(self, path: Path) -> bool:
        return any(path[:length] in self._repeated for length in range(1, len(path) + 1))

    def _at(self, node: Node) -> tuple[int, int]:
        return self._positions.at(*node.start_point)
