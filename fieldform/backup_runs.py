"""Which backups were made: a row each, good or not, so that IT's page can say when the last one was and whether it reads back.

Knows no file and no key. Public: BackupRun, TABLES, write_down, last, last_good.
"""

from datetime import datetime
from uuid import uuid4

from peewee import BigIntegerField, CharField, IntegerField, Model

from sync.tables import InstantField, Table


class BackupRun(Table):
    """`size` in bytes and `envelopes` are those of a backup that was read back whole; `problem` is empty then, else why there is none."""

    id = CharField(36, primary_key=True)
    began_at = InstantField(index=True)
    ended_at = InstantField()
    size = BigIntegerField(default=0)
    envelopes = IntegerField(default=0)
    problem = CharField(400, default="")

    class Meta:
        table_name = "backup_run"


TABLES: tuple[type[Model], ...] = (BackupRun,)


def write_down(began: datetime, ended: datetime, *, size: int = 0, envelopes: int = 0, problem: str = "") -> None:
    BackupRun.create(id=str(uuid4()), began_at=began, ended_at=ended, size=size, envelopes=envelopes, problem=problem[:400])


def last() -> BackupRun | None:
    found: BackupRun | None = BackupRun.select().order_by(BackupRun.began_at.desc()).first()
    return found


def last_good() -> BackupRun | None:
    found: BackupRun | None = BackupRun.select().where(BackupRun.problem == "").order_by(BackupRun.began_at.desc()).first()
    return found
