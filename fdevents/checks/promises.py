"""Work that handlers leave behind: promises that nobody returns, set-ups that nothing ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fdevents.app.exports import Exports
from fdevents.app.folder import AppFiles
from fdevents.app.registrations import by_event
from fdevents.app.script import outwards
from fdevents.freshdesk.catalogue import EVENTS
from fdevents.freshdesk.model import Kind
from fdevents.problems import Problem, problem

if TYPE_CHECKING:
    from tree_sitter import Node

ENDING = "renderData"
WAYS_TO_END = f"{ENDING}() when all is well, {ENDING}({{ message: … }}) when not."
_API = re.compile(rb"(?<![\w$.])(\$(?:db|request|schedule))\s*\.\s*\w+\s*\(")


def check_promises(app: AppFiles, exports: Exports) -> Iterator[Problem]:
    """Warn of each call of an API in a handler whose promise nobody takes up,
    and of each set-up handler of an app that never calls renderData."""
    if ENDING not in app.profile.telling:
        return
    callbacks = by_event(app, exports)
    # Anywhere in the app's files: a handler may leave it to a function in another one.
    texts = (app.server.text, *(file.text for file in app.modules.values()))
    # Anywhere in the code: handlers leave it to functions and modules of their own.
    ends = any(ENDING in text for text in texts)
    seen = set()  # one function may handle several events
    for name, registration in callbacks.items():
        function = app.script.nodes.get(registration.callback)
        if EVENTS[name].kind is Kind.SETUP:
            if not ends and not (app.profile.awaits_set_up and may_settle(function)):
                message = f"The handler of {name} never calls {ENDING}, which ends the set-up."
                hint = f"Call {WAYS_TO_END}"
                yield problem("set-up-unfinished", message, registration.handler_place, hint)
        elif function is not None and registration.callback not in seen:
            seen.add(registration.callback)
            for call, api in floating(function):
                if api not in app.profile.apis:
                    continue  # such as `$db.entity`, which returns no promise
                message = f"Nobody waits for the promise of {api}, or hears of it when it fails."
                hint = "Await it, return it, or say what happens next with then and catch."
                yield problem("floating-promise", message, app.script.place(call), hint)


def may_settle(function: Node | None) -> bool:
    """Tell whether the function may return a promise, as an async one always does; one that is
    built in ways that the text does not show may, too."""
    if function is None or any(child.type == "async" for child in function.children):
        return True
    body = function.child_by_field_name("body")
    return body is None or body.type != "statement_block" or b"return" in (body.text or b"")


def floating(function: Node) -> Iterator[tuple[Node, str]]:
    """Find each statement of the function that is nothing but a call of an API, and which API.

    What has `then`, `done`, `catch` or the like behind it is dealt with, in the platform's style.
    """
    for match in _API.finditer(function.text or b""):
        start = function.start_byte + match.start()
        node = function.descendant_for_byte_range(start, start + len(match[1]))
        if node is None or node.type != "identifier" or node.text != match[1]:
            continue  # in a text or a comment, or the end of a longer name
        around = [each.type for each in outwards(node, function)[1:4]]
        if around == ["member_expression", "call_expression", "expression_statement"]:
            yield node, match[0].rstrip(b"( \t").decode()
