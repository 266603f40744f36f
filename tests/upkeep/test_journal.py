"""Back to a minute: what arrived is in the journal, and a restore reproduces what devices and desks had sent by then."""

import errno
import os
import resource
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from fieldform import web_device
from fieldform.access.models import Agency, User
from fieldform.access.users import Duty, add_user, put_back
from fieldform.access.viewer import Role
from fieldform.commands import records
from fieldform.config import Config
from fieldform.database import close_database
from fieldform.forms import Form, load_xlsform
from fieldform.intake import reconciler
from fieldform.keys_folder import Keys, create_keys, load_keys
from fieldform.record import form_files, form_versions
from fieldform.record.form_versions import FormVersion
from fieldform.schema import all_tables
from fieldform.upkeep import backup, replay, restore
from fieldform.upkeep.journal import Journal, behind, files
from fieldform.upkeep.journal_read import JournalProblem, Read, read_through
from fieldform.upkeep.keeping import Keep
from sync.encoding import b64, sha256, unb64
from sync.enrolment import register_author_key
from sync.models import AuthorKey, StoredEnvelope
from sync.models import Device as DeviceRow
from sync.sealing import PrivateKey, new_key, public_bytes
from sync.tables import database
from sync.wire import Kind, Place
from tests.forms.workbooks import SHELTER
from tests.support.cast import PHRASE
from tests.support.ground import opened, sqlite_only
from tests.support.house import Device, House, build
from tests.support.reports import report

pytestmark = sqlite_only("PostgreSQL goes back by its own archive")

# What no envelope says, or what says of itself when it was made.
_OF_THE_SERVER = {"instance", "view_log", "view_log_end", "view_log_mark", "view_log_check", "user_session", "backup_run", "device"}
_SIGNED_ANEW = {"receipt_signature"}


@dataclass
class Office:
    house: House
    car: Device
    folder: Path
    written: list[dict[str, Any]] = field(default_factory=list)

    @property
    def config(self) -> Config:
        return self.house.parts.config

    @property
    def keys(self) -> Keys:
        return self.house.keys

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    def report(self, **answers: Any) -> dict[str, Any]:
        """A report a minute after whatever was before it, in the journal too."""
        self.house.later(minutes=1)
        envelope = self.car.report(report(**answers))
        self.car.push(envelope)
        self.keep()
        return envelope

    def correct(self, first: dict[str, Any], **answers: Any) -> None:
        self.house.later(minutes=1)
        base = b64(sha256(unb64(first["body"])))
        self.car.push(self.car.seal(Kind.REVISION, self.car.body(report(**answers), base=base)))
        self.keep()

    def enter_at_a_desk(self, given_name: str) -> None:
        self.house.later(minutes=1)
        form = form_versions.current("crisis_contact")
        entry = web_device.Entry(
            Kind.SUBMISSION, form, report(given_name=given_name), self.house.cast.officer.id, str(uuid4()), "America/Detroit"
        )
        web_device.enter(entry, self.keys, self.house.parts.reconciler, self.house.now)
        self.keep()

    def keep(self) -> int:
        return Journal(self.journal, self.keys).write(self.house.now)

    def back_up(self) -> Path:
        self.house.later(minutes=1)
        return backup.make(self.config, self.keys, self.folder / "backups", Keep(), self.house.now).path

    def read(self, until: datetime | None = None, keys: Keys | None = None) -> Read:
        return read_through(self.journal, keys or self.keys, until or self.house.now)

    def restore(self, source: Path, until: datetime, after: timedelta = timedelta(hours=1)) -> replay.Replayed:
        """As the command does it; the house stands on what was restored."""
        read, told = self.read(until), []

        def prepare(keys: Keys, now: datetime) -> None:
            records.prepare(keys, now)
            told.append(replay.replay(read, keys, reconciler(keys)))

        close_database(database.obj)
        now = self.house.now + after
        restore.restore(source, self.config, self.keys, now, prepare, over=True, until=until)
        self.house.now = now
        return told[0]

    def put_back(self, source: Path) -> None:
        """To the backup alone."""
        self.house.later(hours=1)
        close_database(database.obj)
        restore.restore(source, self.config, self.keys, self.house.now, records.prepare, over=True)

    def sent(self) -> set[str]:
        return {row.envelope_id for row in StoredEnvelope.select()}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "journal").mkdir()
    with build(tmp_path / "house", journal_folder=str(tmp_path / "journal")) as house:
        FormVersion.update(published_at=house.now).execute()  # The house's clock stands elsewhere than the one it was laid by.
        yield Office(house, house.device(house.cast.officer.agency), tmp_path)


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that envelopes make, but for signatures, which are made anew."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in all_tables():
        meta = table._meta
        if meta.table_name not in _OF_THE_SERVER:
            columns = [one for one in meta.sorted_fields if one.name not in _SIGNED_ANEW]
            found[meta.table_name] = sorted(cast("Iterable[tuple[Any, ...]]", table.select(*columns).tuples()), key=repr)
    return found


