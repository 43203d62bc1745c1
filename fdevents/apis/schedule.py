"""`$schedule`: events that an app asks for at a later time.

Limits are those of the platform's page on scheduled events.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from fdevents.apis.limits import check_length, check_size
from fdevents.apis.refusal import Refused, wrong
from fdevents.apis.rows import MOST_OF_A_UNIT, UNITS, Schedule, read_schedules
from fdevents.apis.store import Store, now, utc
from fdevents.wording import brief, kind_of, listed

if TYPE_CHECKING:
    import sqlite3

LONGEST_NAME = 30  # characters
LARGEST_DATA = 4 * 1024  # bytes of JSON
MOST_ONCE = 1000
MOST_REPEATED = 1
SOONEST_SECONDS = 5 * 60
LATEST_SECONDS = 366 * 86_400


class Schedules:
    """The scheduled events of one app; `hears`: it registers the event that they fire."""

    def __init__(self, store: Store, *, hears: bool = True, until: float = math.inf) -> None:
        self._store = store
        self._hears = hears
        self._until = until

    def within(self, until: float) -> Schedules:
        """Return them for a call that must have ended by then, in `time.monotonic`'s seconds."""
        return Schedules(self._store, hears=self._hears, until=until)

    def create(self, options: Any = None) -> dict[str, Any]:
        """Keep a new schedule `{name, data, schedule_at, repeat}`. Raises Refused."""
        self._check_heard()
        wanted = _checked(options)
        with self._store.transaction(self._until) as connection:
            before = read_schedules(connection)
            if any(each.name == wanted.name for each in before):
                raise wrong(f"There is already a schedule “{wanted.name}”.")
            _check_room(wanted, before)
            _put(connection, wanted)
        return {"status": 200, "message": f"{wanted.name} is scheduled."}

    def fetch(self, options: Any = None) -> dict[str, Any]:
        """Return the schedule `{name}`. Raises Refused where there is none."""
        self._check_heard()
        name = _name(options)
        with self._store.reading(self._until) as connection:
            return described(_found(connection, name))

    def update(self, options: Any = None) -> dict[str, Any]:
        """Replace the schedule of that name by one that is given whole. Raises Refused."""
        self._check_heard()
        wanted = _checked(options)
        with self._store.transaction(self._until) as connection:
            _found(connection, wanted.name)
            others = [each for each in read_schedules(connection) if each.name != wanted.name]
            _check_room(wanted, others)
            _put(connection, wanted)
        return {"status": 200, "message": f"{wanted.name} has been updated."}

    def delete(self, options: Any = None) -> dict[str, Any]:
        """Forget the schedule `{name}`. Raises Refused where there is none."""
        self._check_heard()
        name = _name(options)
        with self._store.removing(self._until) as connection:
            _found(connection, name)
            connection.execute("DELETE FROM schedules WHERE name = ?", (name,))
        return {"status": 200, "message": f"{name} has been deleted."}

    def all(self) -> list[Schedule]:
        """Return every schedule, the next one first."""
        with self._store.reading(self._until) as connection:
            return read_schedules(connection)

    def take_due(self) -> list[Schedule]:
        """Return the schedules whose time has come; the one-time ones are forgotten.

        Those that recur are due next at the first of their times that is still to come: what was
        missed while nothing ran is not made up for.
        """
        if not any(each.due <= now() for each in self.all()):  # as nearly always: no lock is taken
            return []
        with self._store.transaction(self._until) as connection:
            due = [each for each in read_schedules(connection) if each.due <= now()]
            for each in due:
                if each.repeat is None:
                    connection.execute("DELETE FROM schedules WHERE name = ?", (each.name,))
                    continue
                step = UNITS[each.repeat["time_unit"]] * each.repeat["frequency"]
                missed = (now() - each.due) // step + 1
                connection.execute(
                    "UPDATE schedules SET due = ? WHERE name = ?",
                    (each.due + missed * step, each.name),
                )
        return due

    def _check_heard(self) -> None:
        if not self._hears:
            raise wrong("$schedule needs a registered handler for scheduled events.")


def described(schedule: Schedule) -> dict[str, Any]:
    """Return what `$schedule.fetch` answers with."""
    at = utc(schedule.due, "seconds")
    found = {"name": schedule.name, "data": schedule.data, "schedule_at": at}
    return {**found, "repeat": schedule.repeat} if schedule.repeat else found


def _check_room(wanted: Schedule, others: list[Schedule]) -> None:
    alike = sum(bool(each.repeat) == bool(wanted.repeat) for each in others)
    most = MOST_REPEATED if wanted.repeat else MOST_ONCE
    if alike >= most:
        kind = "recurring" if wanted.repeat else "one-time"
        raise wrong(f"The limit for {kind} schedules is {most}.")


def _found(connection: sqlite3.Connection, name: str) -> Schedule:
    found = next((each for each in read_schedules(connection) if each.name == name), None)
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
    due = _time(options.get("schedule_at"), _zone(options.get("timezone")))
    repeat = _repeat(options.get("repeat"))
    if repeat is None and due < now() + SOONEST_SECONDS - 5:  # the call itself takes its time
        raise wrong("schedule_at is less than 5 minutes from now.")
    if repeat is None and due > now() + LATEST_SECONDS:
        raise wrong("schedule_at is more than a year from now.")
    return Schedule(name, data, due, repeat)


def _zone(name: Any) -> tzinfo:
    """Return the time zone of that name, in which a time without one is."""
    if name is None:
        return UTC
    import zoneinfo  # 4 ms, and hardly a schedule has one

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, TypeError, ValueError, OSError):
        raise wrong(
            f"The timezone is {brief(name)}; it must be a name such as Europe/London."
        ) from None


def _time(written: Any, zone: tzinfo) -> float:
    try:
        at = datetime.fromisoformat(written)
        # In UTC, as it is shown: near the years 1 and 9999 another time zone has no such time.
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).timestamp()
    except (TypeError, ValueError, OverflowError):
        raise wrong(
            f"schedule_at is {brief(written)}; it must be a time such as 2030-01-31T12:00:00Z."
        ) from None


def _repeat(written: Any) -> dict[str, Any] | None:
    if written is None:
        return None
    unit = written.get("time_unit") if isinstance(written, dict) else None
    often = written.get("frequency") if isinstance(written, dict) else None
    if unit not in UNITS or isinstance(often, bool) or not isinstance(often, int):
        raise wrong(f"repeat must be {{ time_unit, frequency }}; the units are {listed(UNITS)}.")
    most = MOST_OF_A_UNIT[unit]
    if not 1 <= often <= most:
        raise wrong(f"The frequency is {often} {unit}; it must be from 1 to {most}.")
    return {"time_unit": unit, "frequency": often}
