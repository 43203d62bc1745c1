"""What a handler reads of its payload, in the syntax tree: `args.data.ticket.id` and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import outwards, text_of

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
    """Find each path that the function reads of its first parameter, if that is a plain name.

    What it assigns to is not read, and a parameter that is assigned to may be anything afterwards.
    Text is searched first and the tree asked then: most of a handler needs no look at the tree.
    """
    name = _parameter(function)
    text = text_of(function)
    if not name or re.search(rf"(?<![\w$.]){re.escape(name)}\s*=[^=]", text[len(name) :]):
        return
    hides: dict[int, bool] = {}  # by the scope's id: a long one is not looked through twice

    def hidden(scopes: list[Node]) -> bool:
        """Tell whether one of the scopes in between declares another one of that name."""
        for each in scopes:
            if each.id not in hides:
                hides[each.id] = _parameter(each) == name or _declares(each, name)
        return any(hides[each.id] for each in scopes)

    pattern = re.compile(rf"(?<![\w$.]){re.escape(name)}((?:\??\.(?:{_NAME}))+)")
    for match, start in _with_bytes(pattern, text, function.start_byte):
        if "?" in match[1]:
            continue  # which says itself that it may be missing
        node = function.descendant_for_byte_range(start, start + len(name.encode()))
        around = outwards(node, function) if node is not None else []
        whole = chained(around, "member_expression")
        if node is not None and _is_read(around, whole) and not hidden(around[whole + 1 : -1]):
            path = tuple(match[1].split(".")[1:])
            if is_part(around, whole, "call_expression"):
                path = path[:-1]  # the last part of a call is a method's name
            yield Read(name, path, node)


def _with_bytes(
    pattern: re.Pattern[str], text: str, start: int
) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each match with the byte at which it begins; the text begins at byte `start`."""
    seen = 0
    for match in pattern.finditer(text):
        start += len(text[seen : match.start()].encode())
        seen = match.start()
        yield match, start


# Of what stands before a part of something: the field that it is.
_FIELDS = {
    "member_expression": "object",
    "call_expression": "function",
    "assignment_expression": "left",
    "augmented_assignment_expression": "left",
}


def is_part(around: list[Node], index: int, *kinds: str) -> bool:
    """Tell whether node `index` of those around one another begins a node of such a kind:
    the `a` of `a.b`, of `a()`, of `a = 1`."""
    if index + 1 >= len(around):
        return False
    parent = around[index + 1]
    if parent.type not in kinds:
        return False
    return parent.child_by_field_name(_FIELDS[parent.type]) == around[index]


def chained(around: list[Node], *kinds: str) -> int:
    """Return the index of the whole that the first node begins, such as of `args.data.ticket`."""
    index = 0
    while is_part(around, index, *kinds):
        index += 1
    return index


def _parameter(function: Node) -> str:
    single = function.child_by_field_name("parameter")  # of an arrow without parentheses
    parameters = function.child_by_field_name("parameters")
    first = single
    if parameters is not None and parameters.named_children:
        first = parameters.named_children[0]
    return text_of(first) if first is not None and first.type == "identifier" else ""


def _is_read(around: list[Node], whole: int) -> bool:
    """Tell whether a name is read, in the expression at index `whole`, and not assigned to."""
    is_name = around[0].type == "identifier" and whole > 0
    return is_name and not is_part(around, whole, *_ASSIGNING)


def _declares(scope: Node, name: str) -> bool:
    return scope.type == "statement_block" and any(
        text_of(declarator.child_by_field_name("name")) == name
        for statement in scope.named_children
        if statement.type in ("lexical_declaration", "variable_declaration")
        for declarator in statement.named_children
        if declarator.type == "variable_declarator"
    )