def test_f7_the_state_at_a_moment_is_reproduced(office: Office) -> None:
    """Reports, corrections, a "Now" and a desk's entry, before and after the backup; then more, which must not be there."""
    first = office.report(given_name="Ada")
    source = office.back_up()
    office.report(given_name="Bea", suicide="attempt")
    office.correct(first, given_name="Adda")
    office.enter_at_a_desk("Cora")
    then, wanted = office.house.now, state()
    office.report(given_name="Dora")
    office.enter_at_a_desk("Edda")
    done = office.restore(source, then)
    with opened(office.config, office.keys):
        assert state() == wanted
    assert done == replay.Replayed(entered=3, set_aside=0, known=1)


def test_f7_a_device_that_the_backup_does_not_know_is_taken_back_on_the_journals_word(office: Office) -> None:
    source = office.back_up()
    newer = office.house.device(office.house.cast.officer.agency, "car 13")
    office.house.later(minutes=1)
    newer.push(newer.report(report()))
    office.keep()
    assert office.restore(source, office.house.now).entered == 1
    with opened(office.config, office.keys):
        assert DeviceRow.get_by_id(newer.signer.device).certified_at is not None


def signs(office: Office, device: Device, author: str, given_name: str = "Ada") -> PrivateKey:
    """A key of this author's, registered now, and a report under it a minute later; both in the journal."""
    key = new_key()
    office.house.later(minutes=1)
    name = device.signer.device
    assert register_author_key(author=author, device=name, public_key=public_bytes(key), now=office.house.now)
    office.house.later(minutes=1)
    signed(device, author, key, given_name)
    office.keep()
    return key


def signed(device: Device, author: str, key: PrivateKey, given_name: str) -> None:
    place = Place(device.epoch, device.next_sequence)
    device.next_sequence += 1
    body = device.body(report(given_name=given_name))
    device.push(device.signer.envelope(Kind.SUBMISSION, body, author=author, envelope_id=str(uuid4()), place=place, author_key=key))


def test_f7_whose_signature_it_is_is_known_where_the_key_came_after_the_backup(office: Office) -> None:
    """On a device that it knows and one that it does not; a second key of the same person, too, whose first would call it forged."""
    officer, other = office.house.cast.officer, office.house.cast.second_officer
    source = office.back_up()
    signs(office, office.car, officer.id, "Ada")
    signs(office, office.car, officer.id, "Bea")
    office.report(given_name="nobody's signature")
    signs(office, office.house.device(officer.agency, "car 13"), other.id, "Cora")
    wanted = state()
    assert wanted["author_key"]
    assert office.restore(source, office.house.now) == replay.Replayed(entered=4, set_aside=0, known=0)
    with opened(office.config, office.keys):
        assert state() == wanted
        assert [row.author_confirmed for row in StoredEnvelope.select().order_by(StoredEnvelope.number)] == [True, True, False, True]


def test_f7_a_key_registered_after_a_record_does_not_confirm_it(office: Office) -> None:
    source, key = office.back_up(), new_key()
    office.house.later(minutes=1)
    signed(office.car, office.car.author, key, "Ada")
    office.house.later(minutes=1)
    register_author_key(author=office.car.author, device=office.car.signer.device, public_key=public_bytes(key), now=office.house.now)
    signed(office.car, office.car.author, key, "Bea")
    office.keep()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        assert [row.author_confirmed for row in StoredEnvelope.select().order_by(StoredEnvelope.number)] == [False, True]


