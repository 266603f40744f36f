"""Putting a backup in the place of the records: checked whole first, prepared beside them, moved in at the end.

Whatever fails before that leaves the records as they were. What was there is kept beside. The restored records are a new life of the
database: devices offer again what it lacks, every session is over, and what was shut since the backup stays shut.
The caller holds the server's lock. Public: restore, Restored, check, put_back_by_others, Occupied, NewerRecords, OtherDatabase.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from peewee import DatabaseError

from fieldform import schema
from fieldform.access import looks
from fieldform.access.standing import sessions_over
from fieldform.config import Config
from fieldform.database import DatabaseUnfit, close_database, open_database
from fieldform.keys_folder import Keys, copy_recovery
from fieldform.upkeep import audit, journal, postgresql_dump, sqlite_copy
from fieldform.upkeep.archive import BackupProblem, Damaged, Manifest, Reader
from fieldform.upkeep.backup import POSTGRESQL, copy_out, kind_of, read_back
from fieldform.upkeep.disk import refuse_if_tight, sync_folder
from fieldform.upkeep.revocations import Shut, shut_again, shut_now
from sync.lives import RESTORED, begin_life
from sync.models import StoredEnvelope
from sync.tables import database

_FILE = "fieldform.db"
_WORK = "restoring"

Prepare = Callable[[Keys, datetime], object]


class Occupied(BackupProblem):
    """There are records already. Likely cause: restoring on the live server; --replace says that this is meant."""


class NewerRecords(BackupProblem):
    """The backup knows migrations that this Fieldform does not. Likely cause: it was made by a newer version."""


class OtherDatabase(BackupProblem):
    """A backup of SQLite does not go into PostgreSQL, nor the other way round. Likely cause: FIELDFORM_DATABASE_URL is not what it was."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`beside`: where what was there before is kept, "" where nothing was; `shut`: how many devices and accounts it had as open
    that had been shut since, None where the records before could not be read; `anchored` and `journaled`: whether the log of looks and the
    journal could be told of it."""

    manifest: Manifest
    instance: str
    beside: str
    shut: int | None
    anchored: bool
    journaled: bool
    seconds: float


def check(source: Path, config: Config, keys: Keys, room: Path) -> Manifest:
    """A backup read whole, and fit for this Fieldform; nothing is changed."""
    reader = Reader(source, keys.database_key)
    if reader.header.kind == "sqlite":
        refuse_if_tight(room, source.stat().st_size)
    manifest, inside = read_back(source, config, keys.database_key, room)
    if dict(inside.counts) != dict(manifest.counts):
        raise Damaged(f"{source.name} is damaged: it is not what its manifest says. Take another backup.")
    unknown = sorted(set(manifest.schema) - set(schema.known()))
    if unknown:
        raise NewerRecords(f"{source.name} is of a newer Fieldform ({manifest.release}; it knows {', '.join(unknown)}). Install that one.")
    return manifest


def restore(
    source: Path, config: Config, keys: Keys, now: datetime, prepare: Prepare, *, over: bool = False, until: datetime | None = None
) -> Restored:
    """All of it, or BackupProblem and the records as they were. `over`: there may be records, and they are kept beside. `until`: `prepare`
    brings in what came until then."""
    began = time.monotonic()
    if config.database_url:
        postgresql_dump.refuse_without_programs()
    _refuse_another_database(source, config, keys)
    _refuse_what_is_there(config, over)
    config.data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = check(source, config, keys, config.data_folder)
    put_in = _into_postgresql if config.database_url else _into_sqlite
    instance, beside, shut = put_in(source, config, keys, now, prepare)
    copy_recovery(config.keys_folder, config.data_folder)
    anchored = _anchor(config, keys, now)
    journaled = _note(config, keys, until or datetime.fromisoformat(manifest.made_at), now)
    return Restored(manifest, instance, beside, shut, anchored, journaled, time.monotonic() - began)


def _anchor(config: Config, keys: Keys, now: datetime) -> bool:
    """What is restored stays restored, whether or not the anchor file can be written."""
    with suppress(OSError), _bound(config, keys):
        audit.anchor_now(config, keys, now)
        return True
    return False


def _note(config: Config, keys: Keys, until: datetime, now: datetime) -> bool:
    with suppress(OSError), _bound(config, keys):
        journal.note_restore(config, keys, until, now)
        return True
    return False


def put_back_by_others(config: Config, keys: Keys, because: str, now: datetime) -> None:
    """The records that are open were put back by something else: PostgreSQL's archive, a machine's snapshot. What a restore does to them
    is done to them now; `because` stays in the log of looks for good."""
    with database.atomic():
        begin_life(RESTORED, now)
        audit.mark_restore(config, keys, looks.PUT_BACK, because, now)
        sessions_over(now, because=RESTORED)
    newest: StoredEnvelope | None = StoredEnvelope.select().order_by(StoredEnvelope.number.desc()).first()
    audit.anchor_now(config, keys, now)
    journal.note_restore(config, keys, newest.received_at if newest else now, now)


def _into_sqlite(source: Path, config: Config, keys: Keys, now: datetime, prepare: Prepare) -> tuple[str, str, int | None]:
    shut = _shut_in(config, keys)
    with _work_folder(config) as work:
        copy_out(Reader(source, keys.database_key), work / _FILE)
        with _bound(replace(config, data_folder=work), keys):
            instance, again = _begin_anew(config, keys, shut, now, prepare)
        sqlite_copy.examine(work / _FILE, keys.database_key)
        beside = _move_in(work / _FILE, config, now)
    return instance, beside, again


def _into_postgresql(source: Path, config: Config, keys: Keys, now: datetime, prepare: Prepare) -> tuple[str, str, int | None]:
    shut = _shut_in(config, keys)
    aside = f"{postgresql_dump.BEFORE}{now.astimezone(UTC):%Y%m%d_%H%M%S}"
    had = _has_records(config)
    postgresql_dump.replay(config.database_url, Reader(source, keys.database_key).pieces(), aside=aside, after=_NO_SESSIONS)
    try:
        with _bound(config, keys):
            instance, again = _begin_anew(config, keys, shut, now, prepare)
    except BaseException:
        postgresql_dump.put_back(config.database_url, aside)
        raise
    return instance, f"the schema {aside}" if had else "", again


# In the same transaction as the records themselves: nobody is signed in for a moment in between.
_NO_SESSIONS = "UPDATE public.user_session SET ended_at = last_seen_at, ended_because = 'restored' WHERE ended_at IS NULL"


def _begin_anew(config: Config, keys: Keys, shut: Shut | None, now: datetime, prepare: Prepare) -> tuple[str, int | None]:
    """Up to this version; then a new life: its id, and how much had to be shut again."""
    prepare(keys, now)
    with database.atomic():
        life = begin_life(RESTORED, now)
        audit.mark_restore(config, keys, looks.RESTORED, str(life), now)
        sessions_over(now, because=RESTORED)
        again = None if shut is None else shut_again(shut)
    return str(life), again


def _shut_in(config: Config, keys: Keys) -> Shut | None:
    """Of the records that are replaced; None where there are none that can be read, which may be why one restores."""
    if not _has_records(config):
        return None
    with suppress(DatabaseError, DatabaseUnfit), _bound(config, keys):
        return shut_now()
    return None


def _move_in(prepared: Path, config: Config, now: datetime) -> str:
    """The new file takes the place of the old one in one step; the old one stays beside, with its log."""
    target = config.data_folder / _FILE
    if not _has_records(config):
        prepared.replace(target)
        sync_folder(config.data_folder)
        return ""
    beside = config.data_folder / f"before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    beside.mkdir(mode=0o700)
    with suppress(FileNotFoundError):
        _link(target, beside / _FILE)
    for log in config.data_folder.glob(f"{_FILE}-*"):
        log.replace(beside / log.name)
    prepared.replace(target)
    sync_folder(beside)
    sync_folder(config.data_folder)
    return str(beside)


def _link(source: Path, target: Path) -> None:
    """A second name for the same file, or where the file system has none, a copy."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target)


