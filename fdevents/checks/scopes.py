"""Finds uses of globals that the platform does not have, in server.js as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from fdevents.app.folder import SERVER, AppFiles
from fdevents.app.modules import required_names
from fdevents.app.script import ScriptMap, query, read_script, text_of
from fdevents.checks.names import USES, Spot, declared_in, spot_of
from fdevents.freshdesk.globals import UNAVAILABLE_GLOBALS

if TYPE_CHECKING:
    from tree_sitter import Node, Query

    from fdevents.problems import Place

_NAMES = frozenset(name.encode() for name in UNAVAILABLE_GLOBALS)
# Every name is looked up in a set: one expression of all of them takes 2 ms to compile.
_NAME = re.compile(rb"(?<![\w$.])[A-Za-z_$][\w$]*")

# What makes a name a global of all of the app's files.
_MADE = re.compile(r"""\bglobal(?:This)?\s*(?:\.\s*|\[\s*["'])([\w$]+)["'\s\]]*=(?!=)""")


def uses_of_globals(app: AppFiles) -> Iterator[tuple[str, Place]]:
    """Find each use of a global that some platform lacks, in server.js and in the modules that it
    requires, unless the app makes it one."""
    names = required_names(SERVER, app.server.text, app.modules)
    required = {name: app.modules[name].text for name in names}
    texts = (app.server.text, *required.values())
    made = {name for text in texts for name in _MADE.findall(text)}
    for used, place in unavailable_uses(app.script):
        if used not in made:
            yield used, place
    for name, text in required.items():
        if not _names_any(text.encode()):
            continue
        for used, place in unavailable_uses(read_script(name, text)):
            if used != "module" and used not in made:  # each of these files has a module
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
    named = [(text_of(node), spot_of(root, node)) for node in sorted(found, key=_start)]
    # Found first, since a declaration counts for uses above it as well.
    own = {(name, scope.id) for name, spot in named if (scope := _own_scope(spot, root))}
    guarded = {name for name, spot in named if _is_typeof(spot)}
    for name, spot in named:
        around = ((name, each.node.id) for each in spot.outwards())
        if name not in guarded and not any(scope in own for scope in around):
            yield name, spot.node


@cache
def _uses_query() -> Query:
    names = " ".join(f'"{name}"' for name in UNAVAILABLE_GLOBALS)
    kinds = " ".join(f"({kind})" for kind in sorted(USES))
    return query(f"([{kinds}] @use (#any-of? @use {names}))")


def _own_scope(spot: Spot, root: Node) -> Node | None:
    """Return the scope in which the name is the script's own, if this spot makes it so."""
    parent = spot.around.node if spot.around else root
    if parent.type == "assignment_expression" and parent.child_by_field_name("left") == spot.node:
        return root  # undeclared and assigned to: a global of the script's own
    return declared_in(spot, root)


def _is_typeof(spot: Spot) -> bool:
    for each in spot.outwards():
        if each.node.type != "parenthesized_expression":
            operator = each.node.children[0] if each.node.type == "unary_expression" else None
            return operator is not None and operator.type == "typeof"
    return False


def _start(node: Node) -> int:
    return node.start_byte
