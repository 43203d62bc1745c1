"""What apps keep between firings: a SQLite file in the app's folder, or nothing but memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fdevents.app.files import exists, own_path
from fdevents.errors import UsageProblem
from fdevents.remedies import Give, Parameter

if TYPE_CHECKING:
    import sqlite3

IN_MEMORY = ":memory:"
STORE = ".fdevents/store.db"
# Longer than any transaction of ours takes; another process may hold the file meanwhile.
_BUSY_SECONDS = 10.0
_ELSEWHERE = (
    Give(Parameter.DB, why="keeps the app's data in another file"),
    Give(Parameter.DB, IN_MEMORY, "keeps it in memory"),
)

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
  key TEXT PRIMARY KEY, value TEXT NOT NULL,
  created REAL NOT NULL, updated REAL NOT NULL, expires REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedules (
  name TEXT PRIMARY KEY, data TEXT NOT NULL, due REAL NOT NULL,
  time_unit TEXT, frequency INTEGER
) WITHOUT ROWID;
"""


class Store:
    """The file, opened when something is first asked of it.

    A transaction that has ended survives the end of the process, however that comes. Several
    processes may use one file. With `root`, the file is `STORE` of the app in that folder, and is
    not used where a link leads out of it.
    """

    def __init__(self, path: Path | str, root: Path | None = None) -> None:
        self.path = path
        self._root = root
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()  # a connection has one transaction, whichever thread fires

    @property
    def exists(self) -> bool:
        """Say whether anything was ever kept."""
        return self._connection is not None or (isinstance(self.path, Path) and exists(self.path))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction that sees no half of another, and is kept unless an exception ends it.

        Raises UsageProblem where the file cannot be used.
        """
        import sqlite3  # 2 ms, and most handlers keep nothing

        try:
            with self._lock:
                connection = self._connection or self._open()
                # IMMEDIATE takes the lock at once: a read that turns into a write later could be
                # refused because somebody else wrote in between.
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise UsageProblem(
                f"The app's data at {self.path} cannot be used: {error}.",
                remedies=_ELSEWHERE,
            ) from None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction for what adds nothing: where there is no file yet, none is made.

        Raises UsageProblem as `transaction` does.
        """
        if self.exists:
            with self.transaction() as connection:
                yield connection
            return
        import sqlite3  # as above

        with closing(sqlite3.connect(IN_MEMORY)) as nothing:
            nothing.executescript(_TABLES)
            yield nothing

    def _open(self) -> sqlite3.Connection:
        import sqlite3  # as above

        # Looked at when it is opened and not before: the link may have been made meanwhile.
        if self._root is not None:
            own_path(self._root, STORE)
        if isinstance(self.path, Path):
            try:
                self.path.parent.mkdir(exist_ok=True)
            except OSError as error:
                raise UsageProblem(
                    f"{self.path.parent} cannot be made: {error.strerror}.",
                    remedies=_ELSEWHERE,
                ) from None
        # Whoever fires may be another thread than the one that loaded the app.
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # Readers need not wait for a writer, and a killed process leaves nothing half written.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLES)
        self._connection = connection
        return connection


def store_of(root: Path, given: str | None = None) -> Store:
    """Return the store of the app in `root`, or the one asked for: a file, or `:memory:`."""
    if given is None:
        return Store(root / STORE, root)
    return Store(given if given == IN_MEMORY else Path(given))


def now() -> float:
    """Return the time in seconds since 1970."""
    return time.time()


def utc(seconds: float, precision: str = "milliseconds") -> str:
    """Write a time in seconds since 1970 as the platform's APIs do: 2030-01-31T12:00:00.000Z."""
    at = datetime.fromtimestamp(seconds, UTC)
    return at.isoformat(timespec=precision).replace("+00:00", "Z")
