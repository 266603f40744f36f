"""Backing up and restoring: whole or not at all, and the records that are there are never the price."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from playhouse.migrations import Runner

from fieldform import schema
from fieldform.access import accounts
from fieldform.access.models import Agency, AgencyKind, Session, User
from fieldform.access.users import add_agency
from fieldform.commands import records
from fieldform.config import Config
from fieldform.keys_folder import Keys, create_keys, load_keys
from fieldform.paths import MIGRATIONS
from fieldform.upkeep import backup, disk, postgresql_dump, restore
from fieldform.upkeep.archive import BackupProblem, Damaged, NotABackup, WrongKeys
from fieldform.upkeep.keeping import Keep, file_name
from sync import enrolment
from sync.models import Device, Instance
from sync.tables import database
from tests.support.cast import Cast, create_cast
from tests.support.ground import lay, opened, sqlite_only

of_the_file = sqlite_only("looks at the SQLite file itself")
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@dataclass
class Place:
    config: Config
    keys: Keys
    cast: Cast
    backups: Path

    def back_up(self, now: datetime = NOW) -> Path:
        with opened(self.config, self.keys):
            return backup.make(self.config, self.keys, self.backups, Keep(), now).path

    def restore(self, source: Path, *, over: bool = True) -> restore.Restored:
        return restore.restore(source, self.config, self.keys, NOW + timedelta(hours=1), records.prepare, over=over)

    def state(self) -> str:
        """Everything that is there: of SQLite's file each byte."""
        if self.config.database_url:
            return str(postgresql_dump.contents(self.config.database_url))
        return sha256((self.config.data_folder / "fieldform.db").read_bytes()).hexdigest()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    config, keys = lay(tmp_path)
    with opened(config, keys):
        cast = create_cast(NOW)
        if not config.database_url:
            database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Place(config, keys, cast, tmp_path / "backups")


def test_it_brings_back_what_was_there_and_keeps_what_was_there_since(place: Place) -> None:
    source = place.back_up()
    with opened(place.config, place.keys):
        add_agency("Brackwater Police Department", AgencyKind.POLICE)
    done = place.restore(source)
    with opened(place.config, place.keys):
        assert not Agency.select().where(Agency.name == "Brackwater Police Department").exists()
    with opened(place.config, place.keys) as here:
        if place.config.database_url:
            aside = done.beside.removeprefix("the schema ")
            assert here.execute_sql(f"SELECT 1 FROM {aside}.agency WHERE name = 'Brackwater Police Department'").fetchone()
    if not place.config.database_url:
        with opened(replace(place.config, data_folder=Path(done.beside)), place.keys):
            assert Agency.select().where(Agency.name == "Brackwater Police Department").exists()


def test_it_refuses_to_go_over_records_unless_told_to(place: Place) -> None:
    source, before = place.back_up(), place.state()
    with pytest.raises(restore.Occupied, match="--replace"):
        place.restore(source, over=False)
    assert place.state() == before


def test_it_ends_every_session(place: Place) -> None:
    with opened(place.config, place.keys):
        session = {"user": place.cast.clinician.id, "csrf": "x", "created_at": NOW, "last_seen_at": NOW}
        Session.create(token_hash="a token", **session)
    place.restore(place.back_up())
    with opened(place.config, place.keys):
        assert Session.get().ended_because == "restored"


def test_it_begins_a_new_life_even_where_the_clock_went_back(place: Place) -> None:
    with opened(place.config, place.keys):
        Instance.update(since=NOW + timedelta(days=400)).execute()
        before = str(Instance.get().id)
    done = place.restore(place.back_up())
    with opened(place.config, place.keys):
        newest = Instance.select().order_by(Instance.since.desc()).get()
        assert (str(newest.id), before != newest.id) == (done.instance, True)


def test_what_was_shut_since_the_backup_stays_shut(place: Place) -> None:
    """A phone stolen on Tuesday must not come back to life with Monday's backup."""
    stolen = {"device_class": "phone", "label": "Phone 3", "enrolled_at": NOW, "enrolled_by": "it"}
    with opened(place.config, place.keys):
        Device.create(id="stolen", public_key=b"key", agency=place.cast.officer.agency, **stolen)
    source = place.back_up()
    with opened(place.config, place.keys):
        enrolment.revoke_device("stolen", by="it", now=NOW, because="stolen from the car")
        accounts.close(User.get_by_id(place.cast.officer.id), by="it", now=NOW)
    assert place.restore(source).shut == 2
    with opened(place.config, place.keys):
        assert Device.get_by_id("stolen").revoked_because == "stolen from the car"
        assert User.get_by_id(place.cast.officer.id).disabled_at == NOW


