"""`$db`: what an app stores under a key.

Limits and answers are those of the platform's page on key-value storage.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fdevents.apis.limits import check_length, check_size
from fdevents.apis.refusal import Refused, wrong
from fdevents.apis.rows import Record, read_records
from fdevents.apis.store import Store, now
from fdevents.apis.strict_json import check_depth
from fdevents.wording import brief, listed

if TYPE_CHECKING:
    import sqlite3

LONGEST_KEY = 60  # characters
LARGEST_RECORD = 40 * 1024  # bytes, of the key and of the value as JSON
_OPTIONS = ("ttl", "setIf")
_CONDITIONS = ("exist", "not_exist")
_ACTIONS = ("increment", "append", "set", "remove")
_ITEM = re.compile(r"(.+)\[(\d{1,9})\]", re.DOTALL)  # `list[0]`


class Database:
    """The records of one app."""

    def __init__(self, store: Store, until: float = math.inf) -> None:
        self._store = store
        self._until = until

    def within(self, until: float) -> Database:
        """Return it for a call that must have ended by then, in `time.monotonic`'s seconds."""
        return Database(self._store, until)

    def set(self, key: Any = None, value: Any = None, options: Any = None) -> dict[str, Any]:
        """Keep `value`, a JSON object; `options` may have `ttl` in seconds and `setIf`."""
        key = _checked_key(key)
        text = _checked_value(key, value)
        options = _checked_options(options)
        with self._store.transaction(self._until) as connection:
            row = _find(connection, key)
            _check_condition(options.get("setIf"), row)
            at = now()
            expires = at + options["ttl"] if "ttl" in options else None
            connection.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)",
                # What was first set then keeps that time, however often it is set again.
                (key, text, row.created if row else at, at, expires),
            )
        return {"Created": True}

    def get(self, key: Any = None) -> dict[str, Any]:
        """Return what is kept under `key`. Raises Refused where there is nothing."""
        key = _checked_key(key)
        with self._store.reading(self._until) as connection:
            row = _find(connection, key)
        if row is None:
            # The platform's own words, which an app may compare.
            raise Refused(404, "Record not found")
        return row.value

    def update(
        self, key: Any = None, action: Any = None, attributes: Any = None, options: Any = None
    ) -> dict[str, Any]:
        """Change parts of a record: increment, append, set or remove `attributes`.

        What is not there is made first, but for `remove`, to which nothing is left to do then.
        """
        key = _checked_key(key)
        if action not in _ACTIONS:
            raise wrong(f"The action is {_shown(action)}; the actions are {listed(_ACTIONS)}.")
        options = _checked_options(options)
        with self._store.transaction(self._until) as connection:
            row = _find(connection, key)
            _check_condition(options.get("setIf"), row)
            value = row.value if row else {}
            _CHANGES[action](value, attributes)
            if row is None and action == "remove":
                return {"Updated": True}
            at = now()
            created, expires = (row.created, row.expires) if row else (at, None)
            if "ttl" in options:
                expires = at + options["ttl"]
            connection.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)",
                (key, _checked_value(key, value), created, at, expires),
            )
        return {"Updated": True}

    def delete(self, key: Any = None) -> dict[str, Any]:
        """Forget the record, if there is one."""
        key = _checked_key(key)
        with self._store.removing(self._until) as connection:
            connection.execute("DELETE FROM records WHERE key = ?", (key,))
        return {"Deleted": True}

    def records(self) -> list[tuple[str, Any]]:
        """Return every key with its value, for people who look."""
        with self._store.reading(self._until) as connection:
            return [(each.key, each.value) for each in read_records(connection, now())]

    def clear(self) -> int:
        """Forget every record, and return how many there were."""
        with self._store.removing(self._until) as connection:
            return connection.execute("DELETE FROM records").rowcount


def _find(connection: sqlite3.Connection, key: str) -> Record | None:
    # Whatever has expired stays in the table until its key is set again: nobody sees it there.
    return next(iter(read_records(connection, now(), key)), None)


