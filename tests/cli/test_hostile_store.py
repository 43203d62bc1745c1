"""A store.db that came with somebody's app: whatever it holds, a sentence is said of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fdevents.apis.db import Database
from fdevents.apis.store import Store
from tests.support.apps import MakeApp
from tests.support.calling import CREATE, manifest

pytestmark = pytest.mark.deno

_HANDLER = """exports = { cb: async () => {
  const said = [];
  for (const call of [() => $db.get("k"), () => $db.set("n", { a: 1 }),
                      () => $db.update("k", "increment", { n: 1.5 })]) {
    await call().then(() => said.push("ok"), (error) => said.push(error.message));
  }
  return said;
} };"""
_RECORD = "INSERT INTO records (key, value, created, updated, expires) VALUES "
_SCHEDULE = "INSERT INTO schedules VALUES "
_DEEP = '{"a":' * 5000 + "1" + "}" * 5000
_ROWS = {
    "a list": f"{_RECORD} ('k', '[1]', 0, 0, NULL)",
    "no JSON": f"{_RECORD} ('k', '{{', 0, 0, NULL)",
    "null": f"{_RECORD} ('k', 'null', 0, 0, NULL)",
    "bytes": f"{_RECORD} ('k', x'ff00', 0, 0, NULL)",
    "bytes for a key": f"{_RECORD} (x'ff', '{{}}', 0, 0, NULL)",
    "no UTF-8": f"{_RECORD} ('k', CAST(x'7bff7d' AS TEXT), 0, 0, NULL)",
    "5,000 digits": f"{_RECORD} ('k', '{{\"n\":{'9' * 5000}}}', 0, 0, NULL)",
    "a number beyond any": f"{_RECORD} ('k', '{{\"n\":1e999}}', 0, 0, NULL)",
    "too deep": f"{_RECORD} ('k', '{_DEEP}', 0, 0, NULL)",
    "2 MB": f"{_RECORD} ('k', '{{\"n\":\"' || hex(zeroblob(1000000)) || '\"}}', 0, 0, NULL)",
    "a time that is text": f"{_RECORD} ('k', '{{\"n\":1}}', 'soon', 0, 'never')",
    "a time beyond any": f"{_RECORD} ('k', '{{\"n\":1}}', 9e999, 0, 9e999)",
    "due in 1e300": f"{_SCHEDULE} ('s', '{{}}', 1e300, NULL, NULL)",
    "due in text": f"{_SCHEDULE} ('s', '{{}}', 'x', NULL, NULL)",
    "every week": f"{_SCHEDULE} ('s', '{{}}', 0, 'weeks', 1)",
    "every 0 days": f"{_SCHEDULE} ('s', '{{}}', 0, 'days', 0)",
    "every null days": f"{_SCHEDULE} ('s', '{{}}', 0, 'days', NULL)",
    "every text": f"{_SCHEDULE} ('s', '{{}}', 0, 'days', 'x')",
    "data that is a list": f"{_SCHEDULE} ('s', '[]', 0, NULL, NULL)",
}
_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
_SHAPES = {
    "an endless view": "DROP TABLE records; CREATE VIEW records AS "
                       f"{_ENDLESS} SELECT i AS key, '{{}}' AS value, i AS created, i AS updated,"
                       " NULL AS expires FROM n",
    "an endless view of schedules": "DROP TABLE schedules; CREATE VIEW schedules AS "
                       f"{_ENDLESS} SELECT i AS name, '{{}}' AS data, i AS due, NULL AS time_unit,"
                       " NULL AS frequency FROM n",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM schedules; END",
    "an index": "CREATE INDEX i ON records (abs(created))",
    "a table too many": "CREATE TABLE moz_places (url TEXT)",
    "another column": "ALTER TABLE records ADD COLUMN more TEXT",
    "a generated column": "ALTER TABLE schedules ADD COLUMN g AS (hex(zeroblob(due)))",
    "a later format": "PRAGMA user_version = 99",
    "no format": "PRAGMA user_version = -5",
}  # fmt: skip


def _store(root: Path, script: str) -> Path:
    """Make a store and run SQL in it."""
    path = root / ".fdevents" / "store.db"
    path.parent.mkdir()
    Database(Store(path)).delete("nothing")
    Database(Store(path)).set("other", {"a": 1})
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


def _unwrapped(text: str) -> str:
    return "".join(text.split())


def _commands(root: Path) -> list[tuple[str, ...]]:
    return [(*words, "--app", str(root)) for words in (
        ("db", "list"), ("db", "get", "k"), ("db", "set", "k", '{"n": 1}'), ("db", "delete", "k"),
        ("schedule", "list"), ("trigger", CREATE), ("db", "clear"), ("db", "list", "--json"),
    )]  # fmt: skip


@pytest.mark.parametrize("sql", _ROWS.values(), ids=_ROWS)
def test_a_row_that_we_would_not_write_is_a_sentence(make_app: MakeApp, cli: Any, sql: str) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, sql)
    done = [cli(*each) for each in _commands(root)]
    assert {each.exit_code for each in done} <= {0, 2}
    refused = [each.stderr for each in done if each.exit_code == 2]
    assert refused and all(
        _unwrapped(str(path)) in _unwrapped(text) or "k: " in text for text in refused
    )
    assert "bug in fdevents" not in "".join(each.stderr for each in done)


@pytest.mark.parametrize("sql", _SHAPES.values(), ids=_SHAPES)
def test_a_file_of_another_shape_is_refused_and_left_as_it_is(
    make_app: MakeApp, cli: Any, sql: str
) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, sql)
    before = path.read_bytes()
    start = time.monotonic()
    for command in _commands(root):
        done = cli(*command)
        assert done.exit_code == (0 if command[0] == "trigger" else 2), command
        assert _unwrapped(f"The app's data at {path} has") in _unwrapped(done.stdout + done.stderr)
    assert time.monotonic() - start < 8
    assert path.read_bytes() == before


def test_what_a_store_has_and_should_have_is_said(make_app: MakeApp, cli: Any) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    _store(root, _SHAPES["another column"])
    said = " ".join(cli("db", "list", "--app", root).stderr.split())
    assert "made by CREATE TABLE records" in said
    assert "expected was CREATE TABLE records" in said
    assert "the app begins anew" in said and "--db" in said


def test_a_store_of_the_first_version_is_read_and_written(make_app: MakeApp, cli: Any) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, "PRAGMA user_version = 0")
    assert cli("db", "list", "--app", root).stdout == 'other  {"a": 1}\n'
    assert cli("db", "set", "k", '{"n": 1}', "--app", root).exit_code == 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_file_of_another_program_is_not_touched(
    make_app: MakeApp, cli: Any, tmp_path: Path
) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE moz_places (url TEXT)")
    before = path.read_bytes()
    done = cli("db", "set", "k", '{"n": 1}', "--app", root, "--db", path)
    assert (done.exit_code, "moz_places" in done.stderr) == (2, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("of_ours", "instead"), [(b"schedules (", b"sched\x84les ("), (b"  key TEXT", b"  k\x84( TEX"),
                             (b"CREATE TABLE", b"CREATE \x84\x84\x84\x84\x84"),
                             (b"SQLite format", b"nothing of it")],
)  # fmt: skip
def test_a_damaged_file_is_a_sentence(
    make_app: MakeApp, cli: Any, of_ours: bytes, instead: bytes
) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, "PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = path.read_bytes().replace(of_ours, instead)
    path.write_bytes(damaged)
    for command in _commands(root):
        done = cli(*command)
        assert done.exit_code == (0 if command[0] == "trigger" else 2), command
        assert "The app's data at" in done.stdout + done.stderr
    assert path.read_bytes() == damaged


def test_a_journal_does_not_have_a_file_removed(make_app: MakeApp, cli: Any) -> None:
    """SQLite removes the file that a hot journal names as its leader, which may be anywhere."""
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, "PRAGMA journal_mode = DELETE")
    victim = root / "victim"
    victim.write_bytes(b"nothing that SQLite needs")
    name = str(victim).encode()
    pages = (path.stat().st_size // 4096).to_bytes(4, "big")
    magic = bytes.fromhex("d9d505f920a163d7")
    header = (
        magic + bytes(4) + bytes(4) + pages + (512).to_bytes(4, "big") + (4096).to_bytes(4, "big")
    )
    # The number of the page that holds the lock bytes, the name, its length and sum.
    leader = (2**30 // 4096 + 1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big")
    leader += sum(name).to_bytes(4, "big") + magic
    Path(f"{path}-journal").write_bytes(header.ljust(512, b"\0") + leader)
    done = cli("db", "list", "--app", root)
    assert victim.exists()
    assert (done.exit_code, "journal" in done.stderr) == (2, True)


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes among its files")
@pytest.mark.parametrize("make", [_folder, _pipe])
def test_what_is_no_file_is_no_store(
    make_app: MakeApp, cli: Any, make: Callable[[Path], None]
) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    (root / ".fdevents").mkdir()
    make(root / ".fdevents" / "store.db")
    for command in _commands(root):
        done = cli(*command)
        assert done.exit_code == (0 if command[0] == "trigger" else 2), command
        assert "cannot be used" in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes among its files")
@pytest.mark.parametrize("kind", ["wal", "shm", "journal"])
def test_a_pipe_or_link_beside_the_file_is_not_waited_for_or_followed(
    make_app: MakeApp, cli: Any, kind: str
) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    path = _store(root, "")
    beside, victim = Path(f"{path}-{kind}"), root / "victim"
    victim.write_bytes(b"precious")
    for is_pipe in (True, False):
        beside.unlink(missing_ok=True)
        os.mkfifo(beside) if is_pipe else beside.symlink_to(victim)
        done = cli("db", "set", "k", '{"a": 1}', "--app", root)
        assert (done.exit_code, "The app's data at" in done.stderr) == (2, True)
    assert victim.read_bytes() == b"precious"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
def test_a_full_disk_loses_nothing_that_was_acknowledged(make_app: MakeApp, cli: Any) -> None:
    root = make_app(_HANDLER, manifest=manifest(CREATE))
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from fdevents.apis.db import Database; from fdevents.apis.store import Store\n"
        "from fdevents.errors import UsageProblem\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "database, kept = Database(Store(Path(sys.argv[1]))), 0\n"
        "try:\n"
        "    while True:\n"
        "        database.set(f'k{kept}', {'text': 'x' * 9000}); kept += 1\n"
        "except UsageProblem as error:\n"
        "    print(kept, len(database.records()), error)\n"
    )
    path = root / "s.db"
    run = [sys.executable, "-c", code, str(path)]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split(" ", 2)
    assert int(said[0]) == int(said[1]) > 5
    assert f"The app's data at {path} cannot be used: " in said[2]
    assert len(Database(Store(path)).records()) == int(said[0])
