"""`python -m tests.benchmarks`: measures every row, or those that are named, and prints tables."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from .apis import round_trips, with_packages
from .bench import Bench
from .cold import cold_start, small_commands
from .machine import facts
from .memory import flat_over_firings, flat_over_reloads, peak_of_a_trigger
from .peers import installed
from .table import Table
from .throughput import firings_a_second
from .watching import save_to_outcome

ROWS: dict[str, Callable[[Bench], Table]] = {
    "cold": cold_start,
    "commands": small_commands,
    "watch": save_to_outcome,
    "firings": firings_a_second,
    "peak": peak_of_a_trigger,
    "flat-firings": flat_over_firings,
    "flat-reloads": flat_over_reloads,
    "packages": with_packages,
    "db": round_trips,
}

# What is installed has been compiled, and prints in blocks.
_SLOWER = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "PYTHONDEVMODE",
    "PYTHONPROFILEIMPORTTIME",
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the runs")
    parser.add_argument("--only", choices=list(ROWS), action="append", help="this row; repeatable")
    parser.add_argument("--peers", metavar="DIR", type=Path, help="keep npm's packages there")
    chosen = parser.parse_args()
    for name in _SLOWER:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        peers = installed(chosen.peers or work / "peers")
        print("\n".join(facts(peers)), end="\n\n", flush=True)
        for name in chosen.only or ROWS:
            bench = Bench(work / name, peers, quick=chosen.quick)
            print(ROWS[name](bench).text(), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
