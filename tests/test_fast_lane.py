"""`pytest -m "not deno"` starts no process: a test that does is told to be marked."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from fdevents import App
from tests.support.apps import MakeApp
from tests.support.processes import finished, started

COMMAND = [sys.executable, "-c", ""]
WAYS: dict[str, Callable[[], object]] = {
    "Popen": lambda: subprocess.Popen(COMMAND),
    "run": lambda: subprocess.run(COMMAND),
    "check_output": lambda: subprocess.check_output(COMMAND),
    "system": lambda: os.system("true"),
    "spawn": lambda: os.spawnv(os.P_WAIT, sys.executable, COMMAND),
    "exec": lambda: os.execv("nowhere", COMMAND),
    "multiprocessing": lambda: multiprocessing.get_context("spawn").Process().start(),
    "fdevents": lambda: finished("--version"),
    "fdevents under way": lambda: started("--version").__enter__(),
}
refused = pytest.raises(pytest.fail.Exception, match=r"Mark it with @pytest\.mark\.deno")


@pytest.mark.parametrize("start", WAYS.values(), ids=WAYS)
def test_an_unmarked_test_that_starts_a_process_fails(start: Callable[[], object]) -> None:
    with refused:
        start()


def test_an_unmarked_test_that_loads_an_app_fails(make_app: MakeApp) -> None:
    app = make_app("exports = {};")
    with refused:
        App.load(app)


@pytest.mark.deno
def test_a_marked_test_may_start_a_process() -> None:
    assert subprocess.run(COMMAND).returncode == 0
