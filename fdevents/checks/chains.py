"""What an expression reads of a name, such as `data.ticket` of `args.data.ticket.id > 5`, and what
it is read for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import text_of
from fdevents.checks.names import Spot

if TYPE_CHECKING:
    from tree_sitter import Node

_WRITING = (
    "assignment_expression", "augmented_assignment_expression", "for_in_statement",
    "assignment_pattern", "object_assignment_pattern",
)  # fmt: skip
# Functions that ask whether something is there: isEmpty, hasOwnProperty, Array.isArray, Boolean.
ASKING = re.compile(r"(?:^|\.)(?:is|has|exist|Boolean$|get$|default|check|valid)", re.IGNORECASE)
_CONDITIONS = (
    "if_statement", "while_statement", "do_statement", "for_statement", "ternary_expression",
)  # fmt: skip
# Where a part of the code depends on another part, by its name.
_CHOICES = {
    "if_statement": "condition", "ternary_expression": "condition", "binary_expression": "left",
    "switch_statement": "value", "switch_case": "value",
}  # fmt: skip
_EVENT = re.compile(r"""\bevent(_?[nN]ame|_?[tT]ype)?\b|["'`]on[A-Z]""")


class Chain(NamedTuple):
    """The names that follow a name, and the whole expression, parentheses included.

    `asked` has the lengths of what is asked for with `?.` on the way. `method` is the last name
    where the whole is called, which is no part of `path`. `dynamic`: an index that only running
    the code would tell follows.
    """

    path: tuple[str, ...]
    whole: Spot
    asked: tuple[int, ...] = ()
    method: str = ""
    dynamic: bool = False


def chain_of(spot: Spot) -> Chain:
    """Follow the members and indexes that begin with the name at `spot`."""
    names: list[str] = []
    asked = []
    whole, inner = spot, spot.node
    for each in spot.outwards():
        around = each.node
        if around.type == "parenthesized_expression":
            whole = each
            continue
        is_object = around.child_by_field_name("object") == whole.node
        if around.type not in ("member_expression", "subscript_expression") or not is_object:
            break
        if around.child_by_field_name("optional_chain") is not None:
            asked.append(len(names))
        name = _member(around)
        if name is None:
            return Chain(tuple(names), whole, tuple(asked), dynamic=True)
        names.append(name)
        whole, inner = each, around
    called = _is_field(whole, "call_expression", "function")
    if called and names and inner.type == "member_expression":
        return Chain(tuple(names[:-1]), whole, tuple(asked), names[-1])
    return Chain(tuple(names), whole, tuple(asked), dynamic=called)


def _member(node: Node) -> str | None:
    """Return the name that a member or an index has, as far as the text tells."""
    if node.type == "member_expression":
        name = node.child_by_field_name("property")
        return text_of(name) if name is not None and name.type == "property_identifier" else None
    return text_in(node.child_by_field_name("index"))


def text_in(node: Node | None) -> str | None:
    """Return what a plain text literal says, `None` for anything else."""
    if node is None or node.type != "string":
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts):
        return None
    return "".join(text_of(part) for part in parts)


def _is_field(spot: Spot, kind: str, field: str) -> bool:
    around = spot.around.node if spot.around else None
    return (
        around is not None
        and around.type == kind
        and around.child_by_field_name(field) == spot.node
    )


def is_written(whole: Spot) -> bool:
    """Tell whether the expression is assigned to, counted up or deleted."""
    around = whole.around.node if whole.around else None
    if around is None:
        return False
    if around.type == "unary_expression":
        return text_of(around.child_by_field_name("operator")) == "delete"
    return (
        around.type in ("update_expression", "array_pattern", "rest_pattern")
        or _is_field(whole, "pair_pattern", "value")
        or any(_is_field(whole, kind, "left") for kind in _WRITING)
    )


def is_asked(whole: Spot) -> bool:
    """Tell whether the expression is read to see whether it is there, or with something else for
    the case that it is not."""
    at = whole
    for each in whole.outwards():
        node = each.node
        if node.type == "arguments":
            call = each.around.node if each.around else node
            return bool(ASKING.search(text_of(call.child_by_field_name("function"))))
        if node.type in _CONDITIONS:
            return node.child_by_field_name("condition") == at.node
        if node.type == "unary_expression":
            return text_of(node.child_by_field_name("operator")) in ("!", "typeof", "void")
        if node.type == "binary_expression":
            operator = text_of(node.child_by_field_name("operator"))
            is_left = node.child_by_field_name("left") == at.node
            if operator in ("||", "??") or (operator == "&&" and is_left):
                return True
            if operator in ("==", "!=", "===", "!=="):
                other = node.child_by_field_name("right" if is_left else "left")
                return text_of(other) in ("null", "undefined", "false", "true", "''", '""')
            if operator != "&&":
                return False
        elif node.type != "parenthesized_expression":
            return False
        at = each
    return False


def alternatives(spot: Spot) -> list[Node]:
    """Return the conditions that do not hold where the expression is reached."""
    found = []
    at = spot
    for each in spot.outwards():
        if each.node.type in ("if_statement", "ternary_expression"):
            condition = each.node.child_by_field_name("condition")
            if condition is not None and each.node.child_by_field_name("alternative") == at.node:
                found.append(condition)
        at = each
    return found


def or_nothing(whole: Spot) -> Spot:
    """Return the expression with the empty object that stands in for it, as in `a || {}`."""
    around = whole.around
    if around is not None and around.node.type == "binary_expression":
        right = around.node.child_by_field_name("right")
        if right is not None and right.type == "object" and not right.named_children:
            return or_nothing(around)
    if around is not None and around.node.type == "parenthesized_expression":
        return or_nothing(around)
    return whole


def is_chosen(spot: Spot) -> bool:
    """Tell whether the expression is reached for some events alone, as far as the text tells: in
    a branch whose condition names the event."""
    before = spot.node
    for each in spot.outwards():
        node = each.node
        condition = _CHOICES.get(node.type)
        at = node.child_by_field_name(condition) if condition else None
        if at is not None and at != before and _EVENT.search(text_of(at)):
            return True
        before = node
    return False
