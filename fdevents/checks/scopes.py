"""Finds uses of globals that the platform does not have, in server.js as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import ScriptMap, outwards, query, read_script, text_of
from fdevents.freshdesk.globals import UNAVAILABLE_GLOBALS

if TYPE_CHECKING:
    from tree_sitter import Node, Query

    from fdevents.app.folder import AppFiles
    from fdevents.problems import Place

_NAMES = frozenset(name.encode() for name in UNAVAILABLE_GLOBALS)
# Every name is looked up in a set: one expression of all of them takes 2 ms to compile.
_NAME = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]*")
_SCOPES = {
    "program", "statement_block", "function_declaration", "function_expression",
    "generator_function_declaration", "generator_function", "arrow_function",
    "method_definition", "catch_clause", "for_statement", "for_in_statement", "class_declaration",
    "class",
}  # fmt: skip
_FUNCTIONS = {scope for scope in _SCOPES if "function" in scope} | {"program", "method_definition"}
_USES = {
    "identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
}
# Where an identifier declares itself: the kind of its parent, and which part of it.
_DECLARING = {
    ("variable_declarator", "name"), ("function_declaration", "name"),
    ("generator_function_declaration", "name"), ("class_declaration", "name"),
    ("arrow_function", "parameter"), ("catch_clause", "parameter"),
    ("assignment_pattern", "left"), ("pair_pattern", "value"), ("for_in_statement", "left"),
    ("function_expression", "name"), ("generator_function", "name"), ("class", "name"),
}  # fmt: skip


class _Spot(NamedTuple):
    """A node with all that is around it; a node's own `parent` is a walk from the root."""

    node: Node
    around: _Spot | None

    def outwards(self) -> Iterator[_Spot]:
        """Yield what is around it, the nearest first."""
        spot = self.around
        while spot is not None:
            yield spot
            spot = spot.around


def uses_of_globals(app: AppFiles) -> Iterator[tuple[str, Place]]:
    """Find each use of a global that some platform lacks, in server.js and in the modules."""
    yield from unavailable_uses(app.script)
    for name, file in app.modules.items():
        if name.endswith(".json") or not _names_any(file.text.encode()):
            continue
        for used, place in unavailable_uses(read_script(name, file.text)):
            if used != "module":  # which each of these files has
                yield used, place


def _names_any(code: bytes) -> bool:
    """Tell whether it may use one of them, which most apps do not, sooner than a tree can."""
    return not _NAMES.isdisjoint(_NAME.findall(code))


def unavailable_uses(script: ScriptMap) -> Iterator[tuple[str, Place]]:
    """Find each use of a global that the platform lacks: its name and place, in order."""
    for name, node in _uses(script.root) if script.root is not None else ():
        yield name, script.place(node)


def _uses(root: Node) -> Iterator[tuple[str, Node]]:
    """Find each use of a global that the platform lacks: its name and node, in the text's order.

    A name that the script declares in a scope around the use is its own; one that it asks for
    with `typeof` anywhere is taken to be guarded.
    """
    if not root.text or not _names_any(root.text):
        return
    from tree_sitter import QueryCursor  # as in app/script.py, where the rest is imported

    found = QueryCursor(_uses_query()).captures(root).get("use", ())
    named = [(text_of(node), _spot(root, node)) for node in sorted(found, key=_start)]
    # Found first, since a declaration counts for uses above it as well.
    own = {(name, scope.id) for name, spot in named if (scope := _declared_in(spot, root))}
    guarded = {name for name, spot in named if _is_typeof(spot)}
    for name, spot in named:
        around = ((name, each.node.id) for each in spot.outwards())
        if name not in guarded and not any(scope in own for scope in around):
            yield name, spot.node


def _spot(root: Node, node: Node) -> _Spot:
    spot = None
    for each in reversed(outwards(node, root)):
        spot = _Spot(each, spot)
    assert spot is not None
    return spot


@cache
def _uses_query() -> Query:
    names = " ".join(f'"{name}"' for name in UNAVAILABLE_GLOBALS)
    kinds = " ".join(f"({kind})" for kind in sorted(_USES))
    return query(f"([{kinds}] @use (#any-of? @use {names}))")


def _declared_in(spot: _Spot, root: Node) -> Node | None:
    """Return the scope in which the name holds from here on, if it is declared here."""
    parent = spot.around.node if spot.around else root
    if parent.type == "assignment_expression" and parent.child_by_field_name("left") == spot.node:
        return root  # undeclared and assigned to: a global of the script's own
    if not _declares(spot.node, parent):
        return None
    # `var` belongs to the function around it, `let` and `const` to the block.
    scopes = _FUNCTIONS if _is_var(spot) else _SCOPES
    outwards = spot.outwards()
    if parent.type.endswith(("function_declaration", "class_declaration")):
        next(outwards)  # such a name holds outside of what it names
    return next((each.node for each in outwards if each.node.type in scopes), root)


def _declares(node: Node, parent: Node) -> bool:
    if node.type == "shorthand_property_identifier_pattern":
        return True
    if node.type != "identifier":
        return False
    return parent.type in ("formal_parameters", "rest_pattern", "array_pattern") or any(
        parent.type == kind and parent.child_by_field_name(part) == node
        for kind, part in _DECLARING
    )


def _is_var(spot: _Spot) -> bool:
    for each in spot.outwards():
        if each.node.type == "variable_declaration":
            return True
        if each.node.type in _SCOPES:
            kind = each.node.child_by_field_name("kind")
            return kind is not None and kind.type == "var"
    return False


def _is_typeof(spot: _Spot) -> bool:
    for each in spot.outwards():
        if each.node.type != "parenthesized_expression":
            operator = each.node.children[0] if each.node.type == "unary_expression" else None
            return operator is not None and operator.type == "typeof"
    return False


def _start(node: Node) -> int:
    return node.start_byte
