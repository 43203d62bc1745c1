"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

_MOST = 500  # names to compare with: more take time, and nobody writes them by hand


def nearest(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The up to `most` of `names` that begin or look most like `name`, best first, in any case."""
    from difflib import get_close_matches  # 4 ms, needed only once something is wrong

    by_folded = {candidate.casefold(): candidate for candidate in islice(names, _MOST)}
    folded = name.casefold()
    begun = [each for each in by_folded if len(folded) > 2 and each.startswith(folded)]
    found = [*begun, *get_close_matches(folded, by_folded, n=most, cutoff=cutoff)]
    return [by_folded[each] for each in dict.fromkeys(found)][:most]


def did_you_mean(name: str, names: Iterable[str], *, most: int = 1) -> str:
    """“Did you mean “x”?”, or an empty string where no name is near."""
    found = nearest(name, names, most=most)
    if not found:
        return ""
    quoted = [f"“{candidate}”" for candidate in found]
    return f"Did you mean {' or '.join(quoted)}?"
