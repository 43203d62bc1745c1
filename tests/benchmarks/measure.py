"""Contenders measured in turns, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .bench import Command


class Unmeasurable(Exception):
    """A contender that is not there, or does not do what is measured."""


@dataclass(frozen=True)
class Contender:
    """`measure` returns one measurement. Raises Unmeasurable."""

    name: str
    measure: Callable[[], float]


@dataclass(frozen=True)
class Sample:
    """All measurements of one contender, or why there are none."""

    name: str
    values: list[float] = field(default_factory=list)
    missing: str = ""


def in_turns(contenders: Iterable[Contender], rounds: int) -> list[Sample]:
    """Each contender once to warm up, then all of them in `rounds`, in an order of chance."""
    samples = {each: _warmed_up(each) for each in contenders}
    there = [each for each, sample in samples.items() if not sample.missing]
    for _ in range(rounds):
        for contender in random.sample(there, len(there)):
            try:
                samples[contender].values.append(contender.measure())
            except Unmeasurable:
                there.remove(contender)  # the count of its runs tells
    return list(samples.values())


def command(
    name: str, arguments: Command, *, says: str = "", environment: Mapping[str, str] | None = None
) -> Contender:
    """A contender that is a command: milliseconds from its start to its end, output in a pipe."""

    def measure() -> float:
        if not arguments:
            raise Unmeasurable("not installed")
        began = time.perf_counter()
        ended = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **(environment or {})},
        )
        took = (time.perf_counter() - began) * 1000
        if ended.returncode or says.encode() not in ended.stdout:
            raise Unmeasurable(f"exit code {ended.returncode}, and not the output that it should")
        return took

    return Contender(name, measure)


def _warmed_up(contender: Contender) -> Sample:
    try:
        contender.measure()
    except Unmeasurable as why:
        return Sample(contender.name, missing=str(why))
    return Sample(contender.name)
