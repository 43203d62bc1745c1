"""One way to run a command in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Result:
    """What a command did."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.stdout)


class Cli(Protocol):
    """`cli("trigger", "onTicketCreate")` runs that command in this process."""

    def __call__(self, *arguments: str | Path) -> Result: ...
