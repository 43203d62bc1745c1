"""`{{ request.… }}` in what a mock answers: filled in from the request, in Jinja's sandbox.

Mocks come with an app, and an app may be a stranger's. So an expression is short, and has nothing
in it that takes longer than the request is long: no calls, no arithmetic, no loops.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fdevents.apis.limits import check_filled
from fdevents.apis.matching import parsed
from fdevents.apis.refusal import Refused
from fdevents.apis.sent import Sent
from fdevents.app.folder import MOCKS
from fdevents.app.mocks import FILLED_IN, OPENING, Answer
from fdevents.wording import listed, quoted, shortened

LONGEST = 200  # characters of one expression
_CLOSING = "}}"
_FILTERS = (
    "default",
    "first",
    "float",
    "int",
    "last",
    "length",
    "lower",
    "tojson",
    "trim",
    "upper",
)
_ALLOWED = (
    nodes.Compare, nodes.CondExpr, nodes.Const, nodes.Filter, nodes.Getattr, nodes.Getitem,
    nodes.Name, nodes.Operand, nodes.Output, nodes.And, nodes.Or, nodes.Not, nodes.Slice,
    nodes.Template,
)  # fmt: skip


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, without the attributes of Python's values: JSON has members alone."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        try:
            return obj[argument]
        except (LookupError, TypeError, ValueError):
            return self.undefined(obj=obj, name=argument)


_ENVIRONMENT = _Environment(undefined=StrictUndefined)


def filled(answer: Answer, request: Sent, index: int) -> tuple[dict[str, str], str]:
    """Return the headers and the body of an answer of mock `index`, filled in. Raises Refused.

    A text that is one expression and nothing else becomes the value itself, such as a number.
    """
    values = {
        "request": {
            "method": request.method,
            "url": request.url,
            # HTTP does not tell their names apart by case.
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": request.body or "",
            "json": parsed(request.body),
            "context": request.context,
        }
    }
    filling = _Filling(values, index)
    headers = {name: _text(filling.value(value)) for name, value in answer.headers.items()}
    try:
        return headers, _text(filling.value(answer.response))
    except RecursionError:
        raise _unusable(index, "it is nested too deeply.") from None


class _Filling:
    """What is filled in for one request, all of it together within a limit of size."""

    def __init__(self, values: dict[str, Any], index: int) -> None:
        self._values = values
        self._index = index
        self._size = 0

    def value(self, value: Any) -> Any:
        """Fill in every text of a JSON value."""
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, str) or not FILLED_IN.search(value):
            return value
        parts = [self._evaluated(part) if is_ours else part for part, is_ours in _parts(value)]
        return parts[0] if len(parts) == 1 else "".join(map(_text, parts))

    def _evaluated(self, expression: str) -> Any:
        try:
            found = _compiled(expression)(**self._values)
            if isinstance(found, Undefined):
                found = str(found)  # which raises what is missing
            self._size += len(json.dumps(found, allow_nan=False))
        except TemplateError as error:
            raise _unusable(self._index, f"{_shown(expression)}: {error.message}.") from None
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise _unusable(self._index, f"{_shown(expression)}: {error}.") from None
        check_filled(self._size)
        return found


@lru_cache(256)
def _compiled(expression: str) -> Any:
    """Compile an expression. Raises TemplateError for what is none, and for what is not allowed."""
    if len(expression) > LONGEST:
        raise TemplateError(f"an expression has up to {LONGEST} characters")
    tree = _ENVIRONMENT.parse(f"{OPENING} {expression} {_CLOSING}")
    for node in tree.find_all(nodes.Node):
        is_other = isinstance(node, nodes.Filter) and node.name not in _FILTERS
        if is_other or not isinstance(node, _ALLOWED):
            raise TemplateError(
                f"names, comparisons and the filters {listed(_FILTERS, most=20)} are all there is"
            )
    return _ENVIRONMENT.compile_expression(expression, undefined_to_none=False)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is an expression of ours.

    An app's own `{{ticket.subject}}` is not: it stands there for somebody else to fill in.
    """
    at = 0
    for match in FILLED_IN.finditer(text):
        end = text.find(_CLOSING, match.end())
        if match.start() < at or end < 0:
            continue
        if match.start() > at:
            yield text[at : match.start()], False
        yield text[match.start() + len(OPENING) : end].strip(), True
        at = end + len(_CLOSING)
    if at < len(text):
        yield text[at:], False


# As JSON and not as Python has it: null and true, where str would write None and True.
def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shown(expression: str) -> str:
    return quoted(shortened(f"{OPENING} {expression} {_CLOSING}"))


def _unusable(index: int, why: str) -> Refused:
    return Refused(
        502,
        f"Mock {index} cannot be filled in: {why}",
        hint=f"Correct what it answers in {MOCKS}.",
    )
