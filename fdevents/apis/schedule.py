"""`$schedule`: events that an app asks for at a later time.

Limits are those of the platform's page on scheduled events.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from fdevents.apis.limits import check_length, check_size
from fdevents.apis.refusal import Refused, wrong
from fdevents.apis.store import Store, now, utc
from fdevents.wording import brief, kind_of, listed

if TYPE_CHECKING:
    import sqlite3

LONGEST_NAME = 30  # characters
LARGEST_DATA = 4 * 1024  # bytes of JSON
MOST_ONCE = 1000
MOST_REPEATED = 1
SOONEST_SECONDS = 5 * 60
_UNITS = {"minutes": 60, "hours": 3600, "days": 86_400}
# A schedule recurs every five minutes at the most often, as the platform's page says.
_LEAST = {"minutes": 5, "hours": 1, "days": 1}


class Schedule(Struct, frozen=True):
    """One scheduled event: `due` in seconds since 1970, the rest as the app gave it."""

    name: str
    data: dict[str, Any]
    due: float
    repeat: dict[str, Any] | None = None

    def described(self) -> dict[str, Any]:
        """Return what `$schedule.fetch` answers with."""
        at = utc(self.due, "seconds")
        found = {"name": self.name, "data": self.data, "schedule_at": at}
        return {**found, "repeat": self.repeat} if self.repeat else found


class Schedules:
    """The scheduled events of one app."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, options: Any = None) -> dict[str, Any]:
        """Keep a new schedule `{name, data, schedule_at, repeat}`. Raises Refused."""
        wanted = _checked(options)
        with self._store.transaction() as connection:
            before = _read(connection)
            if any(each.name == wanted.name for each in before):
                raise wrong(f"There is already a schedule “{wanted.name}”.")
            alike = sum(bool(each.repeat) == bool(wanted.repeat) for each in before)
            most = MOST_REPEATED if wanted.repeat else MOST_ONCE
            if alike >= most:
                kind = "recurring" if wanted.repeat else "one-time"
                raise wrong(f"The limit for {kind} schedules is {most}.")
            _put(connection, wanted)
        return {"status": 200, "message": f"{wanted.name} is scheduled."}

    def fetch(self, options: Any = None) -> dict[str, Any]:
        """Return the schedule `{name}`. Raises Refused where there is none."""
        name = _name(options)
        with self._store.reading() as connection:
            return _found(connection, name).described()

    def update(self, options: Any = None) -> dict[str, Any]:
        """Replace what is given of the schedule of that name. Raises Refused."""
        name = _name(options)
        with self._store.transaction() as connection:
            # Checked as a whole: what is given may not go with what is kept.
            wanted = _checked({**_found(connection, name).described(), **options})
            _put(connection, wanted)
        return {"status": 200, "message": f"{wanted.name} has been updated."}

    def delete(self, options: Any = None) -> dict[str, Any]:
        """Forget the schedule `{name}`. Raises Refused where there is none."""
        name = _name(options)
        with self._store.reading() as connection:
            _found(connection, name)
            connection.execute("DELETE FROM schedules WHERE name = ?", (name,))
        return {"status": 200, "message": f"{name} has been deleted."}

    def all(self) -> list[Schedule]:
        """Return every schedule, the next one first."""
        with self._store.reading() as connection:
            return _read(connection)

    def take_due(self) -> list[Schedule]:
        """Return the schedules whose time has come; the one-time ones are forgotten.

        Those that recur are due next at the first of their times that is still to come: what was
        missed while nothing ran is not made up for.
        """
        if not self._store.exists:
            return []
        with self._store.transaction() as connection:
            due = [each for each in _read(connection) if each.due <= now()]
            for each in due:
                if each.repeat is None:
                    connection.execute("DELETE FROM schedules WHERE name = ?", (each.name,))
                    continue
                step = _UNITS[each.repeat["time_unit"]] * each.repeat["frequency"]
                missed = (now() - each.due) // step + 1
                connection.execute(
                    "UPDATE schedules SET due = ? WHERE name = ?",
                    (each.due + missed * step, each.name),
                )
        return due


def _read(connection: sqlite3.Connection) -> list[Schedule]:
    rows = connection.execute(
        "SELECT name, data, due, time_unit, frequency FROM schedules ORDER BY due, name"
    )
    return [
        Schedule(name, json.loads(data), due,
                 {"time_unit": unit, "frequency": often} if unit else None)
        for name, data, due, unit, often in rows
    ]  # fmt: skip


def _found(connection: sqlite3.Connection, name: str) -> Schedule:
    found = next((each for each in _read(connection) if each.name == name), None)
    if found is None:
        raise Refused(404, f"There is no schedule “{name}”.")
    return found


def _put(connection: sqlite3.Connection, schedule: Schedule) -> None:
    repeat = schedule.repeat or {}
    connection.execute(
        "INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?)",
        (schedule.name, json.dumps(schedule.data), schedule.due, repeat.get("time_unit"),
         repeat.get("frequency")),
    )  # fmt: skip


def _name(options: Any) -> str:
    name = options.get("name") if isinstance(options, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise wrong("A schedule needs a name: { name: … }.")
    check_length("name", name, LONGEST_NAME)
    return name


def _checked(options: Any) -> Schedule:
    name = _name(options)
    data = options.get("data")
    if not isinstance(data, dict):
        raise wrong(f"The data of “{name}” is {kind_of(data)}; it must be an object.")
    check_size("data", data, LARGEST_DATA)
    due = _time(options.get("schedule_at"))
    if due < now() + SOONEST_SECONDS - 5:  # the call itself takes its time
        raise wrong("schedule_at is less than 5 minutes from now.")
    return Schedule(name, data, due, _repeat(options.get("repeat")))


def _time(written: Any) -> float:
    try:
        at = datetime.fromisoformat(written)
        # In UTC, as it is shown: near the years 1 and 9999 another time zone has no such time.
        return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, OverflowError):
        raise wrong(
            f"schedule_at is {brief(written)}; it must be a time such as 2030-01-31T12:00:00Z."
        ) from None


def _repeat(written: Any) -> dict[str, Any] | None:
    if written is None:
        return None
    unit = written.get("time_unit") if isinstance(written, dict) else None
    often = written.get("frequency") if isinstance(written, dict) else None
    if unit not in _UNITS or isinstance(often, bool) or not isinstance(often, int):
        raise wrong(f"repeat must be {{ time_unit, frequency }}; the units are {listed(_UNITS)}.")
    if often < _LEAST[unit]:
        raise wrong(f"The frequency is {often} {unit}; it must be at least {_LEAST[unit]}.")
    return {"time_unit": unit, "frequency": often}
