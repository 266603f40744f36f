"""Who must do something by a time is written to, with their supervisors, once it has passed; the letter says nothing about anybody."""

from datetime import timedelta
from typing import Any

import pytest

from fieldform import alerting
from fieldform.record.deadlines import Deadline
from tests.alerting.conftest import config, reach
from tests.clinician.desk import read_form
from tests.support.house import Device, House
from tests.support.mailbox import Mailbox


def sends(device: Device, house: House, **reported: Any) -> None:
    """A mandated report made by phone now, still to be made in writing."""
    now = house.now.isoformat()
    answers = {
        "reported": {"report_made": "yes", "report_way": "phone", "report_made_at": now} | reported,
        "who": {"name_known": "given", "given_name": "Kit", "family_name": "Quackenbush"},
        "where": {"occurred_at": now},
    }
    assert [one.outcome for one in device.push(device.report(answers, form="mandated_report"))] == ["accepted"]


@pytest.fixture
def reported(house: House, device: Device) -> Device:
    reach(house.cast.officer, "ada@marlow.example", "")
    sends(device, house)
    return device


def look(house: House) -> None:
    alerting.tell_of_deadlines(config(house), house.now)


def letters(mailbox: Mailbox) -> list[str]:
    return sorted(to for to, _ in mailbox.letters)


def test_officer_and_supervisor_are_told_and_the_letter_names_nobody(house: House, reported: Device, mailbox: Mailbox) -> None:
    house.later(hours=73)
    look(house)
    assert letters(mailbox) == ["ada@marlow.example", "fay@marlow.example"]
    text = mailbox.letters[0][1].as_string()
    assert "overdue" in text
    assert not any(word in text for word in ("Kit", "Quackenbush", "abuse", "neglect", "report of"))


def test_whoever_reported_at_the_desk_is_told_and_nobody_else(house: House, mailbox: Mailbox) -> None:
    reach(house.cast.clinician, "dana@harbor.example", "")
    client = house.visitor(house.cast.clinician)
    form = read_form(client.get("/clinician/by-law/new").get_data(as_text=True), "/by-law/new")
    said = {
        "reported.report_made": "no",
        "who.family_name": "Quackenbush",
        "where.occurred_at": (house.now - timedelta(hours=6)).isoformat()[:16],
    }
    assert client.post(form.action, data=form.values | said).status_code == 303
    look(house)
    assert letters(mailbox) == ["dana@harbor.example"]


def test_before_its_time_nobody_is_told(house: House, reported: Device, mailbox: Mailbox) -> None:
    house.later(hours=71)
    look(house)
    assert mailbox.letters == []


def test_it_is_told_once(house: House, reported: Device, mailbox: Mailbox) -> None:
    house.later(hours=73)
    look(house)
    look(house)
    assert len(mailbox.letters) == 2


def test_what_is_done_is_no_matter_of_a_letter(house: House, reported: Device, mailbox: Mailbox) -> None:
    Deadline.update(met_at=house.now).execute()
    house.later(hours=73)
    look(house)
    assert mailbox.letters == []


def test_where_the_mail_fails_it_is_told_at_the_next_look(house: House, reported: Device, mailbox: Mailbox) -> None:
    house.later(hours=73)
    mailbox.hangs = True
    look(house)
    mailbox.hangs = False
    house.now += timedelta(minutes=1)
    look(house)
    assert letters(mailbox) == ["ada@marlow.example", "fay@marlow.example"]
