"""The expressions of `<%= … %>`: `iparam.NAME`, `context.NAME`, quoted text, `+` and `encode(…)`.

Jinja parses them and does no more. They are the app's, so they are not compiled and run in our
process, not even in Jinja's sandbox; what else its language has is refused.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jinja2 import Environment, TemplateError, nodes

from fdevents.apis.limits import check_filled
from fdevents.apis.refusal import MissingIparam, Refused, wrong
from fdevents.wording import quoted, shortened

LONGEST = 1000  # characters of one expression
_SYNTAX = Environment(variable_start_string="<%=", variable_end_string="%>")


def evaluate(expression: str, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text that stands for the expression; `values` are those of iparam and context.

    Raises Refused for what the platform cannot fill in, and for a name without a value.
    """
    expression = expression.strip()
    return _text(_Evaluation(expression, values).value(_parsed(expression)))


class _Evaluation:
    """One expression, and the values that its names stand for."""

    def __init__(self, expression: str, values: Mapping[str, Mapping[str, Any]]) -> None:
        self._expression = expression
        self._values = values

    def value(self, node: nodes.Node) -> Any:
        """Return what a part of the expression stands for."""
        match node:
            case nodes.Const(value=str(text)):
                return text
            case nodes.Getattr() | nodes.Getitem():
                return self._named(node)
            case nodes.Add(left=left, right=right):
                return _added(self.value(left), self.value(right))
            case nodes.Call(
                node=nodes.Name(name="encode"),
                args=[argument],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                return base64.b64encode(_text(self.value(argument)).encode()).decode()
        raise _unusable(self._expression)

    def _named(self, node: nodes.Node) -> Any:
        root, steps = self._path(node)
        value: Any = self._values[root]
        for step in steps:
            if isinstance(value, dict) and str(step) in value:
                value = value[str(step)]
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                name = quoted(".".join(map(str, steps)))
                message = f"There is no {root} {name} to fill in {_shown(self._expression)}."
                raise MissingIparam(message, str(steps[0])) if root == "iparam" else wrong(message)
        return value

    def _path(self, node: nodes.Node) -> tuple[str, list[str | int]]:
        """Return the name that a path begins with, and the steps from there."""
        match node:
            case nodes.Name(name=name) if name in self._values:
                return name, []
            case nodes.Getattr(node=inner, attr=step):
                root, steps = self._path(inner)
                return root, [*steps, step]
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str() | int() as step)):
                root, steps = self._path(inner)
                return root, [*steps, step]
        raise _unusable(self._expression)


@lru_cache(256)  # an app sends the same few templates: 10 µs instead of 400
def _parsed(expression: str) -> nodes.Node:
    if len(expression) > LONGEST:
        raise _unusable(expression)
    # The blanks keep Jinja from reading a sign of the expression as part of its own marks.
    source = f"<%= {expression} %>"
    try:
        kinds = [kind for _, kind, _ in _SYNTAX.lex(source) if kind != "whitespace"]
        (output,) = _SYNTAX.parse(source).body
    except (TemplateError, ValueError, RecursionError):
        raise _unusable(expression) from None
    if ("string", "string") in pairwise(kinds):  # to Jinja 'a' 'b' is one text, as in Python
        raise _unusable(expression)
    match output:
        case nodes.Output(nodes=[node]):
            return node
    raise _unusable(expression)


def _added(left: Any, right: Any) -> Any:
    """Add as JavaScript does: numbers are summed, and the texts of anything else are joined."""
    if _is_number(left) and _is_number(right):
        return left + right
    texts = _text(left), _text(right)
    check_filled(len(texts[0]) + len(texts[1]))
    return "".join(texts)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# As JSON and not as Python has it: null and true, where str would write None and True.
def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _unusable(expression: str) -> Refused:
    return wrong(
        f"{_shown(expression)} cannot be filled in; "
        "iparam.NAME, context.NAME, quoted text, + and encode(…) can."
    )


def _shown(expression: str) -> str:
    return quoted(f"<%= {shortened(expression)} %>")
