"""A row's measurements as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from .measure import Sample


class Table(Protocol):
    """What a row gives back."""

    def text(self) -> str:
        """As Markdown."""


@dataclass(frozen=True)
class Comparison:
    """Contenders side by side, the floor first. With `is_rate`, more is better."""

    title: str
    unit: str
    samples: Sequence[Sample]
    is_rate: bool = False

    def text(self) -> str:
        """As Markdown: the ratios say how many times the floor's time (or memory) it takes."""
        best = "max" if self.is_rate else "min"
        head = [self.title, f"median {self.unit}", best, "runs", "× floor", f"× floor, {best}"]
        floor = self.samples[0]
        return grid([head, *(self._line(each, floor) for each in self.samples)])

    def _line(self, sample: Sample, floor: Sample) -> list[str]:
        if sample.missing:
            return [sample.name, f"left out: {sample.missing}", "", "", "", ""]
        middle, best = median(sample.values), self._best(sample)
        ratios = ["", ""]
        if floor.values:
            ratios = [self._ratio(middle, median(floor.values)),
                      self._ratio(best, self._best(floor))]  # fmt: skip
        return [sample.name, number(middle), number(best), str(len(sample.values)), *ratios]

    def _best(self, sample: Sample) -> float:
        return max(sample.values) if self.is_rate else min(sample.values)

    def _ratio(self, value: float, floor: float) -> str:
        return f"{floor / value if self.is_rate else value / floor:.2f}"


@dataclass(frozen=True)
class Course:
    """Memory in MiB as work goes on: for each process, a value at each point."""

    title: str
    points: Sequence[str]
    values: Sequence[tuple[str, Sequence[float]]]

    def text(self) -> str:
        """As Markdown, with the growth from the first point to the last."""
        head = [self.title, *(f"MiB after {point}" for point in self.points), "growth"]
        lines = [
            [name, *(f"{each:.1f}" for each in course), f"{course[-1] - course[0]:+.1f}"]
            for name, course in self.values
        ]
        return grid([head, *lines])


def number(value: float) -> str:
    """A measurement with three digits or so."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}"


def grid(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells, the first of them the head, as an aligned Markdown table."""
    widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]

    def row(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join([first, *rest])} |"

    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join([row(lines[0]), row(rule), *map(row, lines[1:])])
