"""The one reader of what a store holds: each row is looked at before anything is made of it.

The file may have come with somebody's app, so that a row may hold anything.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from fdevents.apis.store_format import NotAStore
from fdevents.apis.strict_json import read_json
from fdevents.wording import brief, listed, quoted

if TYPE_CHECKING:
    import sqlite3

UNITS = {"minutes": 60, "hours": 3600, "days": 86_400}
MOST_OF_A_UNIT = {"minutes": 60, "hours": 24, "days": 30}
EARLIEST, LATEST = -62_135_596_800.0, 253_402_300_799.0  # the years 1 to 9999, which can be written
_MOST_READ = 64 * 1024 * 1024  # characters at once: far more than any app keeps for itself


class Record(Struct, frozen=True):
    """What `$db` keeps under a key; times are in seconds since 1970."""

    key: str
    value: dict[str, Any]
    created: float
    expires: float | None = None


class Schedule(Struct, frozen=True):
    """One scheduled event: `due` in seconds since 1970, the rest as the app gave it."""

    name: str
    data: dict[str, Any]
    due: float
    repeat: dict[str, Any] | None = None


def read_records(connection: sqlite3.Connection, at: float, key: str | None = None) -> list[Record]:
    """Return the records that have not expired by then, or the one of that key, by their keys.

    Raises NotAStore for a row that we would not write.
    """
    rows = connection.execute(
        "SELECT key, value, created, expires FROM records WHERE (expires IS NULL OR expires > ?)"
        f" {'' if key is None else 'AND key = ?'} ORDER BY key",
        (at,) if key is None else (at, key),
    )
    found: list[Record] = []
    size = 0
    for name, value, created, expires in rows:
        size = _counted(size, value)
        record = quoted(brief(name, 70))
        if not isinstance(name, str) or not _is_number(created):
            raise NotAStore(f"has a record {record} whose key or time is not one")
        if expires is not None and not _is_number(expires):
            raise NotAStore(f"has a record {record} that expires at {brief(expires, 40)}")
        found.append(Record(name, _object(value, f"a record {record}"), created, expires))
    return found


def read_schedules(connection: sqlite3.Connection) -> list[Schedule]:
    """Return every schedule, the next one first. Raises NotAStore as `read_records` does."""
    rows = connection.execute(
        "SELECT name, data, due, time_unit, frequency FROM schedules ORDER BY due, name"
    )
    found: list[Schedule] = []
    size = 0
    for name, data, due, unit, often in rows:
        size = _counted(size, data)
        schedule = f"a schedule {quoted(brief(name, 40))}"
        if not isinstance(name, str) or not _is_number(due) or not EARLIEST <= due <= LATEST:
            raise NotAStore(f"has {schedule} whose name or time is not one")
        found.append(Schedule(name, _object(data, schedule), due, _repeat(unit, often, schedule)))
    return found


def _repeat(unit: Any, often: Any, schedule: str) -> dict[str, Any] | None:
    if unit is None and often is None:
        return None
    if unit not in UNITS or type(often) is not int or not 1 <= often <= MOST_OF_A_UNIT[unit]:
        raise NotAStore(
            f"has {schedule} that recurs every {brief(often, 20)} {brief(unit, 20)}; "
            f"the units are {listed(UNITS)}"
        )
    return {"time_unit": unit, "frequency": often}


def _object(text: Any, what: str) -> dict[str, Any]:
    try:
        value = read_json(text) if isinstance(text, str) else None
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise NotAStore(f"has {what} whose value is not a JSON object that fdevents keeps")
    return value


def _counted(size: int, text: Any) -> int:
    size += len(text) if isinstance(text, str | bytes) else 8
    if size > _MOST_READ:
        raise NotAStore("holds more than an app can keep")
    return size


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
