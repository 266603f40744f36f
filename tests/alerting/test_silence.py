"""IT is written to, once, when a device fell silent with something unsent; the letter says nothing about anybody."""

from datetime import timedelta

import pytest

from fieldform import alerting
from sync.models import Device as Row
from tests.alerting.conftest import config, reach
from tests.support.house import Device, House
from tests.support.mailbox import Mailbox


@pytest.fixture
def silent(house: House, device: Device) -> Device:
    reach(house.cast.admin, "gus@marlow.example", "")
    last, oldest = house.now - timedelta(hours=5), house.now - timedelta(hours=9)
    Row.update(waiting=3, last_seen_at=last, oldest_unacknowledged_at=oldest).where(Row.id == device.signer.device).execute()
    return device


def look(house: House) -> None:
    alerting.tell_it(config(house), house.now)


def test_it_is_told_and_the_letter_names_nobody(house: House, silent: Device, mailbox: Mailbox) -> None:
    look(house)
    ((to, letter),) = mailbox.letters
    assert to == "gus@marlow.example"
    assert "silent" in letter["Subject"]
    assert "car 12" not in letter.as_string()


def test_it_is_told_once_for_each_silence(house: House, silent: Device, mailbox: Mailbox) -> None:
    look(house)
    look(house)
    assert len(mailbox.letters) == 1
    house.later(hours=6)
    Row.update(last_seen_at=house.now - timedelta(hours=5)).execute()
    look(house)
    assert len(mailbox.letters) == 2


def test_who_was_just_heard_of_is_no_matter_of_a_letter(house: House, silent: Device, mailbox: Mailbox) -> None:
    Row.update(last_seen_at=house.now).execute()
    look(house)
    assert mailbox.letters == []


def test_where_the_mail_fails_it_is_told_at_the_next_look(house: House, silent: Device, mailbox: Mailbox) -> None:
    mailbox.hangs = True
    look(house)
    mailbox.hangs = False
    look(house)
    assert len(mailbox.letters) == 1