def _checked_key(key: Any) -> str:
    if isinstance(key, int | float) and not isinstance(key, bool):
        key = json.dumps(key)  # apps hand over the id of a ticket as it is
    if not isinstance(key, str) or not key.strip():
        raise wrong(f"The key is {_shown(key)}; it must be text that is not blank.")
    if any("\ud800" <= each <= "\udfff" for each in key):  # half a character, which SQLite refuses
        raise wrong(f"The key is {_shown(key)}, which is not Unicode text.")
    check_length("key", key, LONGEST_KEY)
    return key


def _checked_value(key: str, value: Any) -> str:
    if not isinstance(value, dict) or not value:
        raise wrong(f"The value is {_shown(value)}; it must be a JSON object that is not empty.")
    check_depth(value)
    value = _as_stored(value)
    check_size("value", value, LARGEST_RECORD - len(key.encode()))
    return json.dumps(value)


def _as_stored(value: Any) -> Any:
    """Return a copy with null in the place of each empty text, as the platform's storage has it,
    and of what is not finite, such as the sum of an increment."""
    copy = json.loads(json.dumps(value))
    # No recursion of ours: an app may nest as deep as JSON's own reader goes.
    pending: list[Any] = [copy]
    while pending:
        holder = pending.pop()
        for key in holder if isinstance(holder, dict) else range(len(holder)):
            if holder[key] == "" or holder[key] in (math.inf, -math.inf):
                holder[key] = None
            elif isinstance(holder[key], dict | list):
                pending.append(holder[key])
    return copy


def _checked_options(options: Any) -> dict[str, Any]:
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise wrong(f"The options are {_shown(options)}; they must be an object.")
    unknown = options.keys() - set(_OPTIONS)
    if unknown:
        raise wrong(f"The options have {listed(sorted(unknown))}; they are {listed(_OPTIONS)}.")
    found: dict[str, Any] = {}
    ttl = _seconds(options.get("ttl"))
    if ttl > 0:  # what has no time to live is kept forever
        found["ttl"] = min(ttl, 1e10)  # 300 years; added to the time of day, more is not a time
    if options.get("setIf") is not None:
        found["setIf"] = condition = options["setIf"]
        if condition not in _CONDITIONS:
            known = listed(_CONDITIONS, last="or")
            raise wrong(f"setIf is {_shown(condition)}; it must be {known}.")
    return found


def _seconds(ttl: Any) -> float:
    if ttl is None:
        return 0
    try:
        seconds = float(ttl) if isinstance(ttl, str | int | float) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    if isinstance(ttl, bool) or not math.isfinite(seconds):
        raise wrong(f"The ttl is {_shown(ttl)}; it must be a number of seconds.")
    return seconds


def _check_condition(condition: str | None, row: Record | None) -> None:
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
        before = value.get(name, 0)
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in (by, before)):
            raise wrong(f"“{name}” is {_shown(before)}, and {_shown(by)} cannot be added to it.")
        try:
            value[name] = before + by
        except OverflowError:  # a whole number that is larger than any of JavaScript's
            value[name] = math.inf


def _append(value: dict[str, Any], attributes: Any) -> None:
    for name, more in _attributes(attributes):
        before = value.get(name, [])
        if not isinstance(before, list) or not isinstance(more, list):
            raise wrong(
                f"“{name}” is {_shown(before)}; only a list can be appended, and only to a list."
            )
        value[name] = before + more


def _set(value: dict[str, Any], attributes: Any) -> None:
    for name, new in _attributes(attributes):
        items, index = _item(value, name)
        if items is None:
            value[name] = new
        elif index < len(items):
            items[index] = new
        else:
            items.append(new)


def _remove(value: dict[str, Any], names: Any) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise wrong(f"The attributes are {_shown(names)}; they must be a list of names.")
    for name in names:
        items, index = _item(value, name)
        if items is None:
            value.pop(name, None)
        elif index < len(items):
            del items[index]


_CHANGES = {"increment": _increment, "append": _append, "set": _set, "remove": _remove}


def _item(value: dict[str, Any], name: str) -> tuple[list[Any] | None, int]:
    """Return the list and the index that a name such as `list[0]` leads to, no list where it is
    the name of an attribute."""
    match = _ITEM.fullmatch(name)
    if name in value or match is None:
        return None, 0
    items = value.get(match[1])
    if not isinstance(items, list):
        raise wrong(f"“{name}” leads into {_shown(items)}, which is not a list.")
    return items, int(match[2])


def _shown(value: Any) -> str:
    return brief(value, 60)