@contextmanager
def _work_folder(config: Config) -> Iterator[Path]:
    work = config.data_folder / _WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _bound(config: Config, keys: Keys) -> Iterator[None]:
    """The tables bound to these records for a while; closed, SQLite's log is back in its file."""
    before = database.obj
    try:
        opened = open_database(config, keys.database_key)
        looks.entrust(opened, keys.look_key)
        try:
            with opened.connection_context():
                yield
        finally:
            close_database(opened)
    finally:
        database.initialize(before)


def _refuse_another_database(source: Path, config: Config, keys: Keys) -> None:
    made_of = Reader(source, keys.database_key).header.kind
    if made_of != kind_of(config):
        raise OtherDatabase(f"{source.name} is a backup of {made_of}, and FIELDFORM_DATABASE_URL names {kind_of(config)} here.")


def _refuse_what_is_there(config: Config, over: bool) -> None:
    if kind_of(config) == POSTGRESQL and postgresql_dump.others_at_work(config.database_url):
        raise Occupied("The PostgreSQL database is in use. Stop every Fieldform that uses it first.")
    if _has_records(config) and not over:
        raise Occupied("There are records here already. To put the backup in their place, add --replace; they are kept beside.")


def _has_records(config: Config) -> bool:
    if config.database_url:
        return postgresql_dump.has_records(config.database_url)
    return any(config.data_folder.glob(f"{_FILE}*"))
