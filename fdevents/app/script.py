"""server.js as text: where its registrations and exports stand.

What the script *does* is the sandbox's to say. This reads the syntax tree, for positions only, and
knows nothing where the code builds its exports in ways that no tree shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from fdevents.app.positions import Positions
from fdevents.problems import Place

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query


class EntryMap(Struct, frozen=True):
    """One item of `exports.events`: where it stands, its keys, their values, and what these say
    where they are text."""

    place: Place
    keys: Mapping[str, Place]
    values: Mapping[str, Place]
    texts: Mapping[str, str]


def _nowhere(_node: Node) -> Place:
    return Place("")


class ScriptMap(Struct, frozen=True, eq=False):  # a parse tree is equal to none but itself
    """`names` has the place of each exported name, a function's own where that is elsewhere;
    `functions` and `lists` the top level's own, exported or not; `nodes` the functions that
    are exported, whose parts `place` finds in the file; `root` is the whole script's."""

    exports: Place
    events: Place
    entries: tuple[EntryMap, ...] = ()
    names: Mapping[str, Place] = field(default_factory=dict)
    functions: Mapping[str, Place] = field(default_factory=dict)
    lists: Mapping[str, Place] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    place: Callable[[Node], Place] = _nowhere
    root: Node | None = None


def read_script(name: str, text: str) -> ScriptMap:
    """Read the script called `name`; text with syntax errors is read as far as possible."""
    from tree_sitter import Parser  # 1 ms, and 5 below: many a command reads no script

    content = text.encode()
    tree = Parser(_javascript()).parse(content)
    reader = _Reader(name, content, tree.root_node)
    reader.read()
    return reader.result()


