"""`$db` as handlers call it: records, their parts, conditions and times."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fdevents.apis.db import Database
from fdevents.apis.refusal import Refused
from fdevents.apis.store import Store
from tests.support.calling import Fire, Rejected


@pytest.mark.deno
def test_a_record_is_kept_from_firing_to_firing(fire: Fire, rejected: Rejected) -> None:
    assert fire("return $db.set('k', { a: [1, 'ü😀'] })").value == {"Created": True}
    found = fire("return $db.get('k')").value
    assert found["a"] == [1, "ü😀"]
    assert datetime.fromisoformat(found["createdAt"]) <= datetime.now(UTC)
    assert fire("return $db.delete('k')").value == {"Deleted": True}
    assert rejected("$db.get('k')") == {"status": 404, "message": "Record not found"}
    assert rejected("$db.delete('k')")["status"] == 404


UPDATES = {
    "increment": ("'increment', { n: 2, 'deep.m': 1 }", {"n": 3, "deep": {"m": 1}, "list": [1]}),
    "append": ("'append', { list: [2, 3], more: ['x'] }",
               {"n": 1, "list": [1, 2, 3], "more": ["x"]}),
    "set": ("'set', { n: 'text', 'deep.x': null }",
            {"n": "text", "list": [1], "deep": {"x": None}}),
    "remove": ("'remove', ['n', 'nothing']", {"list": [1]}),
}  # fmt: skip


@pytest.mark.deno
@pytest.mark.parametrize("action", UPDATES)
def test_a_record_is_updated_in_parts(fire: Fire, action: str) -> None:
    arguments, wanted = UPDATES[action]
    outcome = fire(
        f"await $db.set('k', {{ n: 1, list: [1] }}); await $db.update('k', {arguments});"
        " const { createdAt, updatedAt, ...rest } = await $db.get('k'); return rest;"
    )
    assert outcome.value == wanted, outcome.error


REFUSED = {
    "$db.set('', { a: 1 })": "The key is",
    "$db.set('x'.repeat(61), { a: 1 })": "61 characters; up to 60",
    "$db.set(5, { a: 1 })": "The key is 5",
    "$db.set('k', {})": "not empty",
    "$db.set('k', 'text')": "a JSON object",
    "$db.set('k', { a: 'x'.repeat(41000) })": "up to 40960",
    "$db.set('k', { a: 1 }, { ttl: 0 })": "The ttl is 0",
    "$db.set('k', { a: 1 }, { ttl: 'x' })": "number of seconds",
    "$db.set('k', { a: 1 }, { setIf: 'maybe' })": "exist or not_exist",
    "$db.set('k', { a: 1 }, 5)": "they must be an object",
    "$db.set('k', { a: 1 }, { setIf: 'exist' })": "setIf conditional request failed",
    "$db.update('k', 'multiply', {})": "increment, append, set and remove",
    "$db.update('k', 'set', { a: 1 })": "Record not found",
    "$db.get()": "The key is null",
}


@pytest.mark.deno
@pytest.mark.parametrize("call", REFUSED)
def test_what_the_store_refuses_is_rejected_as_the_platform_does(
    rejected: Rejected, call: str
) -> None:
    reason = rejected(call)
    assert reason["status"] in (400, 404)
    assert REFUSED[call] in reason["message"]


def test_conditions_and_times_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"a": 1}, {"setIf": "not_exist", "ttl": 10})
    with pytest.raises(Refused):
        database.set("k", {"a": 2}, {"setIf": "not_exist"})
    database.set("k", {"a": 2}, {"setIf": "exist", "ttl": 10})
    later = time.time() + 11
    monkeypatch.setattr("fdevents.apis.db.now", lambda: later)
    with pytest.raises(Refused, match="Record not found"):
        database.get("k")
    assert database.records() == []
    database.set("k", {"a": 3}, {"setIf": "not_exist"})


def test_wrong_parts_of_an_update_change_nothing(tmp_path: Path) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"n": "text", "list": 5})
    for action, attributes in (
        ("increment", {"n": 1}), ("increment", {"list": True}), ("append", {"list": [1]}),
        ("append", {"n": "x"}), ("set", {"n.x": 1}), ("set", []), ("remove", {"n": 1}),
        ("remove", ["n", "list"]),
    ):  # fmt: skip
        with pytest.raises(Refused):
            database.update("k", action, attributes)
    assert {key: database.get("k")[key] for key in ("n", "list")} == {"n": "text", "list": 5}
