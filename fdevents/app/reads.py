"""What a handler reads of its payload, in the syntax tree: `args.data.ticket.id` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = rb"[A-Za-z_$][\w$]*"


_ASSIGNING = ("assignment_expression", "augmented_assignment_expression")


class Read(NamedTuple):
    """One member expression that begins with the handler's parameter: `path` is what follows."""

    parameter: str
    path: tuple[str, ...]
    node: Node


def payload_reads(function: Node) -> Iterator[Read]:
    """Each path that the function reads of its first parameter, where that is a plain name.

    What it assigns to is no reading, and a parameter that is assigned to is somebody else's. Text
    is searched first and the tree asked then: most paths need no look at the tree.
    """
    name = _parameter(function)
    text = function.text
    if not name or text is None or not text.isascii():
        return
    if re.search(rb"(?<![\w$.])" + re.escape(name) + rb"\s*=[^=]", text[len(name) :]):
        return
    pattern = rb"(?<![\w$.])" + re.escape(name) + rb"((?:\??\." + _NAME + rb")+)"
    for match in re.finditer(pattern, text):
        if b"?" in match[1]:
            continue  # which says itself that it may be missing
        start = function.start_byte + match.start()
        node = function.descendant_for_byte_range(start, start + len(name))
        if node is not None and _is_read(node, name, function):
            path = tuple(match[1].decode().split(".")[1:])
            yield Read(name.decode(), _without_method(path, node), node)


def _parameter(function: Node) -> bytes:
    single = function.child_by_field_name("parameter")  # of an arrow without parentheses
    parameters = function.child_by_field_name("parameters")
    first = single
    if parameters is not None and parameters.named_children:
        first = parameters.named_children[0]
    return first.text or b"" if first is not None and first.type == "identifier" else b""


def _is_read(node: Node, name: bytes, function: Node) -> bool:
    if node.type != "identifier" or node.parent is None or node.parent.type != "member_expression":
        return False
    outer = node.parent
    while outer.parent is not None and outer.parent.type == "member_expression":
        outer = outer.parent
    above = outer.parent
    assigns = above is not None and above.type in _ASSIGNING
    if assigns and above is not None and above.child_by_field_name("left") == outer:
        return False
    scope = outer.parent
    while scope is not None and scope != function:
        if _parameter(scope) == name or _declares(scope, name):
            return False  # another one of that name
        scope = scope.parent
    return scope == function


def _declares(scope: Node, name: bytes) -> bool:
    return scope.type == "statement_block" and any(
        declarator.child_by_field_name("name") is not None
        and declarator.child_by_field_name("name").text == name  # type: ignore[union-attr]
        for statement in scope.named_children
        if statement.type in ("lexical_declaration", "variable_declaration")
        for declarator in statement.named_children
        if declarator.type == "variable_declarator"
    )


def _without_method(path: tuple[str, ...], node: Node) -> tuple[str, ...]:
    """The path without what is called on it: the last part of a call is a method's name."""
    outer = node.parent
    while (
        outer is not None
        and outer.parent is not None
        and (
            outer.parent.type == "member_expression"
            and outer.parent.child_by_field_name("object") == outer
        )
    ):
        outer = outer.parent
    called = (
        outer is not None
        and outer.parent is not None
        and outer.parent.type == "call_expression"
        and outer.parent.child_by_field_name("function") == outer
    )
    return path[:-1] if called else path
