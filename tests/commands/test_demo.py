"""`fieldform demo`: from nothing to something to try, in one go; never over anything else."""

import pytest

from fieldform.access.models import Agency, User
from fieldform.commands import demo_cast, demo_words
from fieldform.commands.records import opened
from fieldform.record.caseload import Handover
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import FollowUp
from sync.models import EnrolmentCode, StoredEnvelope
from tests.commands.conftest import Terminal

ONE_WEEK = ("demo", "--weeks", "1")


def test_it_makes_a_cast_with_contacts_and_says_who_can_sign_in(terminal: Terminal) -> None:
    assert terminal.run(*ONE_WEEK) == 0
    assert demo_cast.PHRASE in terminal.out
    with opened(terminal.config):
        assert all(user.username in terminal.out for user in User.select().where(User.disabled_at.is_null()))
        assert Agency.select().count() == 4
        assert Contact.select().count() > 5
        assert FollowUp.select().exists()
        assert len({code.agency for code in EnrolmentCode.select().where(EnrolmentCode.used_at.is_null())}) == 2
        (aside,) = StoredEnvelope.select().where(StoredEnvelope.outcome != "accepted")
        assert aside.reasons == ["author_revoked"]  # One officer has left.
        given = Handover.select().join(FollowUp).join(Contact)
        assert given.exists()
        assert not given.where(Handover.at < Contact.received_at).exists()


def test_it_leaves_a_finished_demo_alone(terminal: Terminal) -> None:
    terminal.config.data_folder.mkdir()
    (terminal.config.data_folder / "demo.txt").touch()
    terminal.set("DEMO", 1)
    assert terminal.run(*ONE_WEEK) == 1
    assert "There is a demo" in terminal.one_clear_line()
    assert terminal.run(*ONE_WEEK, "--if-missing") == 0
    assert terminal.out == ""


def test_it_leaves_what_the_server_tells_to_the_server(terminal: Terminal) -> None:
    terminal.set("DEMO", 1)
    assert terminal.run(*ONE_WEEK) == 0
    assert demo_cast.PHRASE not in terminal.out
    with opened(terminal.config):
        assert demo_cast.PHRASE in demo_words.what_to_try(terminal.config)


def test_it_begins_again_where_one_was_interrupted(terminal: Terminal) -> None:
    data = terminal.config.data_folder
    data.mkdir()
    (data / "demo.unfinished").touch()
    (data / "fieldform.db").write_bytes(b"half a database")
    assert terminal.run(*ONE_WEEK) == 0
    assert not (data / "demo.unfinished").exists()


@pytest.mark.parametrize("lost", ["keys", "data"])
def test_it_touches_nothing_that_is_no_demo(terminal: Terminal, lost: str) -> None:
    terminal.lay()
    (terminal.home / lost).rename(terminal.home / "elsewhere")
    before = sorted(path.name for path in terminal.home.rglob("*"))
    assert terminal.run(*ONE_WEEK) == 1
    assert terminal.out == ""
    assert "no demo" in terminal.one_clear_line()
    assert sorted(path.name for path in terminal.home.rglob("*")) == before
