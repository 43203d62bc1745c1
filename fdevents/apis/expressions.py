"""The expressions of `<%= … %>`, as far as Jinja's language has them: names, text, `+`, `encode`.

The platform's are JavaScript. What both languages have is evaluated in Jinja's sandbox, where
nothing can be reached but the values, and nothing takes long; `||` and `?:` are refused.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fdevents.apis.limits import check_filled
from fdevents.apis.refusal import MissingIparam, Refused, wrong
from fdevents.remedies import Give, Parameter, Remedy, Run
from fdevents.wording import quoted, shortened

LONGEST = 1000  # characters of one expression
# None makes more of a text than it was: an expression may have as many as fit.
_FILTERS = ("first", "int", "last", "length", "lower", "trim", "upper")
# Whatever else Jinja has takes long, or builds what no text can hold, such as 9 ** 9 ** 9.
_ALLOWED = (
    nodes.Output, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Call, nodes.Add,
    nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Filter,
)  # fmt: skip
_LOOKS = (nodes.Getattr, nodes.Getitem)
_JAVASCRIPT = re.compile(r"\|\||&&|===|!==|\?|=>|`")


class _NoSuchName(LookupError):
    """A step of a path that leads nowhere."""


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja as an app may use it: values are JSON, and `encode` is the only function."""

    intercepted_binops = frozenset("+")

    def call_binop(self, *given: Any) -> Any:
        """Add as JavaScript does; no other operator is allowed."""
        *_, left, right = given
        return _added(left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look into objects and lists, never at what Python knows of them."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look into objects and lists. Raises _NoSuchName."""
        if isinstance(obj, dict) and str(argument) in obj:
            return obj[str(argument)]
        if isinstance(obj, list) and isinstance(argument, int) and 0 <= argument < len(obj):
            return obj[argument]
        raise _NoSuchName

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow `encode`."""
        return obj is _encoded


_JINJA = _Environment(variable_start_string="<%=", variable_end_string="%>")
_JINJA.filters = {name: FILTERS[name] for name in _FILTERS}


def evaluate(expression: str, values: Mapping[str, Any]) -> str:
    """Return the text that stands for the expression; `values` are objects, or text, by name.

    Raises Refused for what cannot be filled in, and for a name without a value.
    """
    expression = expression.strip()
    parsed, compiled = _compiled(expression)
    unknown = {node.name for node in parsed.find_all(nodes.Name)} - {"encode"} - values.keys()
    if unknown:
        raise _no_token(expression) if "access_token" in unknown else _unusable(expression)
    if any(isinstance(values.get(name), dict) for name in _bare(parsed)):
        raise _unusable(expression)
    try:
        return _text(compiled(encode=_encoded, **values))
    except _NoSuchName:
        raise _missing(expression, parsed, values) from None
    except (TemplateError, TypeError, ValueError, OverflowError):
        raise _unusable(expression) from None


@lru_cache(256)  # an app sends the same few templates: compiling takes a millisecond
def _compiled(expression: str) -> tuple[nodes.Output, Callable[..., Any]]:
    if len(expression) > LONGEST:
        raise _unusable(expression)
    # The blanks keep Jinja from reading a sign of the expression as part of its own marks.
    source = f"<%= {expression} %>"
    try:
        kinds = [kind for _, kind, _ in _JINJA.lex(source) if kind != "whitespace"]
        (output,) = _JINJA.parse(source).body
        if ("string", "string") in pairwise(kinds):  # to Jinja 'a' 'b' is one text, as in Python
            raise _unusable(expression)
        if not isinstance(output, nodes.Output) or len(output.nodes) != 1 or not _fits(output):
            raise _unusable(expression)
        return output, _JINJA.compile_expression(expression)
    except (TemplateError, ValueError, RecursionError, MemoryError, SyntaxError):
        raise _unusable(expression) from None


def _fits(output: nodes.Output) -> bool:
    every = [output, *output.find_all(nodes.Node)]
    return all(isinstance(node, _ALLOWED) and _is_whole(node) for node in every)


def _is_whole(node: nodes.Node) -> bool:
    """Tell whether a choice has both sides, and a call plain arguments."""
    if isinstance(node, nodes.CondExpr):
        return node.expr2 is not None
    return not isinstance(node, nodes.Call) or not (node.dyn_args or node.dyn_kwargs)


def _bare(parsed: nodes.Output) -> set[str]:
    """Return the names that stand for themselves, with nothing looked up in them."""
    inside = {id(getattr(node, "node", None)) for node in parsed.find_all(_LOOKS)}
    return {node.name for node in parsed.find_all(nodes.Name) if id(node) not in inside}


def _missing(expression: str, parsed: nodes.Output, values: Mapping[str, Any]) -> Refused:
    """Build the refusal that names the path which leads nowhere."""
    for root, steps in _paths(parsed):
        value = values.get(root)
        try:
            for step in steps:
                value = _JINJA.getitem(value, step)
        except _NoSuchName:
            name = quoted(".".join(map(str, steps)))
            message = f"There is no {root} {name} to fill in {_shown(expression)}."
            if root == "iparam":
                return MissingIparam(message, str(steps[0]))
            return Refused(400, message, remedies=_giving(root, str(steps[0])))
    return wrong(f"There is nothing at a name in {_shown(expression)}.")  # one that is computed


def _giving(root: str, name: str) -> tuple[Remedy, ...]:
    """Return how the value of that name is given, where it is not the app that gives it."""
    if root == "oauth_iparams":
        return (Run(("iparams", "set", "--oauth", f"{name}=VALUE")),)
    if root == "app_settings":
        return (Give(Parameter.ASSIGN, (f"{root}.{name}", "VALUE")),)
    return ()


def _paths(parsed: nodes.Output) -> Iterator[tuple[str, list[str | int]]]:
    """Yield the paths of the expression, the longest ones first: a name, and steps from there."""
    for node in parsed.find_all(_LOOKS):
        inner: nodes.Node = node
        steps: list[Any] = []
        while isinstance(inner, _LOOKS):
            steps.insert(
                0, inner.attr if isinstance(inner, nodes.Getattr) else _constant(inner.arg)
            )
            inner = inner.node
        if isinstance(inner, nodes.Name) and None not in steps:
            yield inner.name, steps


def _constant(node: nodes.Node) -> Any:
    return node.value if isinstance(node, nodes.Const) else None


def _encoded(value: Any) -> str:
    """Return the text in base64, as `encode(…)` does."""
    text = _text(value)
    check_filled(len(text))  # `encode` of `encode` grows by a third each time
    return base64.b64encode(text.encode()).decode()


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
    return str(value) if isinstance(value, str) else json.dumps(value)


def _no_token(expression: str) -> Refused:
    return Refused(
        400,
        f"{_shown(expression)} cannot be filled in: the request does not ask for OAuth.",
        'Its template needs "options": {"oauth": "…"}; up to platform 2.2, the call needs '
        "isOAuth: true.",
    )


def _unusable(expression: str) -> Refused:
    found = _JAVASCRIPT.search(expression)
    return Refused(
        400,
        f"{_shown(expression)} cannot be filled in; "
        "iparam.NAME, context.NAME, quoted text, + and encode(…) can.",
        f"{found[0]} is JavaScript, which is not run here: work the value out in the handler, and "
        "hand it over in the context."
        if found
        else "",
    )


def _shown(expression: str) -> str:
    return quoted(f"<%= {shortened(expression)} %>")
