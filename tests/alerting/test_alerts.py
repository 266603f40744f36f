"""A "Now" reaches a person: by day, by night, on a Saturday, with nobody on duty, through a mail server that is down, hangs or refuses."""

import threading
from uuid import uuid4

import pytest

from fieldform import alerting, mail
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.record import alerts, follow_ups
from fieldform.record.acuity import Acuity
from fieldform.record.alerts import Alert, Result
from sync.tables import database
from tests.alerting.conftest import at, config, follow_up, on_call, reach, red, tick
from tests.support.house import Device, House
from tests.support.mailbox import Mailbox

DAY, NIGHT, SATURDAY = "2026-11-23T10:00", "2026-11-24T03:02", "2026-11-28T10:00"
DANA, OFFICE, FAY, SAM = "dana@harbor.example", "office@harbor.example", "fay@marlow.example", "sam@harbor.example"


def colleague(house: House) -> str:
    """A second clinician of the same office; her id."""
    known = User.get_by_id(house.cast.clinician.id)
    user = User.create(
        id=str(uuid4()),
        agency=known.agency,
        username="sam",
        name="Sam Ortiz",
        role="clinician",
        email=SAM,
        phrase_hash="",
        created_at=house.now,
    )
    return str(user.id)


def test_it_alerts_whoever_is_on_duty_at_once(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    assert tick(house, seconds=5) == 1
    assert mailbox.addresses == [DANA]


def test_it_says_nothing_about_anybody(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    submission = red(device)
    tick(house)
    text = mailbox.letters[0][1].as_string()
    assert config(house).origin in text
    for word in ("Zephyrine", "Quillfeather", "suicide", "attempt", "Now", "Marlow", "Dana Reyes", submission, follow_up().id):
        assert word not in text


def test_it_alerts_nobody_about_what_can_wait(house: House, device: Device, mailbox: Mailbox) -> None:
    device.push(device.report({}))
    assert tick(house) == 0
    assert mailbox.letters == []


def test_it_climbs_until_somebody_opens_it(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    colleague(house)
    red(device)
    tick(house)
    tick(house, minutes=4)
    assert mailbox.addresses == [DANA]
    tick(house, minutes=1)
    assert mailbox.addresses == [DANA, DANA, SAM]
    tick(house, minutes=5)
    assert mailbox.addresses[3:] == [OFFICE, FAY]
    follow_ups.open_one(viewer_of(User.get_by_id(house.cast.clinician.id)), follow_up().id, house.now)
    tick(house, minutes=60)
    assert len(mailbox.letters) == 5


def test_it_begins_anew_after_the_last_rung(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    for _ in range(9):
        tick(house, minutes=5)
    assert [alert.rung for alert in Alert.select().order_by(Alert.step)] == ["present", "everyone", "office", "present"]


def test_it_alerts_whoever_is_on_call_by_night(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, NIGHT)
    on_call(house, house.cast.clinician, "2026-11-23T20:00", "2026-11-24T08:00")
    red(device)
    tick(house)
    assert mailbox.addresses == [DANA]
    assert Alert.get().rung == "present"


def test_it_tells_everybody_where_nobody_is_on_duty(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, SATURDAY)
    red(device)
    tick(house)
    tick(house, minutes=5)
    assert mailbox.addresses == [DANA, OFFICE, FAY]
    assert [alert.rung for alert in Alert.select().order_by(Alert.step)] == ["everyone", "office"]


def test_it_tells_whoever_comes_on_duty_in_the_morning(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, "2026-11-24T08:54")
    red(device)
    tick(house)
    tick(house, minutes=7)
    assert [alert.rung for alert in Alert.select().order_by(Alert.step)] == ["everyone", "present"]


def test_it_tries_again_once_the_mail_server_is_back(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    mailbox.stop()
    tick(house)
    assert Alert.get().result == Result.UNREACHABLE
    tick(house, seconds=30)
    assert Alert.get().tries == 1
    mailbox.start()
    tick(house, seconds=31)
    assert (Alert.get().result, Alert.get().tries) == (Result.SENT, 2)
    assert mailbox.addresses == [DANA]


def test_a_mail_server_that_hangs_is_given_up_and_asked_again(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    mailbox.hangs = True
    tick(house)
    assert Alert.get().result == Result.UNREACHABLE
    mailbox.hangs = False
    tick(house, minutes=1)
    assert mailbox.addresses == [DANA]


def test_it_goes_on_at_once_where_an_address_is_refused(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    mailbox.refuses = {DANA}
    colleague(house)
    red(device)
    tick(house)
    assert Alert.get().result == Result.REFUSED
    tick(house, seconds=20)
    assert mailbox.addresses == [SAM]


def test_nothing_is_sent_that_was_opened_in_between(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    (waiting,) = alerts.waiting()
    follow_ups.open_one(viewer_of(User.get_by_id(house.cast.clinician.id)), waiting.follow_up, house.now)
    assert not alerts.claim(str(uuid4()), waiting.follow_up, 1, "present", house.now)
    assert tick(house) == 0


def test_two_servers_that_look_at_once_send_once(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    for _ in range(5):
        red(device)
    start = threading.Barrier(4)

    def look() -> None:
        database.connect(reuse_if_open=True)
        start.wait()
        alerting.tick(config(house), house.now)
        database.close()

    servers = [threading.Thread(target=look) for _ in range(4)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert Alert.select().count() == 5
    assert {alert.tries for alert in Alert.select()} == {1}
    assert {alert.result for alert in Alert.select()} == {"sent"}


def test_what_a_dead_server_had_claimed_is_taken_over(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    red(device)
    assert alerts.claim(str(uuid4()), follow_up().id, 1, "present", house.now)
    assert tick(house, minutes=1) == 0
    assert tick(house, minutes=2) == 1
    assert mailbox.addresses == [DANA]


def test_nothing_is_sent_inside_a_transaction(house: House, device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    at(house, DAY)
    red(device)
    depth: list[bool] = []
    real = mail.deliver

    def looked_at(*given: object) -> object:
        depth.append(database.in_transaction())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(mail, "deliver", looked_at)
    tick(house)
    assert depth == [False]


def test_what_becomes_a_now_must_be_opened_anew(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    seen = follow_ups.FollowUp
    red(device)
    seen.update(acuity="24h", acuity_rank=2, first_opened_at=house.now, first_opened_by=house.cast.clinician.id).execute()
    row = follow_up()
    raised = follow_ups.Raised("clinician", Acuity.NOW, "x")
    follow_ups.raise_or_heighten(raised, str(row.contact_id), row.agency, row.person_id, 2, house.now)
    assert tick(house) == 1


def test_it_sends_nobody_two_letters_at_once(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    for _ in range(3):
        red(device)
    assert tick(house) == 3
    assert mailbox.addresses == [DANA]


def test_it_needs_no_address_to_go_on(house: House, device: Device, mailbox: Mailbox) -> None:
    at(house, DAY)
    reach(house.cast.clinician, "", "")
    red(device)
    tick(house)
    assert mailbox.addresses == [OFFICE, FAY]
