"""A process of its own that fires through the library: for a while, or until told how it grew."""

from __future__ import annotations

import os
import sys
import time
from itertools import repeat, takewhile
from pathlib import Path

import psutil

from fdevents import App, PayloadSpec

from .bench import EVENT


def fire(app: App) -> None:
    """The firing that is measured."""
    outcome = app.fire(EVENT, changes={"priority": (1, 2)})
    assert outcome.ok, outcome.error


def singly(app: App, seconds: float) -> int:
    """Fires for so long; how often."""
    began = time.perf_counter()
    fired = 0
    while time.perf_counter() - began < seconds:
        fire(app)
        fired += 1
    return fired


def in_series(app: App, seconds: float, jobs: int) -> int:
    """Fires specs that go on for so long; how many they were."""
    began = time.perf_counter()
    spec = PayloadSpec(event=EVENT, changes={"priority": (1, 2)})
    specs = takewhile(lambda _: time.perf_counter() - began < seconds, repeat(spec))
    fired = 0
    for outcome in app.fire_all(specs, jobs=jobs):
        assert outcome.ok, outcome.error
        fired += 1
    return fired


def rates(app: App, jobs: int) -> None:
    """Reads seconds, a line each, and prints the firings a second for that long; with jobs, those
    of `fire_all`."""
    for line in sys.stdin:
        began = time.perf_counter()
        fired = in_series(app, float(line), jobs) if jobs else singly(app, float(line))
        print(fired / (time.perf_counter() - began), flush=True)


def growth(app: App, points: list[int], *, reloading: bool) -> None:
    """Prints the resident MiB of this process and of the sandbox after so many firings."""
    server = app.root / "server" / "server.js"
    text = server.read_text(encoding="utf-8")
    for number in range(1, points[-1] + 1):
        if reloading:
            server.write_text(f"{text}// saved {number} times\n", encoding="utf-8")
            app = App.load(app.root)
        fire(app)
        if number in points:
            with app.pool.lease() as lease:
                sandbox = lease.pid
            print(_resident(os.getpid()), _resident(sandbox), flush=True)


def _resident(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 2**20)


if __name__ == "__main__":
    loaded = App.load(Path(sys.argv[1]))
    if len(sys.argv) == 2:
        rates(loaded, jobs=0)
    elif sys.argv[2] == "series":
        rates(loaded, jobs=int(sys.argv[3]))
    else:
        growth(loaded, [int(each) for each in sys.argv[3:]], reloading=sys.argv[2] == "reloads")