def test_f7_a_key_of_later_than_the_moment_is_not_registered(office: Office) -> None:
    source = office.back_up()
    office.report()
    then = office.house.now
    signs(office, office.car, office.car.author)
    office.restore(source, then)
    with opened(office.config, office.keys):
        assert AuthorKey.select().count() == 0


def renewed(title: str, form_id: str = "crisis_contact") -> Form:
    form = form_versions.current(form_id)
    return Form.of(form.form_id, title, form.children, form.choices, form.order)


def test_f7_a_form_published_after_the_backup_is_there_with_what_was_filled_in_it(office: Office) -> None:
    office.report()
    source = office.back_up()
    for title in ("Crisis contact, renewed", "Crisis contact, once more"):
        office.house.later(minutes=1)
        form_versions.publish(renewed(title), office.house.now)
        office.report(given_name=title)
    wanted = state()
    assert office.restore(source, office.house.now) == replay.Replayed(entered=2, set_aside=0, known=1)
    with opened(office.config, office.keys):
        assert state() == wanted


def test_f7_whoever_was_added_after_the_backup_is_known_again_and_needs_a_phrase(office: Office) -> None:
    """What they wrote is theirs; nobody knows the phrase that they have now, and nothing of the one they had is in the journal."""
    source = office.back_up()
    office.house.later(minutes=1)
    agency = Agency.get_by_id(office.house.cast.officer.agency)
    named: dict[str, Any] = {"username": "ines.duarte", "name": "Inês Zzcanary", "role": Role.OFFICER, "agency": agency}
    added = add_user(**named, phrase=PHRASE, now=office.house.now, by="it", duty=Duty(unit="night"), own_phrase=True)
    office.car.author = added.id
    office.report()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        back = User.get_by_id(added.id)
        assert (back.name, back.role, back.unit, back.created_at) == (added.name, added.role, added.unit, added.created_at)
        assert [row.outcome for row in StoredEnvelope.select()] == ["accepted"]
        assert back.phrase_hash != added.phrase_hash
        assert back.phrase_given_by == "the journal"
    said = b"".join(path.read_bytes() for path in files(office.journal))
    assert b"Zzcanary" not in said
    assert added.phrase_hash.encode() not in said


def test_f7_whose_user_name_somebody_has_by_now_is_left_to_it(office: Office) -> None:
    assert not put_back(str(uuid4()), _account(office, office.house.cast.officer.username), office.house.now, "the journal")
    assert put_back(str(uuid4()), _account(office, "somebody.else"), office.house.now, "the journal")


def _account(office: Office, username: str) -> dict[str, str]:
    duty = dict.fromkeys(("unit", "training", "supervisor", "email", "phone"), "")
    return {"agency_id": office.house.cast.officer.agency, "username": username, "name": "Inês Duarte", "role": "officer", **duty}


SHELTERS = b"name,label\nnorth,Zzcanary House\n"


def test_f7_a_forms_lists_come_with_it_and_cannot_be_read_in_the_journal(office: Office) -> None:
    source = office.back_up()
    office.house.later(minutes=1)
    form = load_xlsform(SHELTER.encode(), files={"shelters.csv": SHELTERS})
    form_versions.publish(form, office.house.now)
    form_files.keep(form.version, form_files.Kind.LIST, {"shelters.csv": SHELTERS})
    form_files.keep(form.version, form_files.Kind.WORKBOOK, {"shelter.md": SHELTER.encode()})
    office.car.push(office.car.report({"where": "north"}, form="shelter"))
    office.keep()
    wanted = state()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        assert state() == wanted
        assert {row.outcome for row in StoredEnvelope.select()} == {"accepted"}
    assert b"Zzcanary" not in b"".join(path.read_bytes() for path in files(office.journal))


def test_f7_what_waited_for_a_form_waits_no_longer(office: Office) -> None:
    """The report is in the backup, held; its form came later."""
    office.house.later(minutes=1)
    form = renewed("Crisis contact, renewed")
    office.car.push(office.car.seal(Kind.SUBMISSION, office.car.body(report()) | {"version": form.version}))
    source = office.back_up()
    office.house.later(minutes=1)
    form_versions.publish(form, office.house.now)
    office.report()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        assert {row.outcome for row in StoredEnvelope.select()} == {"accepted"}


