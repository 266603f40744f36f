"""`fieldform audit …` as typed: 0 and a line where the log of looks holds, 1 and the first row that does not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldform.access.models import User, ViewLog, ViewLogEnd, ViewLogMark
from fieldform.access.queries import log_view, viewer_of
from fieldform.commands.lock import only_server
from fieldform.commands.records import opened
from fieldform.upkeep import audit
from tests.commands.conftest import Terminal
from tests.support.cast import create_cast


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    with opened(terminal.config):
        now = datetime.now(UTC)
        viewer = viewer_of(User.get_by_id(create_cast(now).officer.id))
        for number in range(3):
            log_view(viewer, "person", f"person {number}", now, "own report")
    assert terminal.run("audit", "anchor") == 0, terminal.err
    return terminal


def test_f10_it_says_that_the_log_holds_and_since_when_it_is_anchored(ready: Terminal) -> None:
    assert ready.run("audit", "verify") == 0
    assert ready.out.startswith("3 looks are as they were written. Last anchored: 20")


def test_f10_it_names_the_first_bad_row_and_leaves_with_1(ready: Terminal) -> None:
    with opened(ready.config):
        ViewLog.delete().where(ViewLog.sequence == 2).execute()
    assert ready.run("audit", "verify") == 1
    assert ready.out.startswith("Marlow Police Department: look 2 is missing")
    assert "not as it was written" in ready.one_clear_line()


def test_f10_an_upgrade_that_broke_off_before_the_log_was_sealed_is_to_be_finished_first(ready: Terminal) -> None:
    with opened(ready.config):
        for table in (ViewLogEnd, ViewLogMark):
            table.delete().execute()
        ViewLog.update(agency=None, sequence=None, seal=None).execute()
    ready.config.anchors.unlink()
    assert ready.run("audit", "verify") == 1
    assert "Run: fieldform migrate" in ready.one_clear_line()
    assert ready.run("migrate") == 0
    assert "3 looks sealed …" in ready.err
    assert [ready.run("audit", "anchor"), ready.run("audit", "verify")] == [0, 0]


def test_f10_what_was_found_is_kept_for_the_page_of_it(ready: Terminal) -> None:
    ready.run("audit", "verify")
    with opened(ready.config):
        last = audit.last_check()
    assert last is not None
    assert (last.looks, last.problem) == (3, "")


def test_f10_a_copy_of_the_anchors_from_elsewhere_is_taken_instead(ready: Terminal) -> None:
    elsewhere = ready.home / "copy.anchors"
    elsewhere.write_bytes(ready.config.anchors.read_bytes())
    ready.config.anchors.unlink()
    assert ready.run("audit", "verify") == 1
    assert ready.run("audit", "verify", "--anchors", str(elsewhere)) == 0


def test_f10_the_anchors_do_not_lie_with_the_records(ready: Terminal) -> None:
    ready.set("ANCHOR_FILE", Path(ready.config.data_folder) / "here")
    assert ready.run("audit", "verify") == 1
    assert "FIELDFORM_ANCHOR_FILE" in ready.one_clear_line()


def test_f10_records_put_back_by_others_need_a_reason_and_are_looked_over(ready: Terminal) -> None:
    assert ready.run("restored", "--because", " ") == 2
    assert ready.run("restored", "--because", "snapshot of Monday, Gus Ito") == 0, ready.err
    assert "fieldform review" in ready.out
    assert ready.run("audit", "verify") == 0
    assert "“snapshot of Monday, Gus Ito”" in ready.out
    assert ready.run("review") == 0
    assert "Marlow Police Department: devices deliver and read nothing" in ready.out


def test_f10_a_server_that_runs_is_stopped_before_its_records_begin_a_new_life(ready: Terminal) -> None:
    with only_server(ready.config.data_folder):
        assert ready.run("restored", "--because", "snapshot of Monday") == 1
    assert "Stop it first" in ready.one_clear_line()
