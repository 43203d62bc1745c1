"""What is kept outlives the process, whoever else writes meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fdevents import App, UsageProblem
from fdevents.apis.db import Database
from fdevents.apis.store import Store
from fdevents.remedies import Give, Parameter
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, Fire, Rejected, manifest

pytestmark = pytest.mark.deno


def _increments(path: Path, times: int) -> None:
    database = Database(Store(path))
    for _ in range(times):
        database.update("k", "increment", {"n": 1})


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    Database(Store(path)).set("k", {"n": 0})
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_increments, args=(path, 50)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert Database(Store(path)).get("k")["n"] == 150


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_acknowledged_survives_a_killed_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from fdevents.apis.db import Database\n"
        "from fdevents.apis.store import Store\n"
        "database = Database(Store(Path(sys.argv[1])))\n"
        "for n in range(10**9):\n"
        "    database.set(f'k{n}', {'n': n}); os.write(1, f'{n}\\n'.encode())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "s.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        told = [int(process.stdout.readline()) for _ in range(100)]
        os.kill(process.pid, signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines()]
    database = Database(Store(tmp_path / "s.db"))
    assert all(database.get(f"k{n}")["n"] == n for n in told)


def test_a_store_that_is_none_is_a_rejection_and_wrong_usage(
    fire: Fire, rejected: Rejected, make_app: MakeApp
) -> None:
    outcome = fire("return 1")
    assert outcome.ok
    root = Path(make_app())
    (root / ".fdevents").mkdir(exist_ok=True)
    (root / ".fdevents" / "store.db").write_text("this is no database" * 100)
    reason = rejected("$db.get('k')")
    assert "cannot be used" in reason["message"]
    (call,) = fire("await $db.get('k').catch(() => 1)").calls
    assert Give(Parameter.DB, ":memory:", "keeps it in memory") in call.remedies
    with pytest.raises(UsageProblem, match="cannot be used"):
        Database(Store(root / ".fdevents" / "store.db")).records()


def test_data_can_be_kept_nowhere(make_app: MakeApp) -> None:
    root = make_app("exports = { cb: () => $db.set('k', { a: 1 }) };", manifest=manifest(CREATE))
    app = App.load(root, db=":memory:")
    assert app.fire(CREATE).ok and app.services.database.get("k")["a"] == 1
    assert not (root / ".fdevents").exists()
