"""What a force is, and what of its tries is counted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

# Yields, for each try, what did not hold, or "". It works in a folder of its own.
Force = Callable[[random.Random, Path], Iterator[str]]


@dataclass
class Tally:
    """How many tries of a force there were, and what did not hold, try by try."""

    name: str
    tries: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, failure: str) -> None:
        """Counts one more try."""
        self.tries += 1
        if failure:
            self.failures.append(f"{self.name}, try {self.tries}: {failure}")


def tried(force: Force, folder: Path, tries: int, seed: int = 1) -> list[str]:
    """What did not hold in the first tries that this seed makes."""
    tally = Tally(force.__name__)
    for failure in islice(force(random.Random(seed), folder), tries):
        tally.count(failure)
    return tally.failures


def tried_for(force: Force, folder: Path, name: str, seconds: float, seed: int) -> Tally:
    """The tries of so many seconds, each failure printed as it comes."""
    tally = Tally(name)
    end = time.monotonic() + seconds
    for failure in force(random.Random(seed), folder):
        tally.count(failure)
        if failure:
            print(tally.failures[-1], flush=True)
        if time.monotonic() > end:
            break
    return tally
