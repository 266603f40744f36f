"""What can be known of a running server without looking at anybody: sizes, counts, times. Read here, judged in health.py.

What concerns one agency's devices and records takes the viewer; the rest is the machine's. Public: Facts, facts_of.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from peewee import PostgresqlDatabase, fn
from sqlcipher3 import dbapi2

from fieldform import backup_runs, schema
from fieldform.access.models import SignInFailure
from fieldform.access.unaccounted import owing, silent_with_unsent
from fieldform.access.viewer import Viewer
from fieldform.config import Config
from fieldform.record import alerts
from fieldform.record.alerts import Result
from fieldform.record.set_aside import held_and_quarantined
from fieldform.upkeep import audit, journal
from fieldform.upkeep.disk import free_bytes, total_bytes
from fieldform.upkeep.inside import release
from sync.models import Device, Refusal, StoredEnvelope
from sync.tables import database

A_DAY = timedelta(days=1)
_FILE = "fieldform.db"


@dataclass(frozen=True, slots=True)
class Backup:
    """The last one that reads back, and what went wrong with the last try, if it did."""

    good_at: datetime | None
    size: int
    problem: str
    problem_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clocks:
    """`behind`: by how much the server's clock seems to lag behind most devices heard from within a day; None where those are too few.

    `ahead`: how far the newest record lies in the future of this clock.
    """

    behind: timedelta | None
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class LookCheck:
    """When the log of looks was last verified, of how many looks, and what was found not to be as it was written."""

    at: datetime
    looks: int
    problem: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Bytes, counts and aware UTC times; `log_bytes` is None on PostgreSQL, `unjournaled` where no journal is kept.
    `mail` counts the ends of a day's messages."""

    release: str
    engine: str
    schema: str
    pending: int
    database_bytes: int
    log_bytes: int | None
    free_bytes: int
    disk_bytes: int
    backup: Backup
    unjournaled: int | None
    look_check: LookCheck | None
    clocks: Clocks
    mail_set: bool
    mail: dict[Result, int]
    quarantined: int
    held: int
    silent: int
    lacking: int
    copies: int
    devices: int
    oldest_waiting_since: datetime | None
    failed_sign_ins: int
    refused: int


def facts_of(viewer: Viewer, config: Config, now: datetime) -> Facts:
    (held, quarantined), owed = held_and_quarantined(viewer), owing(viewer)
    devices = Device.select().where(Device.agency == viewer.agency, Device.revoked_at.is_null())
    pending = schema.pending()
    return Facts(
        release=release(),
        engine=_engine(),
        schema=max(set(schema.known()) - set(pending), default="none"),
        pending=len(pending),
        database_bytes=_database_bytes(config),
        log_bytes=None if config.database_url else _bytes(config.data_folder / f"{_FILE}-wal"),
        free_bytes=free_bytes(config.data_folder),
        disk_bytes=total_bytes(config.data_folder),
        backup=_backup(),
        unjournaled=journal.behind(config, now),
        look_check=_look_check(),
        clocks=_clocks(now),
        mail_set=bool(config.mail_host),
        mail=alerts.results_since(now - A_DAY),
        quarantined=quarantined,
        held=held,
        silent=len(silent_with_unsent(viewer, now)),
        lacking=sum(one.lacking for one in owed),
        copies=sum(1 for one in owed if one.copies),
        devices=devices.count(),
        oldest_waiting_since=_oldest(devices.select(fn.MIN(Device.oldest_unacknowledged_at)).where(Device.waiting > 0).scalar()),
        failed_sign_ins=SignInFailure.select().where(SignInFailure.at > now - A_DAY).count(),
        refused=int(Refusal.select(fn.SUM(Refusal.count)).where(Refusal.on >= (now - A_DAY).date()).scalar() or 0),
    )


def _engine() -> str:
    if isinstance(database.obj, PostgresqlDatabase):
        return f"PostgreSQL {database.execute_sql('SHOW server_version').fetchone()[0]}"
    return f"encrypted SQLite {dbapi2.sqlite_version}"


def _database_bytes(config: Config) -> int:
    if config.database_url:
        return int(database.execute_sql("SELECT pg_database_size(current_database())").fetchone()[0])
    return _bytes(config.data_folder / _FILE)


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _backup() -> Backup:
    good, last = backup_runs.last_good(), backup_runs.last()
    failed = last is not None and bool(last.problem)
    return Backup(
        good_at=good.ended_at if good else None,
        size=good.size if good else 0,
        problem=last.problem if last and failed else "",
        problem_at=last.ended_at if last and failed else None,
    )


def _look_check() -> LookCheck | None:
    last = audit.last_check()
    return None if last is None else LookCheck(last.at, last.looks, last.problem)


def _clocks(now: datetime) -> Clocks:
    heard = Device.select(Device.skew_ms).where(Device.last_seen_at > now - A_DAY, Device.skew_ms.is_null(is_null=False))
    skews = [row.skew_ms for row in heard if row.skew_ms is not None]
    newest: StoredEnvelope | None = StoredEnvelope.select(StoredEnvelope.received_at).order_by(StoredEnvelope.number.desc()).first()
    ahead = timedelta() if newest is None else max(timedelta(), newest.received_at - now)
    return Clocks(behind=timedelta(milliseconds=-median(skews)) if len(skews) >= _ENOUGH else None, ahead=ahead)


# Fewer may simply be wrong themselves.
_ENOUGH = 3


def _oldest(stored: datetime | int | None) -> datetime | None:
    """An aggregate comes back as it is stored."""
    return stored if isinstance(stored, datetime) or stored is None else Device.oldest_unacknowledged_at.python_value(stored)
