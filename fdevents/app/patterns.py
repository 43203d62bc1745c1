"""Texts with `*`, which stands for anything: addresses of mocks, of templates and of domains."""

from __future__ import annotations

ANYTHING = "*"
_OPENING, _CLOSING = "<%=", "%>"


def matches(pattern: str, text: str) -> bool:
    """Say whether `text` is `pattern`, in which each `*` stands for anything.

    The pattern and the text are both the app's: a regular expression with many `.*` can take
    years and stops every thread meanwhile. Taking each part where it is found first is enough,
    since what follows a `*` may stand anywhere behind it.
    """
    first, *others = pattern.split(ANYTHING)
    if not others:
        return text == pattern
    *middle, last = others
    at, end = len(first), len(text) - len(last)
    if end < at or not text.startswith(first) or not text.endswith(last):
        return False
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def may_meet(one: str, other: str) -> bool:
    """Say whether there is a text that both patterns match."""
    if ANYTHING not in one:
        return matches(other, one)
    if ANYTHING not in other:
        return matches(one, other)
    # What stands between the first and the last `*` can stand anywhere in a text of both.
    begin, end = one.partition(ANYTHING)[0], one.rpartition(ANYTHING)[2]
    other_begin, other_end = other.partition(ANYTHING)[0], other.rpartition(ANYTHING)[2]
    return (begin.startswith(other_begin) or other_begin.startswith(begin)) and (
        end.endswith(other_end) or other_end.endswith(end)
    )


def without_places(text: str) -> str:
    """Return the text with `*` for each `<%= … %>`, which may become anything."""
    parts, at = [], 0
    while (start := text.find(_OPENING, at)) >= 0:
        end = text.find(_CLOSING, start)
        if end < 0:
            break
        parts += [text[at:start], ANYTHING]
        at = end + len(_CLOSING)
    return "".join([*parts, text[at:]])
