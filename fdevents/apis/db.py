"""`$db`: what an app stores under a key.

Limits and answers are those of the platform's page on key-value storage.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fdevents.apis.limits import check_length, check_size
from fdevents.apis.refusal import Refused, wrong
from fdevents.apis.store import Store, now, utc
from fdevents.wording import brief, listed

if TYPE_CHECKING:
    import sqlite3

LONGEST_KEY = 60  # characters
LARGEST_VALUE = 40 * 1024  # bytes of JSON
_CONDITIONS = ("exist", "not_exist")
_ACTIONS = ("increment", "append", "set", "remove")


class Database:
    """The records of one app."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, key: Any = None, value: Any = None, options: Any = None) -> dict[str, Any]:
        """Keep `value`, a JSON object; `options` may have `ttl` in seconds and `setIf`."""
        _check_key(key)
        text = _checked_value(value)
        options = _checked_options(options)
        with self._store.transaction() as connection:
            row = _find(connection, key)
            _check_condition(options.get("setIf"), row)
            at = now()
            expires = at + options["ttl"] if "ttl" in options else None
            connection.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)",
                # What was first set then keeps that time, however often it is set again.
                (key, text, row["created"] if row else at, at, expires),
            )
        return {"Created": True}

    def get(self, key: Any = None) -> dict[str, Any]:
        """Return what is kept under `key`, and when it was created and updated."""
        _check_key(key)
        with self._store.reading() as connection:
            row = _found(connection, key)
        return {**json.loads(row["value"]), "createdAt": utc(row["created"]),
                "updatedAt": utc(row["updated"])}  # fmt: skip

    def update(
        self, key: Any = None, action: Any = None, attributes: Any = None, options: Any = None
    ) -> dict[str, Any]:
        """Change parts of a record: increment, append, set or remove `attributes`."""
        _check_key(key)
        if action not in _ACTIONS:
            raise wrong(f"The action is {_shown(action)}; the actions are {listed(_ACTIONS)}.")
        options = _checked_options(options)
        with self._store.transaction() as connection:
            row = _found(connection, key)
            _check_condition(options.get("setIf"), row)
            value = json.loads(row["value"])
            _CHANGES[action](value, attributes)
            connection.execute(
                "UPDATE records SET value = ?, updated = ? WHERE key = ?",
                (_checked_value(value), now(), key),
            )
        return {"Updated": True}

    def delete(self, key: Any = None) -> dict[str, Any]:
        """Forget the record."""
        _check_key(key)
        with self._store.reading() as connection:
            _found(connection, key)
            connection.execute("DELETE FROM records WHERE key = ?", (key,))
        return {"Deleted": True}

    def records(self) -> list[tuple[str, Any]]:
        """Return every key with its value, for people who look."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT key, value FROM records WHERE expires IS NULL OR expires > ? ORDER BY key",
                (now(),),
            ).fetchall()
        return [(key, json.loads(value)) for key, value in rows]

    def clear(self) -> int:
        """Forget every record, and return how many there were."""
        with self._store.reading() as connection:
            return connection.execute("DELETE FROM records").rowcount


def _find(connection: sqlite3.Connection, key: str) -> dict[str, Any] | None:
    row = connection.execute(
        "SELECT value, created, updated, expires FROM records WHERE key = ?", (key,)
    ).fetchone()
    # Whatever has expired stays in the table until its key is set again: nobody sees it there.
    if row is None or (row[3] is not None and row[3] <= now()):
        return None
    return dict(zip(("value", "created", "updated", "expires"), row, strict=True))


def _found(connection: sqlite3.Connection, key: str) -> dict[str, Any]:
    row = _find(connection, key)
    if row is None:
        # The platform's own words, which an app may compare.
        raise Refused(404, "Record not found")
    return row


def _check_key(key: Any) -> None:
    if not isinstance(key, str) or not key.strip():
        raise wrong(f"The key is {_shown(key)}; it must be text that is not blank.")
    if any("\ud800" <= each <= "\udfff" for each in key):  # half a character, which SQLite refuses
        raise wrong(f"The key is {_shown(key)}, which is not Unicode text.")
    check_length("key", key, LONGEST_KEY)


def _checked_value(value: Any) -> str:
    if not isinstance(value, dict) or not value:
        raise wrong(f"The value is {_shown(value)}; it must be a JSON object that is not empty.")
    check_size("value", value, LARGEST_VALUE)
    return json.dumps(value)


def _checked_options(options: Any) -> dict[str, Any]:
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise wrong(f"The options are {_shown(options)}; they must be an object.")
    found = {}
    if "ttl" in options:
        ttl = options["ttl"]
        if isinstance(ttl, bool) or not isinstance(ttl, int | float) or ttl <= 0:
            raise wrong(f"The ttl is {_shown(ttl)}; it must be a positive number of seconds.")
        found["ttl"] = min(ttl, 1e10)  # 300 years; added to the time of day, more is not a time
    if options.get("setIf") is not None:
        found["setIf"] = condition = options["setIf"]
        if condition not in _CONDITIONS:
            known = listed(_CONDITIONS, last="or")
            raise wrong(f"setIf is {_shown(condition)}; it must be {known}.")
    return found


def _check_condition(condition: str | None, row: Any) -> None:
    if (condition == "exist" and row is None) or (condition == "not_exist" and row is not None):
        raise wrong("The setIf conditional request failed")


def _attributes(attributes: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(attributes, dict) or not attributes:
        raise wrong(
            f"The attributes are {_shown(attributes)}; they must be an object that is not empty."
        )
    yield from attributes.items()


def _increment(value: dict[str, Any], attributes: Any) -> None:
    for name, by in _attributes(attributes):
        at, key = _place(value, name)
        before = at.get(key, 0)
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in (by, before)):
            raise wrong(f"“{name}” is {_shown(before)}, and {_shown(by)} cannot be added to it.")
        at[key] = before + by


def _append(value: dict[str, Any], attributes: Any) -> None:
    for name, more in _attributes(attributes):
        at, key = _place(value, name)
        before = at.get(key, [])
        if not isinstance(before, list) or not isinstance(more, list):
            raise wrong(
                f"“{name}” is {_shown(before)}; only a list can be appended, and only to a list."
            )
        at[key] = before + more


def _set(value: dict[str, Any], attributes: Any) -> None:
    for name, new in _attributes(attributes):
        at, key = _place(value, name)
        at[key] = new


def _remove(value: dict[str, Any], names: Any) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise wrong(f"The attributes are {_shown(names)}; they must be a list of names.")
    for name in names:
        at, key = _place(value, name)
        at.pop(key, None)


_CHANGES = {"increment": _increment, "append": _append, "set": _set, "remove": _remove}


def _place(value: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Return what holds the last part of a dotted path, and that part; make objects on the way."""
    *parents, last = path.split(".")
    for name in parents:
        value = value.setdefault(name, {})
        if not isinstance(value, dict):
            raise wrong(f"“{path}” leads into {_shown(value)}, which is not an object.")
    return value, last


def _shown(value: Any) -> str:
    return brief(value, 60)
