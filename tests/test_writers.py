"""Writers who meet: what each of two could take first goes to one of them, and the other is told the truth. On SQLite they queue; on
PostgreSQL they really run side by side, and rows and names are locked."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from peewee import OperationalError

from fieldform import web_device
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.record import form_versions
from fieldform.record.contacts import ContactRevision
from fieldform.record.feed import Listener
from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Attempt
from sync import changes, enrolment
from sync.decide import Outcome
from sync.encoding import b64, sha256, unb64
from sync.enrolment import Enrolled, NotEnrolled, Problem, make_code
from sync.models import Device as DeviceRow
from sync.models import Held, StoredEnvelope
from sync.receipts import Receipt
from sync.sealing import new_key, public_bytes
from sync.signer import Signer
from sync.tables import database, whole
from sync.wire import Kind, Signed
from tests.support.ground import on_postgresql
from tests.support.house import Device, House, build
from tests.support.reports import report
from tests.support.threads import at_once

ROUNDS = 5


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


@pytest.fixture
def cars(house: House) -> list[Device]:
    return [house.device(house.cast.officer.agency, f"car {number}") for number in range(4)]


def test_a_reader_of_the_feed_misses_nothing_that_is_committed_late(house: House) -> None:
    """Six write for one officer while her phone pulls, cursor by cursor; what it cannot show it is told as gone: each is named."""
    writers, each = 6, 25
    officer, done = viewer_of(User.get_by_id(house.cast.officer.id)), Event()
    written: list[str] = []

    def write() -> list[str]:
        own = [str(uuid4()) for _ in range(each)]
        for subject in own:
            with database.atomic():
                changes.note(officer.user, subject, house.now)
                database.execute_sql("SELECT pg_sleep(0.001 * random())" if on_postgresql() else "SELECT 1")
        return own

    def read() -> list[str]:
        heard, cursor = [], ""
        while True:
            last = done.is_set()
            pulled = house.parts.reconciler.pull(Listener(officer, house.now, ZoneInfo("America/Detroit")), cursor, house.now)
            heard += [str(gone["submission"]) for gone in pulled.told["gone"]]
            cursor = pulled.cursor
            if last and not pulled.more:
                return heard

    def write_all() -> list[str]:
        for own in at_once([write] * writers):
            written.extend(own)
        done.set()
        return []

    heard = at_once([write_all, read])[1]
    assert len(written) == writers * each
    assert sorted(heard) == sorted(written)


def test_two_edits_of_one_record_at_the_same_moment_are_one_edit_and_one_conflict(cars: list[Device]) -> None:
    for _ in range(ROUNDS):
        first = cars[0].report(report())
        cars[0].push(first)
        base = b64(sha256(unb64(first["body"])))
        edits = [car.seal(Kind.REVISION, car.body(report(given_name=car.signer.device[:6]), base=base)) for car in cars]
        outcomes = [receipts[0].outcome for receipts in pushed_at_once(cars, edits)]
        assert sorted(outcomes) == [Outcome.ACCEPTED, *[Outcome.CONFLICT] * (len(cars) - 1)]


def test_an_edit_that_meets_what_it_edits_does_not_wait_for_ever(cars: list[Device]) -> None:
    for _ in range(ROUNDS):
        first = cars[0].report(report())
        edit = cars[1].seal(Kind.REVISION, cars[1].body(report(given_name="Zoë"), base=b64(sha256(unb64(first["body"])))))
        pushed_at_once(cars[:2], [first, edit])
        assert Held.select().count() == 0
    assert ContactRevision.select().where(ContactRevision.revision == 2).count() == ROUNDS


def test_one_record_offered_by_two_cars_at_once_is_stored_once_under_its_id(cars: list[Device]) -> None:
    for _ in range(ROUNDS):
        name = str(uuid4())
        offers = [car.seal(Kind.SUBMISSION, car.body(report()), envelope_id=name) for car in cars]
        outcomes = [receipts[0].outcome for receipts in pushed_at_once(cars, offers)]
        assert sorted(outcomes) == [Outcome.ACCEPTED, *[Outcome.QUARANTINED] * (len(cars) - 1)]
        owners = StoredEnvelope.select().where(StoredEnvelope.envelope_id == name, StoredEnvelope.owns_id)
        assert owners.count() == 1


def test_a_retry_in_parallel_makes_no_duplicates_and_gets_the_same_receipts(house: House, cars: list[Device]) -> None:
    raw = cars[0].raw(*(cars[0].report(report()) for _ in range(5)))
    first, second = at_once([partial(post, house, raw)] * 2)
    assert first["receipts"] == second["receipts"]
    assert StoredEnvelope.select().count() == 5


def test_a_code_enrols_one_device_however_many_ask_at_once(house: House) -> None:
    agency = house.cast.officer.agency
    make_code(secret="A1", agency=agency, device_class="phone", label="", made_by="it", now=house.now)
    answers = at_once([partial(enrol, house, agency) for _ in range(6)])
    assert sum(isinstance(answer, Enrolled) for answer in answers) == 1
    assert {answer.problem for answer in answers if isinstance(answer, NotEnrolled)} == {Problem.CODE_USED}
    assert DeviceRow.select().count() == 1


def test_entries_made_online_at_once_take_their_places_without_a_gap(house: House) -> None:
    answers = at_once([partial(enter, house, str(uuid4())) for _ in range(8)])
    assert {answer.outcome for answer in answers} == {Outcome.ACCEPTED}
    assert sorted(row.sequence for row in StoredEnvelope.select()) == list(range(1, 9))


def test_a_double_click_enters_once(house: House) -> None:
    name = str(uuid4())
    answers = at_once([partial(enter, house, name) for _ in range(4)])
    assert sorted(answer.already for answer in answers) == [False, True, True, True]
    assert StoredEnvelope.select().count() == 1


def test_every_attempt_on_one_follow_up_counts(house: House, cars: list[Device]) -> None:
    cars[0].push(cars[0].report(report(suicide="attempt")))
    follow_up = FollowUp.get(FollowUp.queue == "clinician")
    clinics = [house.device(house.cast.clinician.agency, f"phone {number}") for number in range(4)]
    for phone in clinics:
        phone.author = house.cast.clinician.id
    tries = [phone.seal(Kind.ACTION, phone.body(attempt_on(follow_up.id), form="attempt")) for phone in clinics]
    assert {receipts[0].outcome for receipts in pushed_at_once(clinics, tries)} == {Outcome.ACCEPTED}
    assert FollowUp.get_by_id(follow_up.id).attempts_count == Attempt.select().count() == len(clinics)


def test_two_who_wait_for_each_other_are_both_served(house: House, cars: list[Device]) -> None:
    """Each holds a row that the other wants next: PostgreSQL ends one of them, and it starts again."""
    rows = [car.signer.device for car in cars[:2]]
    met = Barrier(2)

    @whole
    def touch(names: list[str]) -> int:
        DeviceRow.update(waiting=DeviceRow.waiting + 1).where(DeviceRow.id == names[0]).execute()
        meet(met)
        DeviceRow.update(waiting=DeviceRow.waiting + 1).where(DeviceRow.id == names[1]).execute()
        return 0

    at_once([partial(touch, rows), partial(touch, rows[::-1])])
    assert [row.waiting for row in DeviceRow.select().where(DeviceRow.id << rows)] == [2, 2]


def test_s7_whoever_holds_the_records_for_long_makes_the_others_try_again_later(house: House, cars: list[Device]) -> None:
    raw = cars[0].raw(cars[0].report(report()))
    held, let_go = Event(), Event()

    def hold() -> int:
        with database.atomic():
            DeviceRow.update(waiting=7).where(DeviceRow.id == cars[0].signer.device).execute()
            held.set()
            let_go.wait(30)
        return 0

    def ask() -> int:
        held.wait(30)
        try:
            answer = house.app.test_client().post("/sync/push", data=raw, content_type="application/json")
        finally:
            let_go.set()
        return 0 if (answer.status_code, answer.headers.get("Retry-After")) == (503, "10") else answer.status_code

    assert at_once([hold, ask]) == [0, 0]
    assert post(house, raw)["acked_through"] == 1


def test_a_fault_that_is_no_race_is_not_tried_again(house: House) -> None:
    tries = []

    @whole
    def fail() -> None:
        tries.append(1)
        database.execute_sql("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere") as told:
        fail()
    assert len(tries) == 1
    assert isinstance(told.value, OperationalError) is not on_postgresql()


def pushed_at_once(devices: list[Device], envelopes: list[dict[str, Any]]) -> list[list[Receipt]]:
    return at_once([partial(device.push, envelope) for device, envelope in zip(devices, envelopes, strict=True)])


def post(house: House, raw: bytes) -> dict[str, Any]:
    answer = house.app.test_client().post("/sync/push", data=raw, content_type="application/json")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return told


def enter(house: House, name: str) -> web_device.Answer:
    form = form_versions.current("crisis_contact")
    entry = web_device.Entry(Kind.SUBMISSION, form, report(), house.cast.officer.id, name, "America/Detroit")
    return web_device.enter(entry, house.keys, house.parts.reconciler, house.now)


def enrol(house: House, agency: str) -> Enrolled | NotEnrolled:
    key, name = new_key(), str(uuid4())
    signer = Signer(name, key, "", b"", Signed(b"", b""))
    proof = signer.heartbeat(epoch=1, next_sequence=1, waiting=0, wall_clock=house.now, app="python", challenge="c")
    request = enrolment.Request("A1", name, public_bytes(key), proof, "c", agency)
    return enrolment.enrol(request, user=house.cast.officer.id, receipt_key=house.keys.receipt, now=house.now)


def attempt_on(follow_up: str) -> dict[str, Any]:
    return {"follow_up": follow_up, "mode": "phone", "result": "no_answer"}


def meet(met: Barrier) -> None:
    """Once; whoever comes a second time, or whom SQLite kept waiting outside, goes on alone."""
    try:
        met.wait(1)
    except BrokenBarrierError:
        return
