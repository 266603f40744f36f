"""Enrolment: one code, one device, and proof that it holds its key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync import certificates
from sync.enrolment import CODE_LIFE, Enrolled, NotEnrolled, Problem, Request, enrol, make_code, register_author_key
from sync.models import AuthorKey, Device
from sync.sealing import new_key, public_bytes
from tests.sync.toy import MORNING, Phone, Toy


@pytest.fixture
def request_(toy: Toy) -> Request:
    phone = toy.phone(seed=5, enrolled=False)
    make_code(secret="K7QF-2M9X", agency="agency-1", device_class="phone", label="car 12", made_by="it", now=MORNING)
    heartbeat = phone.signer.heartbeat(epoch=1, next_sequence=1, waiting=0, wall_clock=MORNING, app="t", challenge="c-1")
    return Request(" k7qf 2m9x", phone.id, public_bytes(phone.key), heartbeat, "c-1", "agency-1")


def answered(toy: Toy, request: Request) -> Problem | None:
    answer = enrol(request, user="officer-1", receipt_key=toy.receipt, now=toy.now)
    return answer.problem if isinstance(answer, NotEnrolled) else None


def test_it_enrols_a_device_and_certifies_its_key(toy: Toy, request_: Request) -> None:
    answer = enrol(request_, user="officer-1", receipt_key=toy.receipt, now=toy.now)
    assert isinstance(answer, Enrolled)
    certificate = certificates.read(answer.certificate, (public_bytes(toy.receipt),))
    assert certificate is not None
    assert (certificate.id, certificate.public_key, certificate.agency) == (request_.device, request_.public_key, "agency-1")
    assert Device.get().label == "car 12"


def test_a_code_enrols_one_device(toy: Toy, request_: Request) -> None:
    other = toy.phone(seed=6, enrolled=False)
    proof = other.signer.heartbeat(epoch=1, next_sequence=1, waiting=0, wall_clock=MORNING, app="t", challenge="c-1")
    assert answered(toy, request_) is None
    assert answered(toy, replace(request_, device=other.id, public_key=public_bytes(other.key), heartbeat=proof)) is Problem.CODE_USED


def test_a_device_that_never_heard_the_answer_asks_again(toy: Toy, request_: Request) -> None:
    assert answered(toy, request_) is None
    toy.now = MORNING + timedelta(minutes=3)
    assert answered(toy, request_) is None
    assert Device.select().count() == 1


def test_a_code_ends_after_a_day(toy: Toy, request_: Request) -> None:
    toy.now = MORNING + CODE_LIFE + timedelta(seconds=1)
    assert answered(toy, request_) is Problem.CODE_EXPIRED


def test_a_guessed_code_is_unknown(toy: Toy, request_: Request) -> None:
    assert answered(toy, replace(request_, code="AAAA-AAAA")) is Problem.CODE_UNKNOWN


def test_a_code_is_for_its_own_agency(toy: Toy, request_: Request) -> None:
    assert answered(toy, replace(request_, agency="agency-2")) is Problem.CODE_ELSEWHERE


def test_a_proof_is_for_one_session(toy: Toy, request_: Request) -> None:
    assert answered(toy, replace(request_, challenge="c-2")) is Problem.PROOF_FAILED


def test_a_proof_needs_the_key(toy: Toy, request_: Request) -> None:
    assert answered(toy, replace(request_, public_key=public_bytes(new_key()))) is Problem.PROOF_FAILED


def test_a_device_enrols_once(toy: Toy, request_: Request) -> None:
    answered(toy, request_)
    make_code(secret="SECOND", agency="agency-1", device_class="phone", label="", made_by="it", now=MORNING)
    assert answered(toy, replace(request_, code="SECOND")) is Problem.DEVICE_KNOWN


def test_a_certificate_of_another_server_is_none(toy: Toy, request_: Request) -> None:
    answer = enrol(request_, user="officer-1", receipt_key=new_key(), now=toy.now)
    assert isinstance(answer, Enrolled)
    assert certificates.read(answer.certificate, (public_bytes(toy.receipt),)) is None


def test_an_author_key_needs_an_enrolled_device(toy: Toy, phone: Phone) -> None:
    key = public_bytes(new_key())
    assert not register_author_key(author="a", device="unknown", public_key=key, now=MORNING)
    assert register_author_key(author="a", device=phone.id, public_key=key, now=MORNING)
    assert register_author_key(author="a", device=phone.id, public_key=key, now=MORNING)
    assert AuthorKey.select().count() == 1
