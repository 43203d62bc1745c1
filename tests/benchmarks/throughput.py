"""Firings a second, each in a fresh context, by processes that stay."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from .bench import RUNNERS, Bench, Command, deno, python, start
from .measure import Contender, Unmeasurable, in_turns
from .table import Comparison

_SLICE_SECONDS = 0.5


class Firing:
    """A process that fires for as long as it is told on a line, and answers with a rate."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process:
            self._process.communicate()

    def rate(self) -> float:
        """Firings a second, over a slice of time. Raises Unmeasurable."""
        if not self._command:
            raise Unmeasurable("not installed")
        first = self._process is None
        process = self._process = self._process or start(self._command)
        assert process.stdin and process.stdout
        # What is measured is what it does when it is warm: the first slice is longer.
        process.stdin.write(f"{_SLICE_SECONDS * (3 if first else 1)}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise Unmeasurable(f"it ended with exit code {process.wait()}")
        return float(answer)


def firings_a_second(bench: Bench) -> Comparison:
    """The library, against fresh contexts alone, with the same handler, and a Worker's fetch."""
    contexts = [str(RUNNERS / "contexts.cjs"), str(bench.app / "server/server.js"),
                str(bench.event_file)]  # fmt: skip
    node = [bench.peers.node] if bench.peers.node else []
    commands = {
        "floor: deno, a fresh context alone": [*deno("--allow-read"), *contexts, "empty"],
        "deno, a fresh context, the app and its handler": [
            *deno("--allow-read"),
            *contexts,
            "handler",
        ],
        "node, a fresh context alone": node and [*node, *contexts, "empty"],
        "node, a fresh context, the app and its handler": node and [*node, *contexts, "handler"],
        "miniflare, dispatchFetch (the context stays)": bench.miniflare("rate"),
        'fdevents, app.fire("onTicketUpdate", changes=…)': python("library", str(bench.app)),
        "fdevents, app.fire_all(specs)": python("library", str(bench.app), "series", "1"),
        "fdevents, app.fire_all(specs, jobs=2)": python("library", str(bench.app), "series", "2"),
    }
    with ExitStack() as stack:
        contenders = [
            Contender(name, stack.enter_context(Firing(command)).rate)
            for name, command in commands.items()
        ]
        samples = in_turns(contenders, bench.runs(10))
    return Comparison("firings a second", "/s", samples, is_rate=True)
