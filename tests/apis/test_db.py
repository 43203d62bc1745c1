"""`$db` as handlers call it: records, their parts, conditions and times."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fdevents.apis.db import Database
from fdevents.apis.refusal import Refused
from fdevents.apis.store import Store
from tests.support.calling import Fire, Rejected


@pytest.mark.deno
def test_a_record_is_kept_from_firing_to_firing(fire: Fire, rejected: Rejected) -> None:
    assert fire("return $db.set('k', { a: [1, 'ü😀'] })").value == {"Created": True}
    assert fire("return $db.get('k')").value == {"a": [1, "ü😀"]}
    assert fire("return $db.delete('k')").value == {"Deleted": True}
    assert rejected("$db.get('k')") == {"status": 404, "message": "Record not found"}


@pytest.mark.deno
def test_what_is_not_there_is_deleted_all_the_same(fire: Fire) -> None:
    assert fire("return $db.delete('none')").value == {"Deleted": True}


@pytest.mark.deno
def test_a_number_is_a_key_as_its_text_is(fire: Fire) -> None:
    assert fire("await $db.set(42, { a: 1 }); return $db.get('42')").value == {"a": 1}
    assert fire("await $db.set(-1.5, { a: 2 }); return $db.get('-1.5')").value == {"a": 2}


@pytest.mark.deno
def test_empty_texts_and_what_is_no_number_are_kept_as_null(fire: Fire) -> None:
    outcome = fire(
        "await $db.set('k', { a: '', b: NaN, c: { d: Infinity, e: ['', 'x', { f: '' }] } });"
        "await $db.update('k', 'set', { g: '' }); return $db.get('k');"
    )
    nested = {"d": None, "e": [None, "x", {"f": None}]}
    assert outcome.value == {"a": None, "b": None, "c": nested, "g": None}
    more = "await $db.update('n', 'increment', { n: 1e308 });"
    assert fire(f"{more} {more} return $db.get('n');").value == {"n": None}


MADE = {
    "'increment', { n: 2 }": {"n": 2},
    "'append', { list: [1] }": {"list": [1]},
    "'set', { a: 'x' }": {"a": "x"},
}


@pytest.mark.deno
@pytest.mark.parametrize("arguments", MADE)
def test_an_update_makes_the_record_that_is_not_there(fire: Fire, arguments: str) -> None:
    outcome = fire(f"return [await $db.update('k', {arguments}), await $db.get('k')]")
    assert outcome.value == [{"Updated": True}, MADE[arguments]], outcome.error


@pytest.mark.deno
def test_removing_from_what_is_not_there_makes_nothing(fire: Fire, rejected: Rejected) -> None:
    assert fire("return $db.update('k', 'remove', ['a'])").value == {"Updated": True}
    assert rejected("$db.get('k')")["status"] == 404


@pytest.mark.deno
def test_an_update_acts_on_attributes_of_the_top_and_on_items_of_lists(fire: Fire) -> None:
    outcome = fire(
        "await $db.set('k', { list: ['a', 'b'], 'o[0]': 1, deep: { x: 1 } });"
        "await $db.update('k', 'set', { 'list[0]': 'A', 'list[9]': 'c', 'o[0]': 2, 'deep.x': 3 });"
        "await $db.update('k', 'remove', ['list[1]', 'list[7]']); return $db.get('k');"
    )
    assert outcome.value == {"list": ["A", "c"], "o[0]": 2, "deep": {"x": 1}, "deep.x": 3}


UPDATES = {
    "increment": ("'increment', { n: 2, m: 1 }", {"n": 3, "m": 1, "list": [1]}),
    "append": ("'append', { list: [2, 3], more: ['x'] }",
               {"n": 1, "list": [1, 2, 3], "more": ["x"]}),
    "set": ("'set', { n: 'text', x: null }", {"n": "text", "list": [1], "x": None}),
    "remove": ("'remove', ['n', 'nothing']", {"list": [1]}),
}  # fmt: skip


@pytest.mark.deno
@pytest.mark.parametrize("action", UPDATES)
def test_a_record_is_updated_in_parts(fire: Fire, action: str) -> None:
    arguments, wanted = UPDATES[action]
    outcome = fire(
        f"await $db.set('k', {{ n: 1, list: [1] }}); await $db.update('k', {arguments});"
        " return $db.get('k');"
    )
    assert outcome.value == wanted, outcome.error


REFUSED = {
    "$db.set('', { a: 1 })": "The key is",
    "$db.set('x'.repeat(61), { a: 1 })": "61 characters; up to 60",
    "$db.set(true, { a: 1 })": "The key is true",
    "$db.set('k', {})": "not empty",
    "$db.set('k', 'text')": "a JSON object",
    "$db.set('k', { a: 'x'.repeat(40953) })": "40962 bytes; up to 40959",
    "$db.set('k', { a: 1 }, { ttl: true })": "The ttl is true",
    "$db.set('k', { a: 1 }, { ttl: '' })": "The ttl is",
    "$db.set('k', { a: 1 }, { tll: 5 })": "The options have tll; they are ttl and setIf",
    "$db.update('k', 'set', { 'list[0]': 1 })": "is not a list",
    "$db.set('k', { a: 1 }, { ttl: 'x' })": "number of seconds",
    "$db.set('k', { a: 1 }, { setIf: 'maybe' })": "exist or not_exist",
    "$db.set('k', { a: 1 }, 5)": "they must be an object",
    "$db.set('k', { a: 1 }, { setIf: 'exist' })": "setIf conditional request failed",
    "$db.update('k', 'multiply', {})": "increment, append, set and remove",
    "$db.update('k', 'set', { a: 1 }, { setIf: 'exist' })": "setIf conditional request failed",
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


@pytest.mark.parametrize("ttl", [-1, "-1", 0])
def test_a_ttl_that_is_not_positive_keeps_the_record_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ttl: object
) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"a": 1}, {"ttl": ttl})
    later = time.time() + 1e9
    monkeypatch.setattr("fdevents.apis.db.now", lambda: later)
    assert database.get("k") == {"a": 1}


def test_a_ttl_may_be_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"a": 1}, {"ttl": "10"})
    assert database.get("k") == {"a": 1}
    later = time.time() + 11
    monkeypatch.setattr("fdevents.apis.db.now", lambda: later)
    with pytest.raises(Refused, match="Record not found"):
        database.get("k")


def test_an_update_keeps_the_time_to_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"n": 1}, {"ttl": 10})
    database.update("k", "increment", {"n": 1})
    later = time.time() + 11
    monkeypatch.setattr("fdevents.apis.db.now", lambda: later)
    with pytest.raises(Refused, match="Record not found"):
        database.get("k")


def test_wrong_parts_of_an_update_change_nothing(tmp_path: Path) -> None:
    database = Database(Store(tmp_path / "s.db"))
    database.set("k", {"n": "text", "list": 5})
    for action, attributes in (
        ("increment", {"n": 1}), ("increment", {"list": True}), ("append", {"list": [1]}),
        ("append", {"n": "x"}), ("set", {"n[0]": 1}), ("set", []), ("remove", {"n": 1}),
        ("remove", ["n", "list"]),
    ):  # fmt: skip
        with pytest.raises(Refused):
            database.update("k", action, attributes)
    assert database.get("k") == {"n": "text", "list": 5}
