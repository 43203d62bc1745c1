"""What a handler reads of its payload, in the syntax tree: `args.data.ticket.id` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = r"[^\W\d][\w$]*|\$[\w$]*"
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
    text = text_of(function)
    if not name or re.search(rf"(?<![\w$.]){re.escape(name)}\s*=[^=]", text[len(name) :]):
        return
    pattern = re.compile(rf"(?<![\w$.]){re.escape(name)}((?:\??\.(?:{_NAME}))+)")
    for match, start in _with_bytes(pattern, text, function.start_byte):
        if "?" in match[1]:
            continue  # which says itself that it may be missing
        node = function.descendant_for_byte_range(start, start + len(name.encode()))
        if node is not None and _is_read(node, name, function):
            path = tuple(match[1].split(".")[1:])
            if is_called(_member(node)):
                path = path[:-1]  # the last part of a call is a method's name
            yield Read(name, path, node)


def _with_bytes(
    pattern: re.Pattern[str], text: str, start: int
) -> Iterator[tuple[re.Match[str], int]]:
    """Each match with the byte at which it begins; the text begins at byte `start`."""
    seen = 0
    for match in pattern.finditer(text):
        start += len(text[seen : match.start()].encode())
        seen = match.start()
        yield match, start


def is_object(node: Node) -> bool:
    """Whether the node is what `.name` stands behind."""
    return _is_part(node, "member_expression", "object")


def is_called(node: Node) -> bool:
    """Whether the node is what `(…)` stands behind."""
    return _is_part(node, "call_expression", "function")


def _is_part(node: Node, kind: str, part: str) -> bool:
    parent = node.parent
    return parent is not None and parent.type == kind and parent.child_by_field_name(part) == node


def _member(node: Node) -> Node:
    """The whole of `args.data.ticket` that begins with the node."""
    while (parent := node.parent) is not None and is_object(node):
        node = parent
    return node


def _parameter(function: Node) -> str:
    single = function.child_by_field_name("parameter")  # of an arrow without parentheses
    parameters = function.child_by_field_name("parameters")
    first = single
    if parameters is not None and parameters.named_children:
        first = parameters.named_children[0]
    return text_of(first) if first is not None and first.type == "identifier" else ""


def _is_read(node: Node, name: str, function: Node) -> bool:
    if node.type != "identifier" or not is_object(node):
        return False
    member = _member(node)
    if any(_is_part(member, kind, "left") for kind in _ASSIGNING):
        return False
    scope = member.parent
    while scope is not None and scope != function:
        if _parameter(scope) == name or _declares(scope, name):
            return False  # another one of that name
        scope = scope.parent
    return scope == function


def _declares(scope: Node, name: str) -> bool:
    return scope.type == "statement_block" and any(
        text_of(declarator.child_by_field_name("name")) == name
        for statement in scope.named_children
        if statement.type in ("lexical_declaration", "variable_declaration")
        for declarator in statement.named_children
        if declarator.type == "variable_declarator"
    )
