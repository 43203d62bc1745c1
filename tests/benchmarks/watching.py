"""From a save of server.js to the line that shows what came of it."""

from __future__ import annotations

import queue
import random
import subprocess
import threading
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from .bench import CALLBACK, EVENT, Bench, Command, fdevents, start
from .measure import Contender, Unmeasurable, in_turns
from .table import Comparison

_SECONDS = 10.0  # for a line that is waited for
_SETTLED = (0.15, 0.3)  # seconds between two saves: one of chance, so that no timer is in step
_SERVER = """exports = {
  events: [{ event: "EVENT", callback: "CALLBACK" }],
  CALLBACK: function (payload) {
    return "state STATE of ticket " + payload.data.ticket.id;
  },
};
"""


class Watched:
    """A process that shows the state of an app again after each save."""

    def __init__(self, app: Path, command: Command) -> None:
        self._server = app / "server" / "server.js"
        self._command = command
        self._states = count()
        self._lines: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    pipe.close()

    def save(self) -> float:
        """Milliseconds from a save to the line that shows the new state. Raises Unmeasurable."""
        if not self._command:
            raise Unmeasurable("not installed")
        if not self._process:
            self._begin()
        time.sleep(random.uniform(*_SETTLED))
        state = next(self._states)
        text = _server(state)
        began = time.perf_counter()
        self._server.write_text(text, encoding="utf-8")
        return (self._wait_for(state) - began) * 1000

    def _begin(self) -> None:
        state = next(self._states)
        self._server.write_text(_server(state), encoding="utf-8")
        self._process = start(self._command, stderr=subprocess.DEVNULL)
        threading.Thread(target=self._read, daemon=True).start()
        self._wait_for(state)

    def _read(self) -> None:
        assert self._process and self._process.stdout
        for line in self._process.stdout:
            self._lines.put((time.perf_counter(), line))

    def _wait_for(self, state: int) -> float:
        while True:
            try:
                at, line = self._lines.get(timeout=_SECONDS)
            except queue.Empty:
                raise Unmeasurable(f"no outcome within {_SECONDS:.0f} s of a save") from None
            if f"state {state} of ticket" in line:
                return at


def save_to_outcome(bench: Bench) -> Comparison:
    """Watch mode, against programs that start a ten-line runner again."""
    ours, node, nodemon = (bench.make_app(name) for name in ("ours", "node", "nodemon"))
    commands = {
        "floor: node --watch, ten lines of node:vm": (node, bench.node_vm(node, "--watch")),
        "nodemon, ten lines of node:vm": (nodemon, bench.nodemon(nodemon)),
        f"fdevents trigger {EVENT} --watch": (
            ours,
            fdevents("trigger", EVENT, "--app", ours, "--watch"),
        ),
    }
    with ExitStack() as stack:
        contenders = [
            Contender(name, stack.enter_context(Watched(app, command)).save)
            for name, (app, command) in commands.items()
        ]
        samples = in_turns(contenders, bench.runs(40))
    return Comparison("save to outcome on the screen", "ms", samples)


def _server(state: int) -> str:
    return (
        _SERVER.replace("EVENT", EVENT).replace("CALLBACK", CALLBACK).replace("STATE", str(state))
    )
