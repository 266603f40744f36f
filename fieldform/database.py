"""The database: encrypted SQLite by default, PostgreSQL by URL; opened with the same guarantees or not at all.

Knows no table's meaning. Public: open_database, close_database, give_back, why_unreadable, DatabaseUnfit, FILE_NAME, LONGEST_LOG.
"""

from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread, current_thread
from typing import Any

from peewee import Database, DatabaseError, OperationalError, PostgresqlDatabase
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from fieldform import postgresql
from fieldform.config import Config
from fieldform.postgresql import DatabaseUnfit
from sync.tables import database

__all__ = ["FILE_NAME", "LONGEST_LOG", "DatabaseUnfit", "close_database", "give_back", "open_database", "why_unreadable"]

# SQLite 3.7.0 to 3.51.2 can corrupt a database whose write-ahead log is reset by two threads at once (sqlite.org/wal.html).
_FIRST_SOUND_SQLITE = (3, 51, 3)
_PATIENCE = 5  # Seconds until a writer is told to come again.
FILE_NAME = "fieldform.db"
LONGEST_LOG = 20 * 1024 * 1024
_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was acknowledged survives lost power.
    "foreign_keys": 1,
    "busy_timeout": 1000 * _PATIENCE,
    "secure_delete": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "cache_size": -8000,  # KiB for each thread's connection: what a batch changes stays there until it is committed.
    # A hundred reports change some 1,300 pages, and half of those again with the next hundred: copied less often, they are copied once.
    # The log grows to 16 MB.
    "wal_autocheckpoint": 4000,
    # Whoever reads for long lets it grow further; once they are gone it is cut back to this.
    "journal_size_limit": LONGEST_LOG,
    "temp_store": 2,  # In memory: a sort never spills health data to a file in the clear.
}


def open_database(config: Config, key: bytes) -> Database:
    """Bind the one handle that all tables use; DatabaseUnfit with one clear line where it cannot be trusted.

    `key` is the raw 32-byte key of the encrypted file; PostgreSQL does not use it (its disks are encrypted below it).
    """
    opened = postgresql.open_pool(config.database_url) if config.database_url else _sqlcipher(config.data_folder, key)
    database.initialize(opened)
    return opened


def close_database(opened: Database) -> None:
    """This thread's connection and those that nobody uses; of PostgreSQL every one that this process holds."""
    if isinstance(opened, PostgresqlDatabase):
        postgresql.close_pool(opened)
    else:
        opened.close()


def give_back(opened: Database) -> None:
    """This thread has done with its connection for now; the next that asks for one gets it."""
    if isinstance(opened, _OneWriter):
        opened.give_back()
    else:
        opened.close()


def _sqlcipher(folder: Path, key: bytes) -> Database:
    if dbapi2.sqlite_version_info < _FIRST_SOUND_SQLITE:
        raise DatabaseUnfit(f"SQLite {dbapi2.sqlite_version} has a known corruption bug; 3.51.3 or newer is needed.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened: Database = _OneWriter(
        str(folder / FILE_NAME),
        passphrase=f"x'{key.hex()}'",
        pragmas={"cipher_log_level": "NONE"} | _SETTINGS,  # A wrong key is told in our own words, once.
        lock_type="IMMEDIATE",
        timeout=_PATIENCE,
        check_same_thread=False,
    )
    _check_settings(opened)
    return opened


class _OneWriter(SqlCipherDatabase):
    """Threads of this process take turns at writing. SQLite alone would have each sleep and try again, and some would sleep through.

    They also pass connections on: a commit by one makes all others forget the pages that they had read and deciphered, so whoever comes
    next is best served by the one that was used last. Keying a fresh one costs more than a request.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._turn = Lock()
        self._writer: Thread | None = None
        self._unused: list[Any] = []
        super().__init__(*args, **settings)

    def _connect(self) -> Any:
        try:
            return self._unused.pop()
        except IndexError:
            return super()._connect()

    def give_back(self) -> None:
        """Nobody gets one that a failure has left inside a transaction, and the turn that it took is over."""
        if self.is_closed() or self.in_transaction():
            return
        used = self.connection()
        self._state.reset()
        if used.in_transaction:
            used.close()
        else:
            self._unused.append(used)
        self._pass_on()

    def close(self) -> bool:
        was_open = super().close()
        with suppress(IndexError):
            while True:
                self._unused.pop().close()
        return bool(was_open)

    def begin(self, lock_type: str | None = None) -> None:
        me = current_thread()
        if not (self._writer is me or self._turn.acquire(timeout=_PATIENCE) or self._is_left()):
            raise OperationalError("another thread writes for too long")
        self._writer = me  # Needs no memory: nothing comes between the turn and the word whose it is.
        try:
            super().begin(lock_type)
        except BaseException:
            self._pass_on()
            raise

    def _is_left(self) -> bool:
        """Whether the thread whose turn it is has died of something in the middle of it, and can no longer pass it on."""
        return self._writer is not None and not self._writer.is_alive()

    def commit(self) -> None:
        super().commit()  # Where this fails Peewee rolls back.
        self._pass_on()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._writer is current_thread():
            self._writer = None
            self._turn.release()


def _check_settings(opened: Database) -> None:
    try:
        with opened.connection_context():
            found = {name: opened.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in _SETTINGS}
            encrypted = opened.execute_sql("PRAGMA cipher_version").fetchone()
    except DatabaseError as problem:
        raise DatabaseUnfit(why_unreadable(problem)) from problem
    wrong = [name for name, wanted in _SETTINGS.items() if str(found[name]) != str(wanted)]
    if wrong or not encrypted:
        raise DatabaseUnfit(f"The database refused these settings: {', '.join(wrong) or 'encryption'}. Is it on a network drive?")


def why_unreadable(problem: Exception) -> str:
    """Nobody can tell a wrong key from a first page that is damaged."""
    if "not a database" in str(problem):
        return (
            "The database cannot be opened with this key. Is FIELDFORM_KEYS the folder that was made with it? If it is, the first page of "
            "the records is damaged: restore a backup (docs/operations.md)."
        )
    return f"The database cannot be opened: {problem}."
