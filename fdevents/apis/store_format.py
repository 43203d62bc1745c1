"""What a store's file has to be: our tables, and nothing else that may have been put there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fdevents.wording import listed, quoted, shortened

if TYPE_CHECKING:
    import sqlite3

VERSION = 1  # stands in the file; 0.1.0 wrote none, and the same tables
LARGEST_VALUE = 1024 * 1024  # bytes; a record of 40 KB is a quarter of it at most, with escapes
_TABLES = {
    "records": """CREATE TABLE records (
  key TEXT PRIMARY KEY, value TEXT NOT NULL,
  created REAL NOT NULL, updated REAL NOT NULL, expires REAL
) WITHOUT ROWID""",
    "schedules": """CREATE TABLE schedules (
  name TEXT PRIMARY KEY, data TEXT NOT NULL, due REAL NOT NULL,
  time_unit TEXT, frequency INTEGER
) WITHOUT ROWID""",
}
# At the end of a journal that names another file, which SQLite removes when it has played it back.
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")


class NotAStore(Exception):
    """The file is not one that fdevents made; the message is the end of a sentence about it."""


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables that are not there yet; the connection is in a transaction."""
    for name in _TABLES.keys() - check_tables(connection):
        connection.execute(_TABLES[name])
    connection.execute(f"PRAGMA user_version = {VERSION}")


def is_complete(connection: sqlite3.Connection) -> bool:
    """Tell whether there is nothing to make. Raises NotAStore as `check_tables` does."""
    return check_tables(connection) == _TABLES.keys() and _version(connection) == VERSION


def check_tables(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the tables that are there.

    Raises NotAStore for anything but our own tables as we make them: a view, a trigger or a
    generated column is code, which would run in whatever we ask of the file.
    """
    version = _version(connection)
    if not 0 <= version <= VERSION:
        raise NotAStore(
            f"has the format {version}, and this fdevents reads formats up to {VERSION}"
        )
    found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in found:
        if kind != "table" or name not in _TABLES:
            raise NotAStore(
                f"has the {kind} {quoted(shortened(name, 40))}, and a store of fdevents' has "
                f"nothing but the tables {listed(_TABLES)}"
            )
        made, expected = _on_a_line(str(sql)), _on_a_line(_TABLES[name])
        if made != expected:
            raise NotAStore(
                f"has a table {quoted(name)} that was made by {shortened(made, 200)}; "
                f"expected was {expected}"
            )
    return {name for _, name, _ in found}


def check_journal(path: Path) -> None:
    """Raise NotAStore where a journal lies beside the file that would have SQLite remove another
    file: ours is of one file alone, and never names one."""
    beside = Path(f"{path}-journal")
    try:
        if beside.exists() and not beside.is_file():  # a pipe: whoever opens it waits, SQLite too
            raise NotAStore("has a journal beside it that is not a file")
        with beside.open("rb") as journal:
            journal.seek(-len(_NAMES_ANOTHER), 2)
            end = journal.read()
    except OSError:  # it is shorter than the mark, or gone by now
        return
    if end == _NAMES_ANOTHER:
        raise NotAStore("has a journal beside it that belongs to several files")


def _version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def _on_a_line(sql: str) -> str:
    return " ".join(sql.split())