@pytest.mark.parametrize("where", [0, 0.01, 0.3, 0.7, 0.999])
def test_f6_one_changed_bit_is_refused_and_nothing_is_touched(place: Place, where: float) -> None:
    source, before = place.back_up(), place.state()
    content = bytearray(source.read_bytes())
    content[int(where * len(content))] ^= 1
    source.write_bytes(content)
    with pytest.raises(BackupProblem):
        place.restore(source)
    assert (place.state(), leftovers(place)) == (before, [])


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.999])
def test_f6_a_copy_that_broke_off_is_refused_and_nothing_is_touched(place: Place, part: float) -> None:
    source, before = place.back_up(), place.state()
    os.truncate(source, int(part * source.stat().st_size))
    with pytest.raises((Damaged, NotABackup)):
        place.restore(source)
    assert (place.state(), leftovers(place)) == (before, [])


def test_f6_other_keys_are_refused_and_nothing_is_touched(place: Place, tmp_path: Path) -> None:
    source, before = place.back_up(), place.state()
    create_keys(tmp_path / "others")
    with pytest.raises(WrongKeys, match="other keys"):
        restore.restore(source, place.config, load_keys(tmp_path / "others"), NOW, records.prepare, over=True)
    assert place.state() == before


def test_f6_a_newer_fieldforms_backup_is_refused_and_nothing_is_touched(place: Place) -> None:
    with opened(place.config, place.keys):
        database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01')")
    source, before = place.back_up(), place.state()
    with pytest.raises(restore.NewerRecords, match="9999_from_the_future"):
        place.restore(source)
    assert place.state() == before


@of_the_file
def test_f6_an_older_fieldforms_backup_is_brought_up_to_this_version(tmp_path: Path) -> None:
    config = Config(data_folder=tmp_path / "data", keys_folder=tmp_path / "keys")
    create_keys(config.keys_folder)
    keys = load_keys(config.keys_folder)
    with opened(config, keys):
        Runner(database.obj, directory=str(MIGRATIONS)).up("0001_initial")
        source = backup.make(config, keys, tmp_path / "backups", Keep(), NOW).path
    restore.restore(source, config, keys, NOW, records.prepare, over=True)
    with opened(config, keys):
        assert schema.pending() == []
        assert Instance.select().count() == 2


def test_what_fails_while_it_is_prepared_touches_nothing(place: Place) -> None:
    source, before = place.back_up(), place.state()

    def prepare(_keys: Keys, _now: datetime) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        restore.restore(source, place.config, place.keys, NOW, prepare, over=True)
    assert (place.state(), leftovers(place)) == (before, [])


@of_the_file
def test_records_that_cannot_be_read_are_replaced_all_the_same(place: Place) -> None:
    source = place.back_up()
    (place.config.data_folder / "fieldform.db").write_bytes(b"a dying disk" * 1000)
    done = place.restore(source)
    assert done.shut is None
    with opened(place.config, place.keys):
        assert User.select().count() == len(place.cast.everyone())


def test_f6_a_full_disk_leaves_no_backup_and_no_half_of_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "MARGIN", 10**18)
    with pytest.raises(BackupProblem, match="Make room first"):
        place.back_up()
    assert list(place.backups.iterdir()) == []


def test_it_refuses_a_backup_that_would_be_lost_with_the_records(place: Place) -> None:
    place.backups = place.config.data_folder / "backups"
    with pytest.raises(BackupProblem, match="another disk"):
        place.back_up()


def test_it_removes_old_ones_of_its_own_and_nobody_elses(place: Place) -> None:
    place.backups.mkdir()
    (place.backups / file_name(NOW - timedelta(days=100))).write_bytes(b"of somebody else")
    for day in range(10):
        place.back_up(NOW + timedelta(days=day))
    own = {file_name(NOW + timedelta(days=day)) for day in range(3, 10)}
    assert {path.name for path in place.backups.iterdir()} == own | {file_name(NOW - timedelta(days=100))}


def test_what_a_killed_backup_left_is_cleared_away(place: Place) -> None:
    place.backups.mkdir()
    (place.backups / ".unfinished-copy.db").write_bytes(b"half")
    place.back_up()
    assert [path.name for path in place.backups.iterdir()] == [file_name(NOW)]


def leftovers(place: Place) -> list[str]:
    return [path.name for path in place.config.data_folder.iterdir() if path.name not in ("fieldform.db", "keys.recovery", "serving.lock")]


def test_it_refuses_at_once_where_a_program_of_postgresql_is_missing(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    asked = replace(place.config, database_url="postgresql://nobody@localhost:1/fieldform")
    with pytest.raises(postgresql_dump.ProgramFailed, match="Not installed here: pg_dump, pg_restore, psql"):
        restore.restore(tmp_path / "no such file", asked, place.keys, NOW, records.prepare)
