"""A few tries of each force, always the same ones; `python -m tests.torture` makes many more."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.torture.children import CHILDREN, struck
from tests.torture.forces import FORCES
from tests.torture.fuzzed import made
from tests.torture.tries import tried

pytestmark = [
    pytest.mark.deno,
    pytest.mark.skipif(sys.platform != "linux", reason="links, pipes, alarms and orphans as Linux"),
]
TRIES = {"signals": 40, "apps": 90, "lines": 200, "environments": 32, "saves": 200}


@pytest.mark.parametrize(("name", "tries"), TRIES.items())
def test_it_holds(tmp_path: Path, name: str, tries: int) -> None:
    assert tried(FORCES[name], tmp_path, tries) == []


def test_a_process_in_the_place_of_the_sandbox_is_exit_code_4_within_ten_seconds(
    tmp_path: Path,
) -> None:
    """All at once, since most of it is waiting."""
    app = made(tmp_path / "app")

    def strike(name: str) -> str:
        return struck(app, tmp_path, name, "trigger onTicketCreate --timeout 2")

    with ThreadPoolExecutor(6) as threads:
        found = dict(zip(CHILDREN, threads.map(strike, CHILDREN), strict=True))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
