"""The migrations make exactly the tables that the models describe."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from fieldform import schema
from fieldform.config import Config
from fieldform.database import close_database, open_database
from sync.models import Instance
from sync.tables import database
from tests.support.ground import sqlite_only
from tests.support.servers import TREE, prepare


def test_the_migrations_make_what_the_models_describe(tmp_path: Path) -> None:
    with prepare(tmp_path).records() as records:
        assert not diff_models(records, schema.all_tables())
        assert schema.pending() == []
        assert Instance.select().count() == 1


def test_s18_an_older_fieldform_refuses_a_newer_database(tmp_path: Path) -> None:
    with prepare(tmp_path).records():
        database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01')")
        with pytest.raises(schema.TooNew, match="9999_from_the_future"):
            schema.pending()


_DIES = """
import os, signal, sys
from pathlib import Path
from fieldform import schema
from fieldform.config import Config
from fieldform.database import open_database
from sync.tables import database

left = int(sys.argv[2])

def count(_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

open_database(Config(data_folder=Path(sys.argv[1])), bytes(32))
with database.connection_context():
    database.connection().set_trace_callback(count)
    schema.migrate()
print(-left)
"""


@sqlite_only("PostgreSQL's own transactions hold each script together")
def test_s18_a_migration_killed_at_any_statement_is_finished_by_the_next_start(tmp_path: Path) -> None:
    whole = _migrate(tmp_path / "whole", killed_at=0)
    for step in (2, 5):
        folder = tmp_path / str(step)
        assert _migrate(folder, killed_at=whole.statements * step // 6).code == -signal.SIGKILL
        before = database.obj
        found = open_database(Config(data_folder=folder), bytes(32))
        try:
            schema.migrate()
            assert not diff_models(found, schema.all_tables())
        finally:
            close_database(found)
            database.initialize(before)


@dataclass(frozen=True)
class _Ended:
    code: int
    statements: int


def _migrate(folder: Path, killed_at: int) -> _Ended:
    """In a process of its own, over an empty database; never killed where `killed_at` is 0."""
    folder.mkdir()
    done = subprocess.run([sys.executable, "-c", _DIES, str(folder), str(killed_at)], capture_output=True, text=True, check=False, cwd=TREE)
    return _Ended(done.returncode, int(done.stdout or 0))
