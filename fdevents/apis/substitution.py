"""`<%= … %>` in requests: values of the installation and of the call, filled in by the platform."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fdevents.apis.limits import check_filled
from fdevents.app.placeholders import OPENING, pieces

ACCESS_TOKEN = "access_token"
_PLACEHOLDER = "an-access-token"  # to a mock, one is as good as another
NO_VALUES: Mapping[str, Any] = MappingProxyType({})


class Substitution:
    """Fills in text with `iparam`s, the `context` of a call, `app_settings`, the `current_host`
    and `oauth` values.

    Only with `has_token` there is an access token: that of `oauth`, or one that stands for any.
    """

    def __init__(
        self,
        iparams: Any,
        context: Any,
        *,
        app_settings: Any = None,
        current_host: Any = None,
        oauth: Mapping[str, Any] = NO_VALUES,
        has_token: bool = False,
    ) -> None:
        self._values: dict[str, Any] = {
            "iparam": iparams,
            "context": context,
            "app_settings": app_settings,
            "current_host": current_host,
            "oauth_iparams": {name: oauth[name] for name in oauth if name != ACCESS_TOKEN},
        }
        for name, value in self._values.items():
            self._values[name] = value if isinstance(value, dict) else {}
        if has_token:
            self._values[ACCESS_TOKEN] = str(oauth.get(ACCESS_TOKEN, _PLACEHOLDER))

    def fill(self, text: str) -> str:
        """Return the text with each place filled in. Raises Refused for what has no value.

        Text without a place, and all that stands around places, is returned as it is.
        """
        if OPENING not in text:
            return text
        # It imports Jinja, which takes 45 ms, and most requests have no place to fill in.
        from fdevents.apis.expressions import evaluate

        filled, size = [], 0
        for part, is_expression in pieces(text):
            filled.append(evaluate(part, self._values) if is_expression else part)
            size += len(filled[-1])
            check_filled(size)
        return "".join(filled)
