"""An app's regular expressions, tried as the JavaScript that they are, within the sandbox's limits.

To match a text can take years, and in our own process nothing could stop it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from fdevents.sandbox.asking import Request, Script
from fdevents.sandbox.messages import ConsoleLine
from fdevents.sandbox.pool import Pool
from fdevents.sandbox.process import SandboxDied

MOST_SECONDS = 2.0
MOST_PAIRS = 10_000  # more are not tried; each is a line of the sandbox's console
# A line for each pair, so that of one that takes too long it is known which it is.
_SCRIPT = Script(
    "fdevents:patterns",
    """exports = { attempt({ pairs }) {
  for (const [pattern, text] of pairs) {
    let found = null;
    try { found = new RegExp(pattern).test(text); } catch { /* it is no pattern */ }
    console.log(String(found));
  }
} };""",
)

Pair = tuple[str, str]
"""A pattern, and a text in which it is to be found."""


class Matched(Struct, frozen=True):
    """Whether each pattern is found in its text, `None` where it is no pattern.

    The pattern `slow` took too long, or too much memory; what was to be tried after it is left out.
    """

    found: Mapping[Pair, bool | None] = {}
    slow: str = ""


UNTRIED = Matched()

Try = Callable[[Iterable[Pair]], Matched]
"""Try patterns on texts."""


def matched(pool: Pool, pairs: Iterable[Pair]) -> Matched:
    """Try each pair. Raises SandboxUnavailable and Abandoned."""
    asked = list(dict.fromkeys(pairs))[:MOST_PAIRS]
    if not asked:
        return UNTRIED
    request = Request("fire", _SCRIPT, "attempt", json.dumps({"pairs": asked}))
    said: list[str] = []
    try:
        with pool.lease() as lease:
            for each in lease.ask(request, MOST_SECONDS):
                if isinstance(each, ConsoleLine):
                    said.append(each.text)  # one by one: those before the end count, too
    except SandboxDied:
        pass  # at the first pair of which nothing was said
    meaning = {"true": True, "false": False}
    found = {pair: meaning.get(text) for pair, text in zip(asked, said, strict=False)}
    return Matched(found, "" if len(found) == len(asked) else asked[len(found)][0])
