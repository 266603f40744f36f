"""The log of looks as its database's owner could treat it, with any SQL but without the keys: what `fieldform audit verify` then says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from fieldform.access import looks
from fieldform.access.look_chain import START, End, How, seal
from fieldform.access.models import Agency, User, ViewLog, ViewLogEnd, ViewLogMark
from fieldform.access.queries import log_view, log_views, viewer_of
from fieldform.access.viewer import Viewer
from fieldform.commands import records
from fieldform.config import Config
from fieldform.database import close_database
from fieldform.keys_folder import Keys
from fieldform.upkeep import audit, backup, postgresql_dump, restore
from fieldform.upkeep.audit import Anchoring, Verdict
from fieldform.upkeep.keeping import Keep
from sync.tables import database
from tests.support.cast import Cast, create_cast
from tests.support.ground import copy_of, lay, opened
from tests.support.threads import at_once

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
LOOKS = 10


@dataclass
class Office:
    """Two of Marlow and a clinician look at people; an anchor is made after the last look."""

    config: Config
    keys: Keys
    cast: Cast
    folder: Path

    def viewer(self, name: str = "officer") -> Viewer:
        return viewer_of(User.get_by_id(getattr(self.cast, name).id))

    def look(self, times: int = LOOKS, name: str = "officer", at: datetime = NOW) -> None:
        for number in range(times):
            log_view(self.viewer(name), "person", f"person {number}", at + timedelta(minutes=number), "own report")

    def anchor(self, at: datetime = NOW + timedelta(hours=1)) -> None:
        audit.anchor_now(self.config, self.keys, at)

    def verify(self) -> Verdict:
        return audit.verify(self.config, self.keys)

    def fault(self) -> str:
        (found,) = self.verify().faults
        return str(found)

    def row(self, sequence: int, name: str = "officer") -> ViewLog:
        return ViewLog.get(ViewLog.agency == getattr(self.cast, name).agency, ViewLog.sequence == sequence)

    def restore(self, source: Path, at: datetime) -> None:
        """With the records closed, as the command does it."""
        close_database(database.obj)
        while self.config.database_url and postgresql_dump.others_at_work(self.config.database_url):
            pass  # PostgreSQL has not yet seen that we left.
        restore.restore(source, self.config, self.keys, at, records.prepare, over=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    config, keys = lay(tmp_path)
    with opened(config, keys):
        built = Office(config, keys, create_cast(NOW), tmp_path)
        built.look()
        built.look(4, "clinician")
        built.anchor()
        yield built


def test_f10_a_log_as_it_was_written_holds(office: Office) -> None:
    verdict = office.verify()
    assert (verdict.looks, verdict.faults, verdict.notes) == (LOOKS + 4, (), ())


def test_f10_many_looks_at_once_are_a_row_each_and_one_turn_at_the_end(office: Office) -> None:
    log_views(office.viewer(), "person", [f"person {number}" for number in range(1200)], NOW, "list")
    assert looks.end_of(office.cast.officer.agency).sequence == LOOKS + 1200
    assert office.verify().faults == ()


def test_f10_an_edited_row_is_named(office: Office) -> None:
    ViewLog.update(subject_id="somebody else").where(ViewLog.id == office.row(4).id).execute()
    assert office.fault() == f"Marlow Police Department: look 4 (id {office.row(4).id}) {How.CHANGED}."


@pytest.mark.parametrize("change", [{"reason": "review"}, {"at": NOW}, {"subject_kind": "search"}])
def test_f10_no_field_of_a_row_can_be_edited(office: Office, change: dict[str, object]) -> None:
    ViewLog.update(change).where(ViewLog.id == office.row(7).id).execute()
    assert "look 7 " in office.fault()


def test_f10_a_look_that_is_put_on_somebody_else_is_named(office: Office) -> None:
    ViewLog.update(viewer=office.cast.second_officer.id).where(ViewLog.id == office.row(2).id).execute()
    assert "look 2 " in office.fault()


def test_f10_a_deleted_row_is_named(office: Office) -> None:
    office.row(5).delete_instance()
    assert office.fault() == f"Marlow Police Department: look 5 {How.DELETED}."


def test_f10_two_rows_that_changed_places_are_named(office: Office) -> None:
    first, second = office.row(3), office.row(8)
    for row, sequence in ((first, 1000), (second, 3), (first, 8)):
        ViewLog.update(sequence=sequence).where(ViewLog.id == row.id).execute()
    assert office.fault() == f"Marlow Police Department: look 3 (id {second.id}) {How.MOVED}."


def test_f10_a_row_that_was_put_in_behind_the_end_is_named(office: Office) -> None:
    last = office.row(LOOKS)
    ViewLog.insert({**last.__data__, "id": "forged", "sequence": LOOKS + 1}).execute()
    assert office.fault() == f"Marlow Police Department: look {LOOKS + 1} {How.INSERTED}."


def test_f10_a_row_without_a_number_is_named(office: Office) -> None:
    ViewLog.insert({**office.row(1).__data__, "id": "forged", "agency": None, "sequence": None, "seal": None}).execute()
    assert office.fault() == f"The log of looks: a look without a number (id forged) {How.INSERTED}."


def cut(office: Office, through: int) -> None:
    """As somebody does it who knows how the log is kept."""
    agency = office.cast.officer.agency
    ViewLog.delete().where(ViewLog.agency == agency, ViewLog.sequence > through).execute()
    ViewLogEnd.update(sequence=through, seal=office.row(through).seal).where(ViewLogEnd.chain == agency).execute()


def test_f10_a_tail_cut_off_is_caught_by_the_anchor(office: Office) -> None:
    cut(office, 6)
    assert office.fault() == f"Marlow Police Department: look 7 {How.CUT_OFF}."


def test_f10_a_tail_cut_off_and_looked_on_is_caught_by_the_anchor(office: Office) -> None:
    """What is written after it takes the numbers that are free again, and their seals are not those that were anchored."""
    cut(office, 6)
    office.look(20)
    office.anchor(NOW + timedelta(hours=2))
    assert How.REWRITTEN in office.fault()


def test_f10_a_whole_log_rewritten_with_the_key_itself_is_caught_by_the_anchor(office: Office) -> None:
    agency, end = office.cast.officer.agency, START
    for row in ViewLog.select().where(ViewLog.agency == agency).order_by(ViewLog.sequence):
        row.subject_id = "nobody"
        end = End(end.sequence + 1, seal(office.keys.look_key, end, agency, looks._says(row)))
        row.seal = end.seal
        row.save()
    ViewLogEnd.update(seal=end.seal).where(ViewLogEnd.chain == agency).execute()
    assert office.fault() == f"Marlow Police Department: look {LOOKS} (id {office.row(LOOKS).id}) {How.REWRITTEN}."


def test_f10_a_log_that_was_emptied_altogether_is_caught_by_the_anchor(office: Office) -> None:
    for table in (ViewLog, ViewLogEnd, ViewLogMark):
        table.delete().execute()
    assert [fault.what for fault in office.verify().faults[1:]] == [f"look 1 {How.CUT_OFF}."] * 2


def test_f10_a_begun_log_is_not_begun_again_so_that_emptied_marks_are_caught(office: Office) -> None:
    for table in (ViewLogEnd, ViewLogMark):
        table.delete().execute()
    ViewLog.update(sequence=None).execute()
    looks.begin(NOW)
    assert {str(fault).split(":")[0] for fault in office.verify().faults} >= {"What was done to the log"}


def test_f10_an_old_database_put_back_is_caught_by_the_anchor(office: Office) -> None:
    put_back = copy_of(office.config, office.folder)
    looks.entrust(database.obj, office.keys.look_key)
    office.look(3)
    office.anchor(NOW + timedelta(hours=2))
    put_back()
    assert office.fault() == f"Marlow Police Department: look {LOOKS + 1} {How.CUT_OFF}."


def test_f10_an_old_database_put_back_by_it_is_no_fault_once_somebody_has_said_why(office: Office) -> None:
    put_back = copy_of(office.config, office.folder)
    looks.entrust(database.obj, office.keys.look_key)
    office.look(3)
    office.anchor(NOW + timedelta(hours=2))
    put_back()
    restore.put_back_by_others(office.config, office.keys, "snapshot of Monday, Gus Ito", NOW + timedelta(hours=3))
    verdict = office.verify()
    assert verdict.faults == ()
    assert "“snapshot of Monday, Gus Ito”" in verdict.notes[0]
    assert verdict.notes[0].endswith("3 of Marlow Police Department.")


def test_f10_a_restore_by_the_command_is_told_from_tampering(office: Office) -> None:
    source = backup.make(office.config, office.keys, office.folder / "backups", Keep(), NOW).path
    office.look(3)
    office.anchor(NOW + timedelta(hours=2))
    office.restore(source, NOW + timedelta(hours=3))
    with opened(office.config, office.keys):
        verdict = office.verify()
        assert verdict.faults == ()
        assert verdict.notes[0].endswith("Newer looks are in what was there before alone: 3 of Marlow Police Department.")


def test_f10_after_a_restore_the_log_goes_on_and_an_older_database_put_back_is_caught(office: Office) -> None:
    source = backup.make(office.config, office.keys, office.folder / "backups", Keep(), NOW).path
    office.restore(source, NOW - timedelta(days=1))
    with opened(office.config, office.keys):
        put_back = copy_of(office.config, office.folder)
        looks.entrust(database.obj, office.keys.look_key)
        office.look(2)
        office.anchor(NOW - timedelta(hours=20))
        assert office.verify().faults == ()
        put_back()
        assert office.fault() == f"Marlow Police Department: look {LOOKS + 1} {How.CUT_OFF}."


def test_f10_a_changed_anchor_is_named_by_its_line(office: Office) -> None:
    file = office.config.anchors
    file.write_bytes(file.read_bytes().replace(b'"at":"2026', b'"at":"2027'))
    assert "line 1 of" in str(office.verify().faults[0])


def test_f10_an_anchor_that_broke_off_is_no_tampering_and_spoils_no_other(office: Office) -> None:
    with office.config.anchors.open("ab") as file:
        file.write(b'{"at":"2026-11-23T1')
    assert office.verify().faults == ()
    office.look(2)
    office.anchor(NOW + timedelta(hours=2))
    cut(office, 6)
    assert How.CUT_OFF in " ".join(map(str, office.verify().faults))


def test_f10_no_anchor_file_at_all_is_said(office: Office) -> None:
    office.config.anchors.unlink()
    assert "nobody can tell" in office.fault()


def test_f10_what_an_older_version_wrote_is_sealed_by_migrate(office: Office) -> None:
    for table in (ViewLogEnd, ViewLogMark):
        table.delete().execute()
    ViewLog.update(agency=None, sequence=None, seal=None).execute()
    office.config.anchors.unlink()
    done = records.prepare(office.keys, NOW)
    office.anchor()
    assert done == [f"Sealed the log of looks as it was found: {LOOKS + 4} looks."]
    assert (office.verify().looks, office.verify().faults) == (LOOKS + 4, ())


def test_f10_many_who_look_at_the_same_moment_leave_one_chain_without_a_gap(office: Office) -> None:
    def looked(name: str) -> None:
        for number in range(15):
            log_views(office.viewer(name), "person", [f"{name} {number}", f"{name} {number} too"], NOW, "list")

    names = ("officer", "second_officer", "supervisor", "clinician")
    at_once([partial(looked, name) for name in names])
    assert looks.end_of(office.cast.officer.agency).sequence == LOOKS + 3 * 30
    assert office.verify().faults == ()


def test_f10_a_look_that_is_undone_leaves_no_gap(office: Office) -> None:
    with database.atomic() as transaction:
        office.look(1)
        transaction.rollback()
    office.look(1)
    assert office.verify().faults == ()


def test_f10_the_server_anchors_by_itself_when_somebody_has_looked(office: Office) -> None:
    anchoring, before = Anchoring(office.config, office.keys), office.config.anchors.read_bytes()
    anchoring.look(NOW + timedelta(hours=3))
    assert office.config.anchors.read_bytes() == before  # Nobody has.
    office.look(1)
    anchoring.look(NOW + timedelta(hours=1, minutes=10))
    assert office.config.anchors.read_bytes() == before  # Not yet.
    anchoring.look(NOW + timedelta(hours=1, minutes=15))
    assert office.config.anchors.read_bytes().count(b"\n") == before.count(b"\n") + 1


def test_f10_an_anchor_file_that_could_not_be_written_is_tried_again(office: Office) -> None:
    office.config.anchors.unlink()
    office.config.anchors.mkdir()
    anchoring = Anchoring(office.config, office.keys)
    with pytest.raises(IsADirectoryError):
        anchoring.look(NOW)
    office.config.anchors.rmdir()
    anchoring.look(NOW)
    assert office.config.anchors.read_bytes().count(b"\n") == 1


def test_f10_an_agency_that_is_gone_is_named_by_its_id(office: Office) -> None:
    agency = office.cast.clinician.agency
    ViewLog.delete().where(ViewLog.agency == agency).execute()
    ViewLogEnd.delete().where(ViewLogEnd.chain == agency).execute()
    assert Agency.get_by_id(agency).name in office.fault()
