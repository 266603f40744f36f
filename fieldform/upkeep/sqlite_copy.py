"""A consistent copy of the encrypted SQLite file while it is being written, and a close look at one.

The copy is encrypted with the same key: nothing in the clear ever reaches a disk. Public: take, examine, Unsound.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from peewee import DatabaseError
from sqlcipher3 import dbapi2

from fieldform.upkeep.archive import BackupProblem
from fieldform.upkeep.inside import Inside
from sync.tables import database


class Unsound(BackupProblem):
    """A copy that SQLite itself finds fault with. Likely cause: a failing disk under the records or under the backup."""


def take(copy: Path) -> None:
    """Everything committed until now, in a new file; writers wait for some hundredths of a second. OSError where the disk has no room."""
    try:
        database.execute_sql("VACUUM INTO ?", (str(copy),))
    except DatabaseError as problem:
        raise Unsound(f"The records could not be copied to {copy.parent}: {problem}.") from problem


def examine(copy: Path, key: bytes) -> Inside:
    """What is in it; Unsound where a page, an index or a reference is not as it should be."""
    try:
        with _opened(copy, key) as found:
            faults = [row[0] for row in found.execute("PRAGMA cipher_integrity_check")]
            faults += [row[0] for row in found.execute("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [f"a row of {row[0]} names what is not there" for row in found.execute("PRAGMA foreign_key_check")]
            if faults:
                raise Unsound(f"{copy.name} does not read back: {faults[0]}.")
            return _inside(found)
    except dbapi2.DatabaseError as problem:
        raise Unsound(f"{copy.name} does not read back: {problem}.") from problem


def _inside(found: Any) -> Inside:
    tables = [row[0] for row in found.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return Inside(
        schema=tuple(row[0] for row in found.execute("SELECT name FROM schema_migration ORDER BY name")),
        instance=str(found.execute("SELECT id FROM instance ORDER BY since DESC LIMIT 1").fetchone()[0]),
        counts={table: int(found.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) for table in sorted(tables)},  # noqa: S608
    )


@contextmanager
def _opened(copy: Path, key: bytes) -> Iterator[Any]:
    with closing(dbapi2.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as found:
        found.execute("PRAGMA cipher_log_level = NONE")
        found.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        yield found
