"""Finds uses of globals that the platform does not have, in server.js as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fdevents.events.platform import UNAVAILABLE_GLOBALS

if TYPE_CHECKING:
    from tree_sitter import Node

_ANY = re.compile(
    rb"(?<![\w$.])(?:"
    + b"|".join(re.escape(name.encode()) for name in UNAVAILABLE_GLOBALS)
    + rb")(?![\w$])"
)
_SCOPES = {
    "program", "statement_block", "function_declaration", "function_expression",
    "generator_function_declaration", "generator_function", "arrow_function",
    "method_definition", "catch_clause", "for_statement", "for_in_statement", "class_declaration",
    "class",
}  # fmt: skip
_FUNCTIONS = {scope for scope in _SCOPES if "function" in scope} | {"program", "method_definition"}
_USES = {"identifier", "shorthand_property_identifier"}


def unavailable_uses(root: Node) -> Iterator[tuple[str, Node]]:
    """Each use of a global that the platform lacks: its name and node, in the order of the text.

    A name that the script declares in a scope around the use is its own; one that it asks for
    with `typeof` anywhere is taken to be guarded.
    """
    if not root.text or not _ANY.search(root.text):
        return
    uses = [
        (name, node)
        for node in _walk(root)
        if node.type in _USES and (name := _text(node)) in UNAVAILABLE_GLOBALS
    ]
    guarded = {name for name, node in uses if _is_typeof(node)}
    declared = _declarations(root, {name for name, _ in uses})
    for name, node in uses:
        if name not in guarded and not _is_declared(node, declared[name]):
            yield name, node


def _walk(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(current.named_children))


def _declarations(root: Node, names: set[str]) -> dict[str, set[int]]:
    """For each name the ids of the scopes that declare it."""
    found: dict[str, set[int]] = {name: set() for name in names}
    for node in _walk(root):
        name = _text(node)
        if name in found and _is_assigned(node):
            found[name].add(root.id)  # undeclared and assigned to: a global of the script's own
        elif name in found and _declares(node):
            scope = _scope(node)
            found[name].add(scope.id if scope else root.id)
    return found


def _declares(node: Node) -> bool:
    parent = node.parent
    if node.type == "shorthand_property_identifier_pattern":
        return True
    if node.type != "identifier" or parent is None:
        return False
    if parent.type == "formal_parameters":
        return True
    for kind, part in (
        ("variable_declarator", "name"), ("function_declaration", "name"),
        ("generator_function_declaration", "name"), ("class_declaration", "name"),
        ("arrow_function", "parameter"), ("catch_clause", "parameter"),
        ("assignment_pattern", "left"), ("pair_pattern", "value"), ("for_in_statement", "left"),
        ("function_expression", "name"), ("generator_function", "name"), ("class", "name"),
    ):  # fmt: skip
        if parent.type == kind and parent.child_by_field_name(part) == node:
            return True
    return parent.type in ("rest_pattern", "array_pattern")


def _is_assigned(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.type == "assignment_expression"
        and parent.child_by_field_name("left") == node
    )


def _scope(node: Node) -> Node | None:
    """The scope in which a declaration's name holds; a function's own name holds outside it, a
    var in all of its function."""
    parent = node.parent
    scopes = _FUNCTIONS if _is_var(node) else _SCOPES
    named = parent is not None and parent.type.endswith(
        ("function_declaration", "class_declaration")
    )
    current = parent.parent if named and parent is not None else parent
    while current is not None and current.type not in scopes:
        current = current.parent
    return current


def _is_var(node: Node) -> bool:
    current = node.parent
    while current is not None and current.type not in _SCOPES:
        if current.type == "variable_declaration":
            return True
        current = current.parent
    kind = current.child_by_field_name("kind") if current is not None else None
    return kind is not None and kind.type == "var"


def _is_declared(node: Node, scopes: set[int]) -> bool:
    current: Node | None = node
    while scopes and current is not None:
        if current.id in scopes:
            return True
        current = current.parent
    return False


def _is_typeof(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    return (
        parent is not None
        and parent.type == "unary_expression"
        and parent.children[0].type == "typeof"
    )


def _text(node: Node) -> str:
    return node.text.decode("utf-8", "replace") if node.text and node.child_count == 0 else ""
