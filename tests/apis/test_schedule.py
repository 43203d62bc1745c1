"""`$schedule` as handlers call it, and what is due."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fdevents.apis.refusal import Refused
from fdevents.apis.schedule import Schedules
from fdevents.apis.store import Store
from tests.support.calling import Fire, Rejected, told


def soon(minutes: float = 10) -> str:
    """A time from now, as the platform takes it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


@pytest.mark.deno
def test_a_schedule_is_made_shown_changed_and_forgotten(fire: Fire, rejected: Rejected) -> None:
    def scheduling(call: str) -> Any:
        return fire(told(f"$schedule.{call}"), "onScheduledEvent").value

    at = soon()
    made = scheduling(f"create({{ name: 's', data: {{ a: 1 }}, schedule_at: '{at}' }})")
    assert made["status"] == 200
    found = scheduling("fetch({ name: 's' })")
    assert (found["name"], found["data"]) == ("s", {"a": 1})
    assert found["schedule_at"][:16] == at[:16]
    scheduling(f"update({{ name: 's', data: {{ b: 2 }}, schedule_at: '{at}' }})")
    assert scheduling("fetch({ name: 's' })")["data"] == {"b": 2}
    assert scheduling("delete({ name: 's' })")["status"] == 200
    assert scheduling("fetch({ name: 's' })")["rejected"]["status"] == 404
    unheard = rejected(f"$schedule.create({{ name: 's', data: {{}}, schedule_at: '{at}' }})")
    assert (unheard["status"], "a registered handler" in unheard["message"]) == (400, True)


BAD_SCHEDULES: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": " "}, "A schedule needs a name"),
    "a long name": ({"name": "x" * 31}, "up to 30"),
    "no data": ({"data": None}, "is null; it must be an object"),
    "much data": ({"data": {"a": "x" * 5000}}, "up to 4096"),
    "no time": ({"schedule_at": None}, "a time such as"),
    "a time beyond the calendar": ({"schedule_at": "9999-12-31T23:59:59-12:00"}, "a time such as"),
    "no such time": ({"schedule_at": "tomorrow"}, "a time such as"),
    "too soon": ({"schedule_at": soon(1)}, "less than 5 minutes"),
    "a strange unit": ({"repeat": {"time_unit": "years", "frequency": 1}}, "the units are"),
    "too late": ({"schedule_at": soon(367 * 24 * 60)}, "more than a year"),
    "seldom minutes": ({"repeat": {"time_unit": "minutes", "frequency": 61}}, "from 1 to 60"),
    "seldom hours": ({"repeat": {"time_unit": "hours", "frequency": 25}}, "from 1 to 24"),
    "seldom days": ({"repeat": {"time_unit": "days", "frequency": 31}}, "from 1 to 30"),
    "no repetition": ({"repeat": {"time_unit": "days", "frequency": 0}}, "from 1 to 30"),
    "no such zone": ({"timezone": "Mars/Base"}, "The timezone is"),
    "a zone that leads out": ({"timezone": "../x"}, "The timezone is"),
}


@pytest.mark.parametrize("what", BAD_SCHEDULES)
def test_a_schedule_that_cannot_be_is_refused(tmp_path: Path, what: str) -> None:
    wrong, message = BAD_SCHEDULES[what]
    schedules = Schedules(Store(tmp_path / "s.db"))
    with pytest.raises(Refused) as caught:
        schedules.create({"name": "s", "data": {}, "schedule_at": soon(), **wrong})
    assert message in caught.value.reason["message"]
    assert schedules.all() == []


def test_there_is_one_recurring_schedule_and_no_name_twice(tmp_path: Path) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    often = {"time_unit": "hours", "frequency": 1}
    schedules.create({"name": "r", "data": {}, "schedule_at": soon(), "repeat": often})
    for name, message in (("r2", "limit for recurring schedules is 1"), ("r", "already")):
        with pytest.raises(Refused, match=message):
            schedules.create({"name": name, "data": {}, "schedule_at": soon(), "repeat": often})
    schedules.create({"name": "once", "data": {}, "schedule_at": soon()})


def test_what_is_due_is_taken_once_and_what_recurs_waits_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    often = {"time_unit": "minutes", "frequency": 10}
    schedules.create({"name": "once", "data": {"a": 1}, "schedule_at": soon(6)})
    schedules.create({"name": "often", "data": {}, "schedule_at": soon(7), "repeat": often})
    assert schedules.take_due() == []
    later = time.time() + 30 * 60
    monkeypatch.setattr("fdevents.apis.schedule.now", lambda: later)
    assert [each.name for each in schedules.take_due()] == ["once", "often"]
    assert schedules.take_due() == []
    (left,) = schedules.all()
    assert left.name == "often" and 0 < left.due - later <= 10 * 60


def test_a_recurring_schedule_may_begin_at_any_time(tmp_path: Path) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    often = {"time_unit": "minutes", "frequency": 1}
    schedules.create({"name": "r", "data": {}, "schedule_at": soon(-60), "repeat": often})
    assert [each.name for each in schedules.take_due()] == ["r"]


def test_a_time_without_a_zone_is_in_the_zone_that_is_given(tmp_path: Path) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    at = f"{datetime.now(UTC).year + 1}-01-01T12:00:00"
    often = {"time_unit": "days", "frequency": 1}
    wanted = {"data": {}, "schedule_at": at, "repeat": often}
    schedules.create({"name": "r", "timezone": "Asia/Kolkata", **wanted})
    assert schedules.fetch({"name": "r"})["schedule_at"].endswith("T06:30:00Z")


def test_an_update_wants_the_whole_schedule(tmp_path: Path) -> None:
    schedules = Schedules(Store(tmp_path / "s.db"))
    schedules.create({"name": "s", "data": {"a": 1}, "schedule_at": soon()})
    with pytest.raises(Refused, match="schedule_at is null"):
        schedules.update({"name": "s", "data": {"b": 2}})
    with pytest.raises(Refused, match="The data of “s” is null"):
        schedules.update({"name": "s", "schedule_at": soon()})
    with pytest.raises(Refused, match="There is no schedule “t”"):
        schedules.update({"name": "t", "data": {}, "schedule_at": soon()})
    assert schedules.fetch({"name": "s"})["data"] == {"a": 1}


def test_a_thousand_one_time_schedules_are_kept(tmp_path: Path) -> None:
    schedules = Schedules(Store(":memory:"))
    wanted = {"data": {}, "schedule_at": soon()}
    for number in range(1000):
        schedules.create({"name": str(number), **wanted})
    with pytest.raises(Refused, match="limit for one-time schedules is 1000"):
        schedules.create({"name": "more", **wanted})


@pytest.mark.slow
def test_what_is_due_is_taken_by_one_process_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.db"
    Schedules(Store(path)).create({"name": "s", "data": {}, "schedule_at": soon(6)})
    later = time.time() + 30 * 60
    both = threading.Barrier(2)

    def now() -> float:
        """The time, asked for when both have read what there is; half a second at most, since
        whoever comes second has to wait for the first."""
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return later

    monkeypatch.setattr("fdevents.apis.schedule.now", now)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _: Schedules(Store(path)).take_due(), range(2)))
    assert [each.name for found in taken for each in found] == ["s"]
