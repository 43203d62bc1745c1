"""Resident memory: the peak of one trigger, and whether it stays flat."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from .bench import EVENT, Bench, Command, fdevents, python, start
from .cold import IMPORTS
from .measure import Contender, Unmeasurable, in_turns
from .table import Comparison, Course

_INTERVAL_SECONDS = 0.003
_MIB = 2**20


def peak_of_a_trigger(bench: Bench) -> Comparison:
    """All processes of a command together, at the moment when they have most."""
    commands = {
        "floor: the imports alone": [sys.executable, "-c", IMPORTS],
        f"fdevents trigger {EVENT}, both processes": fdevents("trigger", EVENT, "--app", bench.app),
        "lambda-local": bench.lambda_local(),
        "node, ten lines of node:vm": bench.node_vm(bench.app),
        "deno, ten lines of node:vm": bench.deno_vm(bench.app),
        "miniflare, one dispatchFetch": bench.miniflare("once"),
    }
    contenders = [
        Contender(name, lambda command=command: peak(command))  # type: ignore[misc]
        for name, command in commands.items()
    ]
    return Comparison("peak resident memory", "MiB", in_turns(contenders, bench.runs(10)))


def peak(command: Command) -> float:
    """The most MiB that a command and what it started had, sampled. Raises Unmeasurable.

    Where the system keeps each process's own peak, those are summed; a page that two processes
    share counts twice.
    """
    if not command:
        raise Unmeasurable("not installed")
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    family = psutil.Process(process.pid)
    most = 0.0
    while process.poll() is None:
        most = max(most, _together(family))
        try:
            process.wait(_INTERVAL_SECONDS)
        except subprocess.TimeoutExpired:
            pass
    if process.returncode:
        raise Unmeasurable(f"exit code {process.returncode}")
    return most


def _together(family: psutil.Process) -> float:
    """The MiB of a process and all that it started, each at its peak so far if that is known."""
    total = 0
    try:
        for each in [family, *family.children(recursive=True)]:
            total += _peak_bytes(each)
    except psutil.Error:
        pass  # it ends while we look
    return total / _MIB


def _peak_bytes(process: psutil.Process) -> int:
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    except OSError:
        return int(process.memory_info().rss)
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def flat_over_firings(bench: Bench) -> Course:
    """The library's process and the sandbox's, firing one app."""
    return _course(bench, "memory over firings", "firings", [1000, 5000, 10_000])


def flat_over_reloads(bench: Bench) -> Course:
    """The same, with a save and App.load before each firing."""
    return _course(bench, "memory over reloads, a firing each", "reloads", [100, 500, 1000])


def _course(bench: Bench, title: str, mode: str, points: list[int]) -> Course:
    counts = [bench.runs(each) for each in points]
    process = start(python("library", str(bench.app), mode, *map(str, counts)))
    said, _ = process.communicate()
    ours, child = zip(*([float(each) for each in line.split()] for line in said.splitlines()),
                      strict=True)  # fmt: skip
    return Course(title, [f"{each:,}" for each in counts], [("python", ours), ("deno", child)])
