"""Values that hide secrets where they show themselves: in what Python prints of them."""

from __future__ import annotations

from typing import Any, Self

from msgspec import Struct

from fdevents.masking import NO_SECRETS, Secrets


class Discreet(Struct, frozen=True, dict=True):
    """A value whose fields are whole, and whose repr hides the secrets that it was told of.

    Test runners and tracebacks print reprs, into logs that more people read than know the secrets.
    """

    def told(self, secrets: Secrets) -> Self:
        """Tell it, once, what its repr must hide; that is no part of the value."""
        self.__dict__["_secrets"] = secrets
        return self

    @property
    def secrets(self) -> Secrets:
        """What it was told of."""
        found: Secrets = self.__dict__.get("_secrets", NO_SECRETS)
        return found

    def __repr__(self) -> str:
        return _of_fields(self, self.secrets)


def discreet_repr(value: Any, secrets: Secrets) -> str:
    """Show a value as Python does, without the secrets in it.

    Texts are masked before they are shown, since quotes and backslashes make others of them.
    """
    if isinstance(value, dict):
        return repr(secrets.in_payload(value))
    if isinstance(value, str | list) and type(value) in (str, list):
        return repr(secrets.in_value(value))
    if isinstance(value, tuple) and type(value) is tuple:
        shown = [discreet_repr(each, secrets) for each in value]
        return f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"
    if isinstance(value, Struct) and type(value).__repr__ in (Struct.__repr__, Discreet.__repr__):
        return _of_fields(value, secrets)
    return secrets.in_our_text(repr(value))


def _of_fields(value: Struct, secrets: Secrets) -> str:
    fields = (f"{name}={discreet_repr(getattr(value, name), secrets)}"
              for name in value.__struct_fields__)  # fmt: skip
    return f"{type(value).__name__}({', '.join(fields)})"
