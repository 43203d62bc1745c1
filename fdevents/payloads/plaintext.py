"""HTML to the plain text that stands beside it in a payload, and back."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

# Outlook's <![endif]> and CDATA: comments for browsers, and Python's parser gives up on some.
_MARKED = re.compile(r"<!\[[^>]*>?")
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_SILENT = {"script", "style", "head", "title"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")


def to_text(html: str) -> str:
    """The words of `html`, a line for each block."""
    parser = _Text()
    parser.feed(_MARKED.sub("", html))
    parser.close()
    return "".join(parser.parts).strip()


def to_html(text: str) -> str:
    """`text` as the HTML that Freshdesk would make of it."""
    return f"<div>{escape(text, quote=False)}</div>"
