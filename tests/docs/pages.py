"""Reads the Markdown of the documentation: its pages, and their blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.places import ROOT

GUIDE = ROOT / "fdevents" / "docs"
RULES = GUIDE / "rules"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^`([^`\n]+)`:\n\n\Z", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code: its language, its text, and where that stands in the page.

    `file` is the path in the line before it, as in “`server/server.js`:”: then the block is that
    file's contents.
    """

    language: str
    text: str
    start: int
    end: int
    file: str = ""


def pages() -> list[Path]:
    """README.md, then the topics of the guide."""
    return [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]


def blocks(markdown: str) -> Iterator[Block]:
    """Every block of code, in order."""
    for match in _FENCE.finditer(markdown):
        named = _FILE.search(markdown, 0, match.start())
        yield Block(match[1], match[2], match.start(2), match.end(2), named[1] if named else "")


def sections(markdown: str) -> dict[str, str]:
    """The text below each heading of the second level, by the heading."""
    parts = re.split(r"^## (.+)\n", markdown, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def name_of(page: Path) -> str:
    """The page's path in the checkout, for a test's name."""
    return page.relative_to(ROOT).as_posix()
