"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> list[str]:
    """The up to `most` of `names` that look most like `name`, best first; case is ignored."""
    from difflib import get_close_matches  # 4 ms, needed only once something is wrong

    by_folded = {candidate.casefold(): candidate for candidate in names}
    found = get_close_matches(name.casefold(), by_folded, n=most, cutoff=cutoff)
    return [by_folded[folded] for folded in found]


def did_you_mean(name: str, names: Iterable[str], *, most: int = 1) -> str:
    """“Did you mean “x”?”, or an empty string where no name is near."""
    found = nearest(name, names, most=most)
    if not found:
        return ""
    quoted = [f"“{candidate}”" for candidate in found]
    return f"Did you mean {' or '.join(quoted)}?"
