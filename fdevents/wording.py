"""Values, lists and nearest names, as they stand in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from typing import Any

EVERY = 1000  # names to list where all of them are ours, and who asks wants to see each
_MOST_COMPARED = 500  # names to compare with: more take time, and nobody writes them by hand


def brief(value: Any, most: int = 80) -> str:
    """Show a value as JSON, in at most `most` characters; one that JSON cannot hold as Python does.

    Mask what must not be seen before: a secret that is cut short is no longer recognised.
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return shortened(text, most)


def shortened(text: str, most: int = 80) -> str:
    """Return `text`, or its beginning and “…” where it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def kind_of(value: Any) -> str:
    """Name the JSON type of a value, so that it can follow “is”: “an object”, “text”, “null”."""
    if value is None:
        return "null"
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return kinds.get(type(value), "a number")


def quoted(name: str) -> str:
    """Put a name in quotation marks."""
    return f"“{name}”"


def listed(names: Iterable[str], *, most: int = 10, last: str = "and") -> str:
    """Join names as “a, b and c”, or “a, b and 3 more” where there are more than `most` of them.

    `last` stands before the last one, such as “or”. No names are an empty string, so that the
    caller can say `or "nothing"`.
    """
    found = list(names)
    if len(found) > most:
        return f"{', '.join(found[:most])} {last} {len(found) - most} more"
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def counted(number: int, thing: str) -> str:
    """Say how many things there are: “1 mock”, “3 mocks”."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def nearest(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Return up to `most` of `names` that begin or look most like `name`, best first, in any case.

    `cutoff` from 0 to 1 says how alike they have to be, as in `difflib`.
    """
    by_folded = {candidate.casefold(): candidate for candidate in islice(names, _MOST_COMPARED)}
    folded = name.casefold()
    # One or two letters begin too many names to be a hint.
    begun = [each for each in by_folded if len(folded) > 2 and each.startswith(folded)]
    found = [*begun, *get_close_matches(folded, by_folded, n=most, cutoff=cutoff)]
    return [by_folded[each] for each in dict.fromkeys(found)][:most]


def did_you_mean(name: str, names: Iterable[str], *, most: int = 1) -> str:
    """Ask “Did you mean “x”?”, or return an empty string where no name is near."""
    found = nearest(name, names, most=most)
    return f"Did you mean {listed(map(quoted, found), last='or')}?" if found else ""


def with_article(noun: str) -> str:
    """Put “a” or “an” before a noun."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