def test_f7_a_form_of_later_than_the_moment_is_not_published_again(office: Office) -> None:
    source = office.back_up()
    office.report()
    then, before = office.house.now, form_versions.current("crisis_contact")
    office.house.later(minutes=1)
    form_versions.publish(renewed("Crisis contact, renewed"), office.house.now)
    office.report()
    office.restore(source, then)
    with opened(office.config, office.keys):
        assert form_versions.current("crisis_contact") == before
        assert form_versions.by_version(renewed("Crisis contact, renewed").version) is None


def test_f7_forms_of_long_before_are_not_said_again_in_each_file(office: Office) -> None:
    for _ in range(2):
        office.report()
        office.house.later(days=30)
    form_versions.publish(renewed("Crisis contact, renewed"), office.house.now)
    writer = Journal(office.journal, office.keys)
    for _ in range(2):
        office.car.push(office.car.report(report()))
        writer.write(office.house.now)
    assert files(office.journal)[-1].read_bytes().count(b'"published_at"') == 1


def test_f7_a_desk_goes_on_in_the_next_number_after_it(office: Office) -> None:
    office.enter_at_a_desk("Ada")
    source = office.back_up()
    office.enter_at_a_desk("Bea")
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        office.enter_at_a_desk("Cora")
        assert all(row.owns_place for row in StoredEnvelope.select())
        assert StoredEnvelope.select().count() == 3


def test_f7_a_devices_clock_is_corrected_as_it_was_then(office: Office) -> None:
    source = office.back_up()
    office.house.later(minutes=1)
    envelope = office.car.seal(Kind.SUBMISSION, office.car.body(report(), skew_ms=None))
    slow = office.car.signer.push([envelope], epoch=1, next_sequence=9, wall_clock=office.house.now - timedelta(hours=3))
    office.car.client.post("/sync/push", data=slow, content_type="application/json")
    office.keep()
    assert StoredEnvelope.get().skew_ms == 3 * 3600 * 1000
    wanted = state()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        assert state() == wanted


def test_f7_the_devices_bring_again_what_came_after_the_moment(office: Office) -> None:
    source, then = office.back_up(), office.house.now
    later = office.report()
    office.restore(source, then)
    with opened(office.config, office.keys):
        assert office.sent() == set()
        office.car.push(later)
        assert len(office.sent()) == 1


def test_f7_twice_the_same_journal_does_no_harm(office: Office) -> None:
    source = office.back_up()
    office.report()
    office.report()
    office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        before = state()
        assert replay.replay(office.read(), office.keys, reconciler(office.keys)) == replay.Replayed(entered=0, set_aside=0, known=2)
        assert state() == before


def test_f7_what_a_restore_left_out_stays_out_of_a_later_one(office: Office) -> None:
    source, then = office.back_up(), office.house.now
    office.enter_at_a_desk("a mistake")
    office.restore(source, then)
    with opened(office.config, office.keys):
        office.enter_at_a_desk("Ada")
        wanted = office.sent()
        office.restore(source, office.house.now)
    with opened(office.config, office.keys):
        assert office.sent() == wanted


def test_f7_what_came_while_a_backup_was_made_stays_in_a_later_restore(office: Office) -> None:
    """A backup bears the time at which it was begun, and holds what came until the copy was taken."""
    older = office.back_up()
    begun = office.house.now + timedelta(seconds=30)
    office.enter_at_a_desk("Ada")
    office.put_back(backup.make(office.config, office.keys, office.folder / "others", Keep(), begun).path)
    with opened(office.config, office.keys):
        wanted = office.sent()
        office.restore(older, office.house.now)
    with opened(office.config, office.keys):
        assert office.sent() == wanted


def test_f7_a_moment_before_a_restore_has_what_was_there_then(office: Office) -> None:
    source, then = office.back_up(), office.house.now
    office.enter_at_a_desk("Ada")
    between, wanted = office.house.now, office.sent()
    office.restore(source, then)
    with opened(office.config, office.keys):
        office.restore(source, between)
    with opened(office.config, office.keys):
        assert office.sent() == wanted


