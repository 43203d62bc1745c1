"""What apps keep between firings: a SQLite file in the app's folder, or nothing but memory."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fdevents.apis.store_format import (
    LARGEST_VALUE,
    NotAStore,
    check_journal,
    is_complete,
    make_tables,
)
from fdevents.app.files import exists, own_path
from fdevents.app.folder import IGNORED
from fdevents.errors import UsageProblem
from fdevents.remedies import Give, Parameter

if TYPE_CHECKING:
    import sqlite3

IN_MEMORY = ":memory:"
STORE = ".fdevents/store.db"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_ELSEWHERE = (
    Give(Parameter.DB, why="keeps the app's data in another file"),
    Give(Parameter.DB, IN_MEMORY, "keeps it in memory"),
)

# Longer than any transaction of ours takes; another process may hold the file meanwhile.
_MOST_SECONDS = 10.0
_STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's machine: less than a millisecond
_BEGIN_ANEW = "If nothing in it is needed, delete it: the app begins anew."
_OUR_WORDS = {
    "SQLITE_BUSY": "another process keeps it locked",
    "SQLITE_INTERRUPT": "it was not done in time",
    "SQLITE_FULL": "the disk is full",
}


class Store:
    """The file, opened when something is first asked of it.

    A transaction that has ended survives the end of the process, however that comes. Several
    processes may use one file. With `root`, the file is `STORE` of the app in that folder, and is
    not used where a link leads out of it. A transaction ends by `until`, in `time.monotonic`'s
    seconds, or after 10 s.
    """

    def __init__(self, path: Path | str, root: Path | None = None) -> None:
        self.path = path
        self._root = root
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()  # a connection has one transaction, whichever thread fires

    def __del__(self) -> None:
        """Close the file at once: a connection is part of a cycle, and would wait for that."""
        if self._connection is not None:
            self._connection.close()

    @property
    def exists(self) -> bool:
        """Say whether anything was ever kept."""
        return self._connection is not None or (isinstance(self.path, Path) and exists(self.path))

    def check(self) -> None:
        """Raise UsageProblem where the file cannot be used, or could not be made."""
        if self.exists:
            with self.reading():
                pass  # opening it was the question
        elif isinstance(self.path, Path) and self._root is None:
            folder = self.path.parent
            if not exists(folder):
                raise self._unusable(f"cannot be kept: there is no folder {folder}")
            if not os.access(folder, os.W_OK):
                raise self._unusable(f"cannot be kept: nothing can be written in {folder}")

    @contextmanager
    def transaction(self, until: float = math.inf) -> Iterator[sqlite3.Connection]:
        """Open a transaction that sees no half of another, and is kept unless an exception ends it.

        Raises UsageProblem where the file cannot be used, or holds what we would not write.
        """
        # IMMEDIATE takes the lock at once: a read that turns into a write later could be refused
        # because somebody else wrote in between.
        with self._told(), self._lock, self._begun("BEGIN IMMEDIATE", until) as connection:
            yield connection

    @contextmanager
    def removing(self, until: float = math.inf) -> Iterator[sqlite3.Connection]:
        """Open a transaction for what adds nothing: where there is no file yet, none is made.

        Raises UsageProblem as `transaction` does.
        """
        with self.transaction(until) if self.exists else _nothing() as connection:
            yield connection

    @contextmanager
    def reading(self, until: float = math.inf) -> Iterator[sqlite3.Connection]:
        """Open a transaction that only reads: nothing is made, and nobody who writes waits for it.

        Raises UsageProblem as `transaction` does.
        """
        if not self.exists:
            with _nothing() as connection:
                yield connection
            return
        with self._told(), self._lock, self._begun("BEGIN", until) as connection:
            yield connection

    @contextmanager
    def _begun(self, begin: str, until: float) -> Iterator[sqlite3.Connection]:
        until = min(until, time.monotonic() + _MOST_SECONDS)
        connection = self._connection or self._open(until)
        _limit(connection, until)
        try:
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")
        finally:
            # By an exception, of SQLite's too: some of those have ended the transaction already.
            connection.set_progress_handler(None, 0)
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Put into words why a file cannot be used."""
        import sqlite3  # 2 ms, and most handlers keep nothing

        try:
            yield
        except sqlite3.Error as error:
            why = _OUR_WORDS.get(getattr(error, "sqlite_errorname", ""), str(error))
            raise self._unusable(f"cannot be used: {why}") from None
        except NotAStore as error:
            raise self._unusable(str(error), _BEGIN_ANEW) from None
        except UnicodeDecodeError:  # of SQLite's own message, which quotes a name of the file's
            raise self._unusable("has names that are not text", _BEGIN_ANEW) from None

    def _unusable(self, why: str, hint: str = "") -> UsageProblem:
        return UsageProblem(f"The app's data at {self.path} {why}.", hint, remedies=_ELSEWHERE)

    def _open(self, until: float) -> sqlite3.Connection:
        # Looked at when it is opened and not before: the link may have been made meanwhile.
        if self._root is not None:
            own_path(self._root, STORE)
        if isinstance(self.path, Path):
            check_journal(self.path)
            if self._root is not None and not exists(self.path):
                self._make()
        connection = _connected(self.path)
        try:
            _limit(connection, until)
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _make(self) -> None:
        """Make the app's own file, which only its owner may read: it may hold secrets."""
        assert self._root is not None and isinstance(self.path, Path)
        ignored = own_path(self._root, IGNORED)
        try:
            self.path.parent.mkdir(exist_ok=True)
            if not exists(ignored):  # what one machine keeps is not committed with the app
                ignored.write_bytes(b"*\n")
            self.path.touch(0o600)
        except OSError as error:
            raise self._unusable(f"cannot be made: {error.strerror}") from None


def _connected(path: Path | str) -> sqlite3.Connection:
    import sqlite3  # as above

    # Whoever fires may be another thread than the one that loaded the app.
    connect = partial(sqlite3.connect, isolation_level=None, check_same_thread=False)
    connection: sqlite3.Connection
    if isinstance(path, Path) and exists(path) and not os.access(path.parent, os.W_OK):
        # Readers have a file beside it, too; without one, and nobody to write, none is needed.
        unchanging = "" if exists(Path(f"{path}-wal")) else "&immutable=1"
        connection = connect(f"{path.absolute().as_uri()}?mode=ro{unchanging}", uri=True)
    else:
        connection = connect(path)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables where they are missing. Raises NotAStore, and has written nothing then."""
    if is_complete(connection):
        return
    # Readers need not wait for a writer, and a killed process leaves nothing half written.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    make_tables(connection)
    connection.execute("COMMIT")


def _limit(connection: sqlite3.Connection, until: float) -> None:
    """Have whatever waits or works end by then."""
    milliseconds = max(0, int((until - time.monotonic()) * 1000))
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    # Else it is FULL, which waits for the disk at each write, for the sake of a power cut alone.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)


@contextmanager
def _nothing() -> Iterator[sqlite3.Connection]:
    import sqlite3  # as above

    with closing(sqlite3.connect(IN_MEMORY, isolation_level=None)) as connection:
        make_tables(connection)
        yield connection


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
    at = _BEGINNING + timedelta(seconds=seconds)  # before which some systems know no times
    return at.isoformat(timespec=precision).replace("+00:00", "Z")
