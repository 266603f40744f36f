"""A spare device: begun without a code it delivers and waits for approval; one account cannot make many."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync import certificates
from sync.enrolment import MOST_PENDING, Enrolled, NotEnrolled, Problem, Request, approve_device, enrol, pending_devices, revoke_device
from sync.models import Device
from sync.sealing import public_bytes
from tests.sync.toy import MORNING, Toy


def spare(toy: Toy, seed: int = 5) -> Request:
    """What a device without a code asks."""
    phone = toy.phone(seed=seed, enrolled=False)
    heartbeat = phone.signer.heartbeat(epoch=1, next_sequence=1, waiting=0, wall_clock=MORNING, app="t", challenge="c-1")
    return Request("", phone.id, public_bytes(phone.key), heartbeat, "c-1", "agency-1")


def ask(toy: Toy, request: Request | int, user: str = "officer-1") -> Enrolled | NotEnrolled:
    """A device asks, or a new one of this seed."""
    return enrol(spare(toy, request) if isinstance(request, int) else request, user=user, receipt_key=toy.receipt, now=toy.now)


def problem(answer: Enrolled | NotEnrolled) -> Problem | None:
    return answer.problem if isinstance(answer, NotEnrolled) else None


@pytest.fixture
def request_(toy: Toy) -> Request:
    return spare(toy)


@pytest.fixture
def pending(toy: Toy, request_: Request) -> Enrolled:
    answer = ask(toy, request_)
    assert isinstance(answer, Enrolled)
    return answer


def test_it_waits_for_approval_and_its_certificate_says_so(toy: Toy, pending: Enrolled) -> None:
    certificate = certificates.read(pending.certificate, (public_bytes(toy.receipt),))
    assert certificate is not None
    assert (pending.pending, certificate.device_class) == (True, "pending")
    assert [device.id for device in pending_devices("agency-1")] == [pending.device]
    assert not pending_devices("agency-2")


def test_approved_it_is_one_of_the_agencys_and_hears_so_when_it_asks_again(toy: Toy, request_: Request, pending: Enrolled) -> None:
    assert approve_device(pending.device, by="it", now=MORNING + timedelta(hours=1), device_class="car", label="Car 31")
    device, answer = Device.get_by_id(pending.device), ask(toy, request_)
    assert (device.approved_by, device.approved_at, device.label) == ("it", MORNING + timedelta(hours=1), "Car 31")
    assert isinstance(answer, Enrolled)
    assert (answer.pending, answer.device_class) == (False, "car")
    assert not pending_devices("agency-1")


def test_only_what_waits_is_approved(toy: Toy, pending: Enrolled) -> None:
    assert not approve_device("unknown", by="it", now=MORNING)
    revoke_device(pending.device, by="it", now=MORNING)
    assert not approve_device(pending.device, by="it", now=MORNING)
    assert not pending_devices("agency-1")


def test_a_revoked_one_is_told_nothing_new(toy: Toy, request_: Request, pending: Enrolled) -> None:
    revoke_device(pending.device, by="it", now=MORNING)
    assert problem(ask(toy, request_)) is Problem.DEVICE_KNOWN


def test_another_agencys_person_is_told_nothing_of_it(toy: Toy, request_: Request, pending: Enrolled) -> None:
    assert problem(ask(toy, replace(request_, agency="agency-2"))) is Problem.DEVICE_KNOWN


def test_one_person_begins_only_a_few(toy: Toy) -> None:
    made = [problem(ask(toy, seed)) for seed in range(20, 20 + MOST_PENDING + 1)]
    assert made == [None] * MOST_PENDING + [Problem.TOO_MANY_PENDING]
    assert problem(ask(toy, 40, user="officer-2")) is None


@pytest.mark.parametrize("then", ["revoked", "approved"])
def test_what_became_of_them_makes_no_room_on_the_same_day(toy: Toy, then: str) -> None:
    for seed in range(20, 20 + MOST_PENDING):
        ask(toy, seed)
    for device in pending_devices("agency-1"):
        if then == "revoked":
            revoke_device(device.id, by="it", now=MORNING)
        else:
            approve_device(device.id, by="it", now=MORNING)
    assert problem(ask(toy, 40)) is Problem.TOO_MANY_PENDING
    toy.now = MORNING + timedelta(days=1, minutes=1)
    assert problem(ask(toy, 40)) is None


def test_those_that_still_wait_count_for_ever(toy: Toy) -> None:
    for seed in range(20, 20 + MOST_PENDING):
        ask(toy, seed)
    toy.now = MORNING + timedelta(days=30)
    assert problem(ask(toy, 40)) is Problem.TOO_MANY_PENDING


def test_a_restored_server_takes_it_back_as_pending(toy: Toy) -> None:
    forgotten = toy.phone(seed=3, enrolled=False)
    certificate = certificates.Certificate(forgotten.id, public_bytes(forgotten.key), certificates.PENDING, "agency-1", MORNING)
    forgotten.signer = replace(forgotten.signer, certificate=certificates.issue(certificate, toy.receipt))
    assert toy.outcomes(toy.push(forgotten, forgotten.submission())) == ["accepted"]
    assert [device.id for device in pending_devices("agency-1")] == [forgotten.id]