def test_f7_a_backup_newer_than_the_moment_is_refused_and_nothing_is_touched(office: Office) -> None:
    office.report()
    then = office.house.now
    office.report()
    source, before = office.back_up(), office.sent()
    with pytest.raises(JournalProblem, match="Take an older one"):
        office.restore(source, then - timedelta(seconds=1))
    with opened(office.config, office.keys):
        assert office.sent() == before


def test_f7_a_draft_is_not_in_a_journal(office: Office) -> None:
    """The server keeps nothing of one that went home; nor does this."""
    office.house.later(minutes=1)
    office.car.push(office.car.seal(Kind.DRAFT, office.car.body(report())))
    assert office.keep() == 0


def test_f7_it_is_written_once_however_often_it_is_begun_again(office: Office) -> None:
    office.report()
    office.report()
    assert (office.keep(), office.keep()) == (0, 0)


def spoil(path: Path, old: bytes, new: bytes) -> int:
    """Of the last record; in which line."""
    found = path.read_bytes().split(b"\n")
    number = max(number for number, line in enumerate(found) if b'"body":' in line)
    assert old in found[number]
    found[number] = found[number].replace(old, new, 1)
    path.write_bytes(b"\n".join(found))
    return number + 1


def test_f7_a_last_line_that_broke_off_is_no_damage_and_its_record_is_in_the_next_file(office: Office) -> None:
    source = office.back_up()
    office.report()
    torn = files(office.journal)[-1]
    torn.write_bytes(torn.read_bytes()[:-40])
    office.keep()
    assert office.read().broken_off == (torn.name,)
    assert office.restore(source, office.house.now).entered == 1


@pytest.mark.parametrize("old", [b'"body":"', b'"at":1', b'"skew_ms":', b'"device":"'])
def test_f7_a_changed_byte_is_named_by_file_and_line(office: Office, old: bytes) -> None:
    office.report()
    file = files(office.journal)[-1]
    number = spoil(file, old, old[:-1] + b"2")
    with pytest.raises(JournalProblem, match=f"{file.name} is damaged at line {number}:"):
        office.read()


def test_f7_damage_after_the_moment_does_not_stand_in_its_way(office: Office) -> None:
    source = office.back_up()
    office.report()
    then = office.house.now
    office.report()
    office.report()
    spoil(files(office.journal)[-1], b'"body":"', b'"bodi":"')
    with pytest.raises(JournalProblem, match="is sound: give an earlier --until"):
        office.read()
    assert office.restore(source, then).entered == 1


def test_f7_a_deleted_line_is_found(office: Office) -> None:
    office.house.later(minutes=1)
    office.car.push(office.car.report(report()), office.car.report(report()), office.car.report(report()))
    office.keep()
    file = files(office.journal)[-1]
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join(lines[:3] + lines[4:]))
    with pytest.raises(JournalProblem, match="damaged at line 4"):
        office.read()


def test_f7_a_missing_file_is_named(office: Office) -> None:
    for _ in range(3):
        office.report()
    _, gone, _ = files(office.journal)
    gone.unlink()
    with pytest.raises(JournalProblem, match=f"{gone.name} is missing"):
        office.read()


def test_f7_a_file_whose_end_was_cut_off_is_named(office: Office) -> None:
    first, _ = office.report(), office.report()
    assert first
    file = files(office.journal)[0]
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(JournalProblem, match=f"the end of {file.name} is missing"):
        office.read()


def test_f7_another_servers_journal_is_refused_by_name(office: Office, tmp_path: Path) -> None:
    office.report()
    create_keys(tmp_path / "others")
    with pytest.raises(JournalProblem, match="journal of another server"):
        office.read(keys=load_keys(tmp_path / "others"))


def test_f7_no_journal_is_said(office: Office) -> None:
    with pytest.raises(JournalProblem, match="no journal"):
        office.read()


def test_f7_a_journal_without_its_oldest_files_says_since_when_it_goes(office: Office) -> None:
    office.report()
    begins = office.house.now + timedelta(minutes=1)
    office.report()
    files(office.journal)[0].unlink()
    assert office.read().begins == begins


