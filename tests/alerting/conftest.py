"""A house whose alerts go to a real mail server, with a calendar, and a phone that reports a suicide attempt."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from fieldform import alerting
from fieldform.access.models import User
from fieldform.config import Config
from fieldform.duty.models import CallShift, Office, WorkingHours
from fieldform.record.follow_ups import FollowUp
from tests.support import mailbox as post
from tests.support.cast import Member
from tests.support.house import ZONE, Device, House, build
from tests.support.mailbox import Mailbox
from tests.support.reports import report


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with post.opened() as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path, mailbox: Mailbox) -> Iterator[House]:
    settings = {"mail_host": "127.0.0.1", "mail_port": mailbox.port, "mail_from": "fieldform@example.gov", "mail_starttls": False}
    with build(tmp_path, mail_patience_seconds=1, **settings) as built:
        reach(built.cast.clinician, "dana@harbor.example", "313-555-0110")
        reach(built.cast.supervisor, "fay@marlow.example", "")
        Office.create(agency=built.cast.clinician.agency, state="MI", email="office@harbor.example")
        for weekday in range(5):
            row(WorkingHours, built, person=built.cast.clinician.id, weekday=weekday, opens=9 * 60, closes=17 * 60)
        yield built


@pytest.fixture
def device(house: House) -> Device:
    return house.device(house.cast.officer.agency)


def at(house: House, local: str) -> None:
    house.now = instant(local)


def instant(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def tick(house: House, **later: float) -> int:
    """What a server does every moment, some time later."""
    house.now += timedelta(**later)
    return alerting.tick(config(house), house.now)


def config(house: House) -> Config:
    return house.parts.config


def reach(member: Member, email: str, phone: str) -> None:
    User.update(email=email, phone=phone).where(User.id == member.id).execute()


def row(table: type, house: House, **fields: object) -> None:
    table.create(id=str(uuid4()), entered_at=house.now, entered_by="", **fields)  # type: ignore[attr-defined]


def on_call(house: House, member: Member, starts: str, ends: str) -> None:
    row(CallShift, house, person=member.id, starts_at=instant(starts), ends_at=instant(ends))


def red(device: Device) -> str:
    """A suicide attempt is reported; the submission's id."""
    occurred = (device.house.now - timedelta(minutes=20)).isoformat()
    receipt = device.push(device.report(report(suicide="attempt", occurred_at=occurred)))[0]
    assert receipt.id is not None
    return receipt.id


def follow_up() -> FollowUp:
    found: FollowUp = FollowUp.get(FollowUp.queue == "clinician")
    return found
