"""The script's own functions: which one a call means, and which calls mean a function."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import TYPE_CHECKING

from fdevents.app.script import ScriptMap, text_of
from fdevents.checks.names import FUNCTIONS, Spot, Use, spot_of, uses_of

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPORTS = ("this", "exports", "module.exports")
_ALIASES = ("self", "that", "_this", "me", "app")  # by custom, of `this`
_CALLS = ("call_expression", "new_expression")


class Callers:
    """Answers for one script, whose names are looked up once each; `served` are the exported
    functions that others call as well."""

    def __init__(self, script: ScriptMap, root: Node, served: Set[str] = frozenset()) -> None:
        self._served = served
        self._nodes = script.nodes
        self._root = root
        self._uses: dict[str, list[Use]] = {}

    def function(self, callee: Node) -> Node | None:
        """Return the function of the script's own that such an expression means, if any does."""
        if callee.type == "member_expression":
            if self._is_exports(text_of(callee.child_by_field_name("object"))):
                return self._nodes.get(text_of(callee.child_by_field_name("property")))
            return None
        if callee.type != "identifier":
            return None
        uses = self._all(text_of(callee))
        scopes = [use.scope for use in uses if use.spot.node == callee]
        declarations = [use for use in uses if use.declares and scopes and use.scope == scopes[0]]
        # Of two declarations either may hold.
        return _declared(declarations[0].spot) if len(declarations) == 1 else None

    def _is_exports(self, owner: str) -> bool:
        if owner not in _ALIASES:
            return owner in _EXPORTS
        is_this = rb"\b" + owner.encode() + rb"\s*=\s*this\s*[;,\r\n]"
        return re.search(is_this, self._root.text or b"") is not None

    def calls(self, function: Node) -> set[int] | None:
        """Return the ids of the calls that mean the function, `None` where it is handed about."""
        exported = {name for name, node in self._nodes.items() if node == function}
        if exported & self._served:
            return None
        found: set[int] = set()
        for spot in (*self._by_name(function), *self._by_property(exported)):
            around = spot.around.node if spot.around else self._root
            if around.type in _CALLS and _callee(around) == spot.node:
                found.add(around.id)
            elif not (exported and _exports(around, spot.node)):
                return None
        return found

    def _all(self, name: str) -> list[Use]:
        if name not in self._uses:
            self._uses[name] = uses_of(name, self._root, self._root)
        return self._uses[name]

    def _by_name(self, function: Node) -> list[Spot]:
        around = spot_of(self._root, function).around
        name = function.child_by_field_name("name")
        if around is not None and around.node.type == "variable_declarator":
            name = around.node.child_by_field_name("name")
        elif function.type == "method_definition":
            return []
        uses = self._all(text_of(name)) if name is not None else []
        scopes = [use.scope for use in uses if use.spot.node == name]
        return [use.spot for use in uses if scopes and use.scope == scopes[0] and not use.declares]

    def _by_property(self, names: set[str]) -> list[Spot]:
        found = []
        for name in names:
            pattern = re.compile(rb"\.\s*(" + re.escape(name.encode()) + rb")(?![\w$])")
            for match in pattern.finditer(self._root.text or b""):
                at = self._root.start_byte + match.start(1)
                node = self._root.descendant_for_byte_range(at, at + len(name.encode()))
                if node is None or node.type != "property_identifier":
                    continue
                member = spot_of(self._root, node).around
                owner = text_of(member.node.child_by_field_name("object")) if member else ""
                if member and owner in (*_EXPORTS, *_ALIASES):
                    found.append(member)
        return found


def parameter(function: Node, index: int) -> Node | None:
    """Return the pattern of the function's parameter, `None` for one that takes all the rest."""
    single = function.child_by_field_name("parameter")  # of an arrow without parentheses
    parameters = function.child_by_field_name("parameters")
    each = [single] if single is not None else []
    if parameters is not None:
        each = [child for child in parameters.named_children if child.type != "comment"]
    found = each[index] if index < len(each) else None
    return None if found is not None and found.type == "rest_pattern" else found


def _callee(call: Node) -> Node | None:
    return call.child_by_field_name("function" if call.type == "call_expression" else "constructor")


def _exports(around: Node, node: Node) -> bool:
    """Tell whether the function is only named here to be exported."""
    if around.type == "assignment_expression":
        return True
    return node.type == "shorthand_property_identifier" or around.type == "pair"


def _declared(spot: Spot) -> Node | None:
    around = spot.around.node if spot.around else None
    if around is None:
        return None
    if around.type == "variable_declarator":
        value = around.child_by_field_name("value")
        return value if value is not None and value.type in FUNCTIONS else None
    is_name = around.child_by_field_name("name") == spot.node
    return around if is_name and around.type in FUNCTIONS else None