def test_f7_records_put_back_past_the_journal_are_written_down_anew(office: Office) -> None:
    """As after a snapshot of the machine: what is new bears numbers that the journal has seen already."""
    office.report()
    copy = office.folder / "snapshot.db"
    database.execute_sql("VACUUM INTO ?", (str(copy),))
    office.report()
    close_database(database.obj)
    for leftover in office.config.data_folder.glob("fieldform.db*"):
        leftover.unlink()
    shutil.copy(copy, office.config.data_folder / "fieldform.db")
    database.connect()
    other = replace(office.car, house=office.house)
    office.house.later(minutes=1)
    other.push(other.report(report(given_name="Zoë")))
    assert office.keep() == 2
    assert office.read().newest == office.house.now


def test_f7_a_journal_that_falls_behind_is_counted_for_its_page(office: Office) -> None:
    office.report()
    office.car.push(office.car.report(report()))
    assert behind(office.config, office.house.now) == 0  # It has a minute.
    office.house.later(minutes=2)
    assert behind(office.config, office.house.now) == 1
    assert behind(replace(office.config, journal_folder="/nobody/writes/it"), office.house.now) == 2


def test_f7_a_page_that_asks_does_not_wait_for_a_disk_that_hangs(office: Office) -> None:
    office.report()
    os.mkfifo(office.journal / "fieldform-20990101T000000000000Z.journal")
    told: list[int | None] = []

    def ask() -> None:
        with database.connection_context():
            told.append(behind(office.config, office.house.now))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(10)
    assert told == [0]


def test_f7_where_it_lies_is_asked_of_the_disk_once(office: Office) -> None:
    """A folder that is a link tells whether it was followed again."""
    elsewhere = office.folder / "moved away"
    where = office.config.journal
    office.journal.rename(elsewhere)
    office.journal.symlink_to(elsewhere)
    assert office.config.journal == where


def test_f7_a_disk_that_stays_full_is_not_filled_with_empty_files(office: Office) -> None:
    office.report()
    office.car.push(office.car.report(report()))
    before, (soft, hard) = files(office.journal), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        with pytest.raises(OSError, match="too large"):
            office.keep()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(office.journal) == before
    assert office.keep() == 1


class Disk:
    """Syncs nothing while `fails`: what was not synced before may be seen, and is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fails, self._really = False, os.fsync
        monkeypatch.setattr(os, "fsync", self._sync)

    def _sync(self, handle: int) -> None:
        if self.fails:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self._really(handle)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def push(office: Office) -> None:
    office.house.later(minutes=1)
    office.car.push(office.car.report(report()))


def fails(office: Office, writer: Journal, disk: Disk) -> None:
    disk.fails = True
    with pytest.raises(OSError, match="Input/output"):
        writer.write(office.house.now)
    disk.fails = False


def test_f7_what_a_failed_fsync_left_to_be_seen_is_not_believed_and_is_written_again(office: Office, disk: Disk) -> None:
    source, writer = office.back_up(), Journal(office.journal, office.keys)
    push(office)
    writer.write(office.house.now)
    (first,) = files(office.journal)
    synced = first.read_bytes()
    push(office)
    fails(office, writer, disk)
    assert writer.write(office.house.now) == 1
    assert first.read_bytes() == synced
    assert len(files(office.journal)) == 2
    assert office.restore(source, office.house.now).entered == 2


def test_f7_nothing_follows_a_file_of_which_it_is_not_known_what_is_on_the_disk(office: Office, disk: Disk) -> None:
    """It cannot even be cut back: the journal stands still, is behind, and goes on once the disk answers."""
    writer = Journal(office.journal, office.keys)
    push(office)
    writer.write(office.house.now)
    push(office)
    for _ in range(3):
        fails(office, writer, disk)
    assert len(files(office.journal)) == 1
    assert behind(office.config, office.house.now + timedelta(minutes=2)) == 1
    assert writer.write(office.house.now) == 1
    assert office.read().broken_off == ()


def test_f7_a_file_of_which_nothing_was_synced_is_none(office: Office, disk: Disk) -> None:
    writer = Journal(office.journal, office.keys)
    push(office)
    fails(office, writer, disk)
    assert writer.write(office.house.now) == 1
    assert len(files(office.journal)) == 1


def test_f7_nothing_of_anybody_can_be_read_in_it(office: Office) -> None:
    office.report(given_name="Zzcanary", family_name="Zzcanary")
    assert b"Zzcanary" not in b"".join(path.read_bytes() for path in files(office.journal))
