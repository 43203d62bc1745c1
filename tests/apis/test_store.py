"""What is kept outlives the process, whoever else writes meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from fdevents import App, UsageProblem
from fdevents.apis.db import Database
from fdevents.apis.store import Store
from fdevents.remedies import Give, Parameter
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, Fire, Rejected, manifest

pytestmark = pytest.mark.deno


_INCREMENTS = """
import sys; from pathlib import Path
from fdevents.apis.db import Database; from fdevents.apis.store import Store
for _ in range(100):
    Database(Store(Path(sys.argv[1]))).update("k", "increment", {"n": 1})
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each opens the file for each of its increments, and the first of them makes it."""
    path = tmp_path / "s.db"
    command = [sys.executable, "-c", _INCREMENTS, str(path)]
    writers = [subprocess.Popen(command) for _ in range(20)]
    assert [writer.wait(60) for writer in writers] == [0] * 20
    assert Database(Store(path)).get("k")["n"] == 2000


def test_a_locked_store_ends_with_the_handlers_time(make_app: MakeApp) -> None:
    code = "exports = { cb: () => $db.set('k', { a: 1 }).catch((error) => error.message) };"
    root = make_app(code, manifest=manifest(CREATE))
    app = App.load(root, timeout=1)
    assert app.fire(CREATE).ok
    with closing(sqlite3.connect(root / ".fdevents" / "store.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        app.fire(CREATE)  # times out, or hears of it in the last moment
        assert time.monotonic() - start < 4
        with pytest.raises(UsageProblem, match="another process keeps it locked"):
            app.services.database.within(time.monotonic()).set("k", {"a": 1})


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_what_is_kept_is_for_its_owner_and_no_commit(make_app: MakeApp) -> None:
    root = make_app("exports = { cb: () => $db.set('k', { a: 1 }) };", manifest=manifest(CREATE))
    assert App.load(root).fire(CREATE).ok
    assert (root / ".fdevents" / "store.db").stat().st_mode & 0o077 == 0
    assert (root / ".fdevents" / ".gitignore").read_text() == "*\n"


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
