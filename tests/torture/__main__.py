"""`python -m tests.torture [--minutes N] [--only NAME] [--seed N]`: tries for as long as that, and
a table of how many there were and how many failed."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.torture.forces import FORCES
from tests.torture.tries import tried_for


def main() -> int:
    """Tries every force for the same time, and returns 1 if one of them found something."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("--minutes", type=float, default=15.0, help="for all of them together")
    parser.add_argument("--only", choices=FORCES, action="append", help="this force")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    names = given.only or list(FORCES)
    seconds = given.minutes * 60 / len(names)
    print(f"seed {given.seed}", flush=True)
    tallies = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            tallies.append(tried_for(FORCES[name], Path(folder), name, seconds, given.seed))
    print("\n| Force | Tries | Failures |\n|---|---|---|")
    for each in tallies:
        print(f"| {each.name} | {each.tries} | {len(each.failures)} |")
    return int(any(each.failures for each in tallies))


if __name__ == "__main__":
    sys.exit(main())
