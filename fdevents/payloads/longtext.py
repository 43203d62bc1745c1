"""Long text: HTML with the plain text beside it, both cut as Freshdesk cuts them.

Product events: “truncated if it exceeds 10KB”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fdevents.freshdesk.model import Entity, Event
from fdevents.payloads.paths import Steps
from fdevents.payloads.payload import entity_in

if TYPE_CHECKING:
    from html.parser import HTMLParser

# Outlook's <![endif]> and CDATA: comments for browsers, and Python's parser gives up on some.
_MARKED = re.compile(r"<!\[[^>]*>?")
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
# Their contents are not shown to a reader of the page.
_SILENT = {"script", "style", "head", "title"}


def finish_texts(event: Event, payload: dict[str, Any], assigned: Iterable[Steps]) -> None:
    """Let HTML and its plain text say the same where one was assigned, then cut both."""
    steps = list(assigned)
    for entity in event.entities:
        values = entity_in(payload, entity)
        if values is None:
            continue
        names = {each[2] for each in steps if each[:2] == ("data", entity.name) and each[2:]}
        for attribute in entity.texts:
            if attribute.twin:
                _follow(values, attribute.name, attribute.twin, names)
        truncate(entity, values)


def truncate(entity: Entity, values: dict[str, Any]) -> None:
    """Cut in `values` the attributes of `entity` that have a limit, and set their flags."""
    for attribute in entity.texts:
        text = values.get(attribute.name)
        if not attribute.limit or not isinstance(text, str):
            continue
        short = truncated(text, attribute.limit)
        if short != text:
            values[attribute.name] = short
            values[f"is_{attribute.name}_truncated"] = True


def truncated(text: str, limit: int) -> str:
    """Return `text` cut to at most `limit` bytes of UTF-8, never inside a character."""
    # No character takes more than four bytes of UTF-8, so nothing has to be encoded.
    if len(text) * 4 <= limit:
        return text
    # JSON can carry half of a surrogate pair, which UTF-8 cannot.
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) <= limit:
        return text
    end = limit
    while encoded[end] & 0xC0 == 0x80:  # a byte inside a character
        end -= 1
    return encoded[:end].decode("utf-8", "surrogatepass")


def to_text(html: str) -> str:
    """Return the words of `html`, a line for each block."""
    parts: list[str] = []
    parser = _parser_into(parts)
    parser.feed(_MARKED.sub("", html))
    parser.close()
    return "".join(parts).strip()


def to_html(text: str) -> str:
    """Return `text` as the HTML that Freshdesk would make of it."""
    from html import escape  # as html.parser below

    return f"<div>{escape(text, quote=False)}</div>"


def _follow(values: dict[str, Any], html: str, text: str, assigned: set[Any]) -> None:
    # Only where one of the two was assigned: who gives both may want them to differ.
    if html in assigned and text not in assigned and isinstance(values.get(html), str):
        values[text] = to_text(values[html])
    elif text in assigned and html not in assigned and isinstance(values.get(text), str):
        values[html] = to_html(values[text])


def _parser_into(parts: list[str]) -> HTMLParser:
    """Make a parser that puts the words of HTML, and the breaks between them, into `parts`."""
    # Importing it takes 6 ms of a command's 150, and few payloads are given HTML.
    from html.parser import HTMLParser

    class Words(HTMLParser):
        silent = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
            self.silent += tag in _SILENT
            if tag == "br":
                parts.append("\n")
            elif tag in _BLOCKS:
                _break(parts)

        def handle_endtag(self, tag: str) -> None:
            self.silent = max(0, self.silent - (tag in _SILENT))
            if tag in _BLOCKS:
                _break(parts)

        def handle_data(self, data: str) -> None:
            if not self.silent:
                parts.append(data)

    return Words(convert_charrefs=True)


def _break(parts: list[str]) -> None:
    if parts and not parts[-1].endswith("\n"):
        parts.append("\n")