class _Reader:
    def __init__(self, name: str, content: bytes, root: Node) -> None:
        self._name = name
        self._positions = Positions(content)
        self._root = root
        self._declared: dict[str, Node] = {}
        self._names: dict[str, Place] = {}
        self._nodes: dict[str, Node] = {}
        self._exports: Place | None = None
        self._events: Node | None = None

    def read(self) -> None:
        """Find the top level's declarations, then what is assigned to `exports`."""
        for statement in self._root.named_children:
            self._declare(statement)
        # A second pass, since functions are hoisted: they may stand below what exports them.
        for statement in self._root.named_children:
            if statement.type == "expression_statement":
                for expression in statement.named_children:
                    self._assigned(expression)
            elif statement.type in ("variable_declaration", "lexical_declaration"):
                for declarator in statement.named_children:
                    if text_of(declarator.child_by_field_name("name")) == "exports":
                        self._export_all(declarator, declarator.child_by_field_name("value"))

    def result(self) -> ScriptMap:
        """Return what was found."""
        start = Place(self._name, 1, 1)
        events = self._resolve(self._events)
        return ScriptMap(
            exports=self._exports or start,
            events=self._place(self._events)
            if self._events is not None
            else self._exports or start,
            entries=tuple(self._entry(item) for item in self._items(events)),
            names=self._names,
            nodes=self._nodes,
            place=self._place,
            functions={
                name: self._place(node)
                for name, node in self._declared.items()
                if "function" in node.type
            },
            lists={
                name: self._place(node)
                for name, node in self._declared.items()
                if node.type == "array"
            },
            root=self._root,
        )

    def _declare(self, statement: Node) -> None:
        # By the ending, since a generator's kind is generator_function_declaration.
        if statement.type.endswith("function_declaration"):
            self._declared[text_of(statement.child_by_field_name("name"))] = statement
        for declarator in statement.named_children:
            if declarator.type == "variable_declarator":
                value = declarator.child_by_field_name("value")
                if value is not None:
                    self._declared[text_of(declarator.child_by_field_name("name"))] = value

    def _assigned(self, expression: Node) -> None:
        """Take in `exports = …`, `exports.x = …`, and `a = exports = …`."""
        chain = []
        current: Node | None = expression
        while current is not None and current.type == "assignment_expression":
            chain.append(current.child_by_field_name("left"))
            current = current.child_by_field_name("right")
        for left in chain:
            if left is not None and current is not None:
                self._target(left, current)

    def _target(self, left: Node, right: Node) -> None:
        if text_of(left) == "exports":
            self._export_all(left, right)
        elif left.type == "member_expression" and text_of(left.child_by_field_name("object")) in (
            "exports", "this",
        ):  # fmt: skip
            self._export(text_of(left.child_by_field_name("property")), left, right)

    def _export_all(self, place: Node, value: Node | None) -> None:
        self._exports = self._place(place)
        self._names, self._nodes, self._events = {}, {}, None  # what was exported before is gone
        exported = self._resolve(value)
        for member in exported.named_children if exported is not None else ():
            if member.type == "pair":
                key = member.child_by_field_name("key")
                if key is not None:
                    self._export(_key(key), key, member.child_by_field_name("value"))
            elif member.type == "method_definition":
                key = member.child_by_field_name("name")
                if key is not None:
                    self._export(_key(key), key, key)
            elif member.type == "shorthand_property_identifier":
                self._export(text_of(member), member, member)

    def _export(self, name: str, key: Node, value: Node | None) -> None:
        if self._exports is None:
            self._exports = self._place(key)
        resolved = self._resolve(value)
        elsewhere = resolved is not None and resolved is not value
        self._names[name] = self._place(resolved if elsewhere and resolved is not None else key)
        around = key.parent
        if resolved is not None and "function" in resolved.type:
            self._nodes[name] = resolved
        elif around is not None and around.type == "method_definition":
            self._nodes[name] = around
        # The node and not its place: its items are looked up once everything is declared.
        if name == "events" and value is not None:
            self._events = resolved if resolved is not None else value

    def _items(self, events: Node | None) -> list[Node]:
        """Return the items of a list, or those of all the lists of an object, one a product's."""
        if events is None:
            return []
        if events.type == "array":
            return [item for item in events.named_children if item.type != "comment"]
        values = (pair.child_by_field_name("value") for pair in events.named_children)
        lists = (self._resolve(value) for value in values)
        return [
            item
            for each in lists
            if each is not None and each.type == "array"
            for item in self._items(each)
        ]

    def _entry(self, item: Node) -> EntryMap:
        keys: dict[str, Place] = {}
        values: dict[str, Place] = {}
        texts: dict[str, str] = {}
        resolved = self._resolve(item)
        for member in resolved.named_children if resolved is not None else ():
            key = member.child_by_field_name("key")
            value = member.child_by_field_name("value")
            if member.type == "pair" and key is not None and value is not None:
                keys[_key(key)] = self._place(key)
                values[_key(key)] = self._place(value)
                if value.type == "string":
                    texts[_key(key)] = _key(value)
        return EntryMap(self._place(item), keys, values, texts)

    def _resolve(self, node: Node | None) -> Node | None:
        """Return what an identifier was declared as at the top level, or the node itself."""
        if node is not None and node.type in ("identifier", "shorthand_property_identifier"):
            return self._declared.get(text_of(node), node)
        return node

    def _place(self, node: Node) -> Place:
        return Place(self._name, *self._positions.at(*node.start_point))


def query(source: str) -> Query:
    """Make a query over scripts, in tree-sitter's language.

    Each pattern costs 1 to 15 ms, far more than it saves in an ordinary app: make one only where
    something was found, and keep it.
    """
    from tree_sitter import Query  # as above

    return Query(_javascript(), source)


@cache
def _javascript() -> Language:
    import tree_sitter_javascript  # as above
    from tree_sitter import Language

    return Language(tree_sitter_javascript.language())


def outwards(node: Node, root: Node) -> list[Node]:
    """Return the node and all around it up to `root`, which may be any node that it is in.

    A node's own `parent` is a walk from the top of the file each time, so this goes down once.
    """
    found = [root]
    while found[-1] != node:
        child = found[-1].child_with_descendant(node)
        if child is None:
            break
        found.append(child)
    return found[::-1]


def text_of(node: Node | None) -> str:
    """Return the text of the node, "" for `None`."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def _key(node: Node) -> str:
    return text_of(node).strip("\"'`")
