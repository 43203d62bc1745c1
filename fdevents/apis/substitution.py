"""`<%= … %>` in requests: values of the installation and of the call, filled in by the platform."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from fdevents.apis.refusal import wrong

_PLACE = re.compile(r"<%=\s*(.*?)\s*%>", re.DOTALL)
_NAME = re.compile(r"(iparam|context)\.([\w.-]+)\Z")
_ENCODED = re.compile(r"encode\(\s*(.*?)\s*\)\Z", re.DOTALL)
_TEXT = re.compile(r"""(?:"([^"]*)"|'([^']*)')\Z""")


class Substitution:
    """Fills in text with `iparam`s and the `context` of a call."""

    def __init__(self, iparams: Any, context: Any) -> None:
        self._values: dict[str, Mapping[str, Any]] = {
            "iparam": iparams if isinstance(iparams, dict) else {},
            "context": context if isinstance(context, dict) else {},
        }

    def fill(self, text: str) -> str:
        """The text with each place filled in. Raises Refused for what has no value."""
        return _PLACE.sub(lambda match: self._value(match[1]), text)

    def _value(self, expression: str) -> str:
        encoded = _ENCODED.match(expression)
        if encoded:
            return base64.b64encode(self._sum(encoded[1]).encode()).decode()
        return self._sum(expression)

    def _sum(self, expression: str) -> str:
        """Parts that are joined with `+`: names, and text in quotes."""
        parts = re.findall(r"""\s*("[^"]*"|'[^']*'|[^+"']+)\s*(?:\+|\Z)""", expression)
        if not parts:
            raise wrong(f"“<%= {expression} %>” cannot be filled in.")
        return "".join(self._part(part.strip()) for part in parts)

    def _part(self, part: str) -> str:
        text = _TEXT.match(part)
        if text:
            return str(text[1] if text[1] is not None else text[2])
        name = _NAME.match(part)
        if not name:
            raise wrong(
                f"“<%= {part} %>” cannot be filled in; iparam.NAME, context.NAME and encode(…) can."
            )
        value: Any = self._values[name[1]]
        for step in name[2].split("."):
            if not isinstance(value, dict) or step not in value:
                raise wrong(f"There is no {name[1]} “{name[2]}” to fill in “<%= {part} %>”.")
            value = value[step]
        return value if isinstance(value, str) else json.dumps(value)
