"""Long text, cut as Freshdesk cuts it (Product events: “truncated if it exceeds 10KB”)."""

from __future__ import annotations

from typing import Any

from fdevents.freshdesk.model import Entity


def truncated(text: str, limit: int) -> str:
    """`text` cut to at most `limit` bytes of UTF-8, never inside a character."""
    if len(text) * 4 <= limit:
        return text
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) <= limit:
        return text
    end = limit
    while encoded[end] & 0xC0 == 0x80:  # a byte inside a character
        end -= 1
    return encoded[:end].decode("utf-8", "surrogatepass")


def truncate(entity: Entity, values: dict[str, Any]) -> None:
    """Cuts in `values` the attributes of `entity` that have a limit, and sets their flags."""
    for attribute in entity.attributes:
        text = values.get(attribute.name)
        if not attribute.limit or not isinstance(text, str):
            continue
        short = truncated(text, attribute.limit)
        if short != text:
            values[attribute.name] = short
            values[f"is_{attribute.name}_truncated"] = True
