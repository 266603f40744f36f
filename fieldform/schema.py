"""The schema as a whole: which tables there are, and the migrations that make them.

Public: all_tables, known, migrate, pending, TooNew.
"""

from peewee import Model
from playhouse.migrations import Migration, Runner

from fieldform import access, backup_runs, duty, record
from fieldform.paths import MIGRATIONS
from sync import models
from sync.tables import database


class TooNew(Exception):
    """The database was migrated by a newer Fieldform. Likely cause: an upgrade that was rolled back; install the newer version again."""


def all_tables() -> list[type[Model]]:
    """Every table, in an order in which they can be created."""
    return [*models.TABLES, *access.TABLES, *duty.TABLES, *record.TABLES, *backup_runs.TABLES]


def known() -> list[str]:
    """The names of all scripts of this version, in order."""
    return [script.name for script in Migration.load_directory(str(MIGRATIONS))]


def migrate() -> list[str]:
    """Apply what is pending, each script in its own transaction; the names applied."""
    pending()
    return list(_runner().up())


def pending() -> list[str]:
    """The names of scripts not yet applied; TooNew where the database knows scripts that this version lacks."""
    rows = _runner().status()
    unknown = [row.name for row in rows if row.path is None]
    if unknown:
        raise TooNew(f"The database is newer than this Fieldform (it knows {', '.join(unknown)}). Install the newer version again.")
    return [row.name for row in rows if row.applied is None]


def _runner() -> Runner:
    return Runner(database.obj, directory=str(MIGRATIONS))
