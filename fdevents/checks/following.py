"""Follows payloads through handlers: into other names, patterns and functions of the script."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import ScriptMap, text_of
from fdevents.checks.callers import Callers, parameter
from fdevents.checks.chains import (
    ASKING,
    Chain,
    alternatives,
    chain_of,
    is_asked,
    is_written,
    or_nothing,
    text_in,
)
from fdevents.checks.names import Spot, declared_in, spot_of, uses_of

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str, ...]
_DEEPEST = 12  # steps: a function that calls itself with a part of what it got would never end
_MOST_FOLLOWED = 300  # names: more are in bundles, and take seconds
# What is handed to these comes back as it was.
_HARMLESS = re.compile(
    r"^(console|JSON|Object(?!\.(assign|define|setP))|Array|String|Number|Boolean|Date|Math|Promise|parse\w+"
    r"|encodeURI\w*|\$\w+|renderData|generateTargetUrl|(_|lodash)\.(get|has|pick|omit|is|keys|map))\b"
)
_HAVING = ("hasOwnProperty", "propertyIsEnumerable")
# What tells the names of an object, which the code then compares with texts.
_LISTING = re.compile(r"^(Object|Reflect)\.(keys|entries|getOwnPropertyNames|ownKeys)$")
_TEXT = re.compile(rb"""["'`]([\w$.]+)["'`]""")
_FILLING = re.compile(r"^(Object|_|lodash|\$|jQuery)\.(assign|extend|merge|defaults)")


class Origin(NamedTuple):
    """A part of a payload: the handler's parameter, the events it is called for, and the path."""

    parameter: str
    events: Path
    path: Path = ()


class Key(NamedTuple):
    """A name in the scope that declares it, or a function's parameter, by its number."""

    scope: int
    name: str


class Read(NamedTuple):
    """A path that is read at `node`, of what `key` holds, which is its first `held` steps; `unless`
    are conditions that do not hold there."""

    key: Key
    origin: Origin
    node: Node
    held: int
    unless: Sequence[Node] = ()


class Following(NamedTuple):
    """What was found: reads by the byte where they stand, and the paths that the script asks for,
    writes, and hands to what nobody can follow. `structure` has the bytes at which it asks whether
    the payload has its usual structure."""

    reads: dict[int, list[Read]]
    asked: set[Path]
    written: set[Path]
    given: set[Path]
    structure: set[int]


NOTHING = Following({}, set(), set(), set(), set())


def follow(
    script: ScriptMap, root: Node, handlers: Mapping[str, Path], served: Set[str] = frozenset()
) -> Following:
    """Find what is read of the payloads of `handlers`: the events of each exported function.

    What may be no part of a payload is left out, such as what `served` functions get: those that
    others call as well.
    """
    follower = _Follower(root, Callers(script, root, served))
    for name, events in handlers.items():
        function = script.nodes.get(name)
        first = parameter(function, 0) if function is not None else None
        if function is None or first is None:
            continue
        shown = text_of(first) if first.type == "identifier" else "payload"
        follower.bind(first, Origin(shown, events), follower.enter(function, 0))
    follower.run()
    return follower.result()


class _Follower:
    def __init__(self, root: Node, callers: Callers) -> None:
        self._root = root
        self._callers = callers
        self._found = Following({}, set(), set(), set(), set())
        self._scopes: dict[Key, Node] = {}
        self._parents: dict[Key, set[Key]] = {}
        self._queue: deque[tuple[Key, Origin]] = deque()
        self._seen: set[tuple[Key, Origin]] = set()
        self._entered: dict[Key, tuple[Node, set[int]]] = {}  # functions, by calls that were seen
        self._listed: set[Path] = set()  # whose names the code goes through
        self._open: set[Key] = set()  # what may hold values from elsewhere

    def enter(self, function: Node, index: int) -> Key:
        """Return the key of a function's parameter."""
        key = Key(function.id, f"#{index}")
        self._entered.setdefault(key, (function, set()))
        if b"arguments" in (function.text or b""):  # another name for what it gets
            self._open.add(key)
        return key

    def run(self) -> None:
        """Follow all that is bound, and what that is bound to; find nothing where that is much."""
        while self._queue:
            if len(self._seen) > _MOST_FOLLOWED:
                self._found.reads.clear()
                return
            key, origin = self._queue.popleft()
            if len(origin.path) > _DEEPEST:
                self._open.add(key)
                continue
            scope = self._scopes[key]
            uses = [each for each in uses_of(key.name, self._root, scope) if each.scope == scope]
            # Declared twice, or used more often than anybody looks at.
            if sum(each.declares for each in uses) != 1:
                self._open.add(key)
                continue
            for use in uses:
                if not use.declares:
                    self._use(use.spot, key, origin)

    def result(self) -> Following:
        """Return what was found, without what may come from elsewhere."""
        for key, (function, seen) in self._entered.items():
            calls = self._callers.calls(function)
            if calls is None or calls - seen:
                self._open.add(key)
        before = -1
        while len(self._open) != before:
            before = len(self._open)
            self._open |= {key for key, of in self._parents.items() if of & self._open}
        kept = {
            start: reads
            for start, reads in self._found.reads.items()
            if not any(read.key in self._open for read in reads)
        }
        if self._listed:
            texts = {text.decode() for text in _TEXT.findall(self._root.text or b"")}
            names = {tuple(text.split(".")) for text in texts}
            self._found.asked.update((*path, *steps) for path in self._listed for steps in names)
        return self._found._replace(reads=kept)

    def bind(self, pattern: Node, origin: Origin, parent: Key) -> None:
        """Take a value in under the names of a pattern; a default asks whether it is there."""
        if pattern.type in ("assignment_pattern", "object_assignment_pattern"):
            self._found.asked.add(origin.path)
            left = pattern.child_by_field_name("left")
            if left is not None:
                self.bind(left, origin, parent)
        elif pattern.type == "object_pattern":
            for part in pattern.named_children:
                self._bind_part(part, origin, parent)
        elif pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
            scope = declared_in(spot_of(self._root, pattern), self._root)
            if scope is None:
                return
            key = Key(scope.id, text_of(pattern))
            self._scopes[key] = scope
            self._parents.setdefault(key, set()).add(parent)
            if (key, origin) not in self._seen:
                self._seen.add((key, origin))
                self._queue.append((key, origin))

    def _bind_part(self, part: Node, origin: Origin, parent: Key) -> None:
        if part.type == "rest_pattern":
            for name in part.named_children:
                self.bind(name, origin, parent)
            return
        name, value = part, part
        if part.type == "object_assignment_pattern":
            name = part.child_by_field_name("left") or part
        elif part.type == "pair_pattern":
            name = part.child_by_field_name("key") or part
            value = part.child_by_field_name("value") or part
        step = text_in(name) if name.type == "string" else text_of(name)
        if step is None or name.type in ("computed_property_name", "comment"):
            return
        inner = origin._replace(path=(*origin.path, step))
        self._read(Read(parent, inner, name, len(origin.path)))
        self.bind(value, inner, parent)

    def _use(self, spot: Spot, key: Key, origin: Origin) -> None:
        chain = chain_of(spot)
        path = (*origin.path, *chain.path)
        written = is_written(chain.whole)
        if written and not chain.path and not chain.method:
            self._open.add(key)  # it may hold anything afterwards
            return
        self._found.asked.update((*origin.path, *chain.path[:n]) for n in chain.asked)
        if written:
            self._found.written.add(path)
            return
        if chain.dynamic:
            self._listed.add(path)
            if chain.whole.around and is_written(chain.whole.around):
                self._found.given.add(path)
        unless = alternatives(spot)
        if chain.path:
            self._read(Read(key, origin._replace(path=path), spot.node, len(origin.path), unless))
        self._ask(spot, chain, path)
        if not chain.method and not chain.dynamic and not unless:
            self._hand_on(or_nothing(chain.whole), origin._replace(path=path), key)

    def _read(self, read: Read) -> None:
        reads = self._found.reads.setdefault(read.node.start_byte, [])
        if read not in reads:
            reads.append(read)

    def _ask(self, spot: Spot, chain: Chain, path: Path) -> None:
        around = chain.whole.around.node if chain.whole.around else self._root
        if not chain.method and not chain.dynamic and is_asked(chain.whole):
            self._found.asked.add(path)
            if len(path) <= 2:  # the payload, its data, or an object in there
                self._found.structure.add(spot.node.start_byte)
        if chain.method in _HAVING:
            self._ask_for(around.child_by_field_name("arguments"), path)
        operator = around.child_by_field_name("operator")
        is_right = around.child_by_field_name("right") == chain.whole.node
        if is_right and text_of(operator) == "in":
            name = text_in(around.child_by_field_name("left"))
            (self._found.asked.add((*path, name)) if name else self._found.given.add(path))

    def _ask_for(self, arguments: Node | None, path: Path) -> None:
        """Take in texts that a function is given: the names that it is asked for."""
        for argument in arguments.named_children if arguments is not None else ():
            text = text_in(argument)
            if text:
                self._found.asked.add((*path, *text.split(".")))

    def _hand_on(self, whole: Spot, origin: Origin, key: Key) -> None:
        around = whole.around.node if whole.around else None
        if around is None or whole.around is None:
            return
        if around.type == "variable_declarator":
            name = around.child_by_field_name("name")
            if name is not None:
                self.bind(name, origin, key)
        elif around.type == "arguments" and whole.around.around is not None:
            before = [each for each in around.named_children if each.type != "comment"]
            index = before.index(whole.node)
            self._call(whole.around.around.node, before[: index + 1], origin, key)

    def _call(self, call: Node, arguments: list[Node], origin: Origin, key: Key) -> None:
        """Go into the function that is called, with the last of these arguments."""
        callee = call.child_by_field_name("function")
        text = text_of(callee)
        if ASKING.search(text):
            self._ask_for(call.child_by_field_name("arguments"), origin.path)
        if _LISTING.search(text):
            self._listed.add(origin.path)
        if _HARMLESS.search(text) or (_FILLING.search(text) and len(arguments) > 1):
            return
        function = self._callers.function(callee) if callee is not None else None
        if any(each.type == "spread_element" for each in arguments):
            return
        index = len(arguments) - 1
        pattern = parameter(function, index) if function is not None else None
        if function is None or pattern is None:
            self._found.given.add(origin.path)
            return
        entered = self.enter(function, index)
        self._entered[entered][1].add(call.id)
        self._parents.setdefault(entered, set()).add(key)
        self.bind(pattern, origin, entered)
