"""Where a name is declared and used: the scopes of a script, in its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fdevents.app.script import outwards, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPES = {
    "program", "statement_block", "function_declaration", "function_expression",
    "generator_function_declaration", "generator_function", "arrow_function",
    "method_definition", "catch_clause", "for_statement", "for_in_statement", "class_declaration",
    "class", "class_static_block", "switch_body",
}  # fmt: skip
FUNCTIONS = {scope for scope in _SCOPES if "function" in scope} | {"method_definition"}
_VAR_SCOPES = FUNCTIONS | {"program", "class_static_block"}
USES = {
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
    ("import_specifier", "name"), ("import_specifier", "alias"),
}  # fmt: skip
_IMPORTING = ("import_clause", "namespace_import")
_MOST_USES = 2000  # of one name: more are in bundles, where nothing is said that is worth the time


class Spot(NamedTuple):
    """A node with all that is around it; a node's own `parent` is a walk from the root."""

    node: Node
    around: Spot | None

    def outwards(self) -> Iterator[Spot]:
        """Yield what is around it, the nearest first."""
        spot = self.around
        while spot is not None:
            yield spot
            spot = spot.around


class Use(NamedTuple):
    """One place where a name stands: the scope that it belongs to, `None` where no scope that was
    looked at declares it, and whether it declares it itself."""

    spot: Spot
    scope: Node | None
    declares: bool


def spot_of(root: Node, node: Node) -> Spot:
    """Return the node with all that is around it, up to `root`."""
    spot = None
    for each in reversed(outwards(node, root)):
        spot = Spot(each, spot)
    assert spot is not None
    return spot


def uses_of(name: str, root: Node, within: Node) -> list[Use]:
    """Find where the name stands as a variable in `within`, a part of `root`, in its order.

    Return none where there are too many to look at.
    """
    pattern = re.compile(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])")
    starts = [within.start_byte + match.start() for match in pattern.finditer(within.text or b"")]
    if len(starts) > _MOST_USES:
        return []
    spots = []
    for start in starts:
        node = within.descendant_for_byte_range(start, start + len(name.encode()))
        if node is not None and node.type in USES and text_of(node) == name:
            spots.append(spot_of(root, node))
    declared = [declared_in(spot, root) for spot in spots]
    scopes = {scope.id for scope in declared if scope is not None}
    return [
        Use(spot, own or _innermost(spot, scopes), own is not None)
        for spot, own in zip(spots, declared, strict=True)
    ]


def _innermost(spot: Spot, scopes: set[int]) -> Node | None:
    return next((each.node for each in spot.outwards() if each.node.id in scopes), None)


def declared_in(spot: Spot, root: Node) -> Node | None:
    """Return the scope in which the name holds from here on, if it is declared here."""
    parent = spot.around.node if spot.around else root
    if not _declares(spot.node, parent):
        return None
    # `var` belongs to the function around it, `let` and `const` to the block; a function in a
    # block is known around it, too, but for strict code.
    is_function = parent.type.endswith("function_declaration")
    scopes = _VAR_SCOPES if is_function or _is_var(spot) else _SCOPES
    outwards = spot.outwards()
    if parent.type.endswith(("function_declaration", "class_declaration")):
        next(outwards)  # such a name holds outside of what it names
    return next((each.node for each in outwards if each.node.type in scopes), root)


def _declares(node: Node, parent: Node) -> bool:
    if node.type == "shorthand_property_identifier_pattern":
        return True
    if node.type != "identifier":
        return False
    of_all = ("formal_parameters", "rest_pattern", "array_pattern", *_IMPORTING)
    return parent.type in of_all or any(
        parent.type == kind and parent.child_by_field_name(part) == node
        for kind, part in _DECLARING
    )


def _is_var(spot: Spot) -> bool:
    for each in spot.outwards():
        if each.node.type == "variable_declaration":
            return True
        if each.node.type in _SCOPES:
            kind = each.node.child_by_field_name("kind")
            return kind is not None and kind.type == "var"
    return False
