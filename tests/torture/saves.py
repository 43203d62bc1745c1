"""Saves, each awaited: one run for each, and memory that stays as it is."""

from __future__ import annotations

import json
import queue
import random
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil

from tests.support.apps import MANIFEST
from tests.support.processes import DEADLINE, FDEVENTS
from tests.support.watching import save, server

_SETTLED = 100  # saves, after which what is imported and cached is there
_MORE_BYTES = 24 * 1024 * 1024


def saves(chance: random.Random, folder: Path) -> Iterator[str]:
    """One save a try, in place or by renaming."""
    app = folder / "app"
    (app / "server").mkdir(parents=True)
    (app / "manifest.json").write_text(MANIFEST)
    (app / "server" / "server.js").write_text(server(0))
    process = subprocess.Popen(
        [*FDEVENTS, "trigger", "onTicketCreate", "--watch", "--json"],
        cwd=app, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout
    outcomes: queue.Queue[Any] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, outcomes))
    reader.start()
    try:
        assert _value(outcomes) == 0
        yield from _saved(chance, app, psutil.Process(process.pid), outcomes)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def _saved(
    chance: random.Random, app: Path, process: psutil.Process, outcomes: queue.Queue[Any]
) -> Iterator[str]:
    settled = number = 0
    while True:
        number += 1
        save(app, number, renaming=chance.random() < 0.5)
        ran = _value(outcomes)
        wrong = "" if ran == number and outcomes.empty() else f"{ran} ran; "
        now = process.memory_info().rss
        settled = now if number == _SETTLED else settled
        if settled and now > settled + _MORE_BYTES:
            wrong += f"memory grew from {settled} to {now} bytes"
            settled = now
        yield f"save {number}: {wrong}" if wrong else ""


def _value(outcomes: queue.Queue[Any]) -> Any:
    """What the handler returned of its own; the words why there is no such outcome."""
    try:
        outcome = outcomes.get(timeout=DEADLINE)
    except queue.Empty:
        return "nothing"
    return outcome["value"][0] if outcome.get("value") else outcome


def _read(stream: IO[bytes], outcomes: queue.Queue[Any]) -> None:
    for line in stream:
        if line.endswith(b"\n"):  # else it is what was half written when it was ended
            outcomes.put(json.loads(line))
