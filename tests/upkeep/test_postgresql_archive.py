"""docs/postgresql.md, Back to a minute, as it is written there: a base backup, PostgreSQL's own archive, a time; and Fieldform after it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from fieldform import web_device
from fieldform.access.models import User
from fieldform.access.queries import log_view, viewer_of
from fieldform.access.standing import needs_review
from fieldform.commands import records
from fieldform.database import close_database
from fieldform.intake import reconciler
from fieldform.record import form_versions
from fieldform.upkeep import audit, restore
from sync.models import StoredEnvelope
from sync.tables import database
from sync.wire import Kind
from tests.support import postgresql
from tests.support.cast import Cast, create_cast
from tests.support.ground import opened
from tests.support.postgresql import Cluster
from tests.support.reports import report
from tests.upkeep.own_cluster import OwnCluster, own_cluster

pytestmark = pytest.mark.skipif("config.getoption('on') != 'postgresql'", reason="PostgreSQL's own archive")


class Archived(OwnCluster):
    """With its archive in `wal` and a base backup in `base`."""

    def enter(self, cast: Cast) -> str:
        """A report at a desk, and a look at somebody."""
        form, name, now = form_versions.current("crisis_contact"), str(uuid4()), datetime.now(UTC)
        entry = web_device.Entry(Kind.SUBMISSION, form, report(), cast.officer.id, name, "America/Detroit")
        web_device.enter(entry, self.keys, reconciler(self.keys), now)
        log_view(viewer_of(User.get_by_id(cast.officer.id)), "person", name, now, "own report")
        return name

    def base_backup(self) -> None:
        words = ["-h", str(self.folder), "-U", "postgres", "-D", str(self.folder / "base"), "-X", "none", "-c", "fast", "--no-sync"]
        subprocess.run([*postgresql.as_postgres(), postgresql.program("pg_basebackup"), *words], check=True, capture_output=True)

    def tell(self, statement: str) -> str:
        with psycopg.connect(Cluster(self.folder).url("postgres"), autocommit=True) as connection:
            return str(connection.execute(statement.encode()).fetchone())

    def go_back_to(self, moment: datetime) -> None:
        self.tell("SELECT pg_switch_wal()")
        close_database(database.obj)
        postgresql.end(self.server)
        asked = self.folder / "base" / "recovery.signal"
        asked.touch()
        if os.geteuid() == 0:
            shutil.chown(asked, "postgres")
        copying = {"restore_command": f"cp {self.folder}/wal/%f %p", "recovery_target_action": "promote"}
        self.server = postgresql.start(self.folder, "base", recovery_target_time=moment.isoformat(), **copying)
        while self.tell("SELECT pg_is_in_recovery()") != "(False,)":
            assert self.server.poll() is None


@pytest.fixture
def archived(tmp_path: Path) -> Iterator[Archived]:
    folder = postgresql.made()
    (folder / "wal").mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder / "wal", "postgres")
    archiving = {"archive_mode": "on", "archive_command": f"cp %p {folder}/wal/%f"}
    with own_cluster(Archived, folder, tmp_path, **archiving) as made:
        yield made


def test_f7_postgresqls_archive_brings_back_a_minute_and_the_log_of_looks_tells_it_from_tampering(archived: Archived) -> None:
    with opened(archived.config, archived.keys):
        records.prepare(archived.keys, datetime.now(UTC))
        cast = create_cast(datetime.now(UTC))
        first = archived.enter(cast)
        archived.base_backup()
        second = archived.enter(cast)
        moment = datetime.now(UTC)
        archived.enter(cast)
        audit.anchor_now(archived.config, archived.keys, datetime.now(UTC))
        archived.go_back_to(moment)
    with opened(archived.config, archived.keys):
        assert {row.envelope_id for row in StoredEnvelope.select()} == {first, second}
        assert "look 3 is missing" in str(audit.verify(archived.config, archived.keys).faults[0])
        restore.put_back_by_others(archived.config, archived.keys, "to 14:00, by Gus Ito", datetime.now(UTC) + timedelta(seconds=1))
        verdict = audit.verify(archived.config, archived.keys)
        assert verdict.faults == ()
        assert "to 14:00, by Gus Ito" in verdict.notes[0]
        assert needs_review(cast.officer.agency) is not None
