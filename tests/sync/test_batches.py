"""A push is judged together, and one by one where it stumbles: the answers and what is left behind are the same."""

import logging
from typing import Any

import pytest
from peewee import DatabaseError, OperationalError

from sync.encoding import unb64
from sync.models import Held, Revision, StoredEnvelope
from tests.support.faults import stumbling
from tests.sync.toy import HELD_VERSION, Entry, Phone, Toy, hash_of


def statements(caplog: pytest.LogCaptureFixture) -> int:
    count = len(caplog.records)
    caplog.clear()
    return count


def test_it_takes_as_many_statements_for_fifty_as_for_five(toy: Toy, phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "peewee"):
        toy.push(phone, *[phone.submission() for _ in range(5)])
        few = statements(caplog)
        toy.push(phone, *[phone.submission() for _ in range(50)])
        assert statements(caplog) == few


@pytest.mark.parametrize("where", ["validate", "project"])
def test_one_that_stumbles_in_a_batch_stumbles_alone(toy: Toy, phone: Phone, where: str) -> None:
    names = [{"name": str(number)} for number in range(9)]
    batch = [phone.submission(answers) for answers in (*names[:4], {"name": "x", "stumble": where}, *names[4:])]
    assert toy.outcomes(toy.push(phone, *batch)) == ["accepted"] * 4 + ["quarantined"] + ["accepted"] * 5
    assert sorted(entry.answers["name"] for entry in Entry.select()) == [answers["name"] for answers in names]
    assert StoredEnvelope.select().count() == 10
    assert Revision.select().count() == 9


def test_one_that_cannot_even_be_opened_stumbles_alone(toy: Toy, phone: Phone) -> None:
    batch = [phone.submission({"name": str(number)}) for number in range(3)]
    toy.chokes_on = unb64(batch[1]["body"])
    assert toy.outcomes(toy.push(phone, *batch)) == ["accepted", "quarantined", "accepted"]


def test_nothing_is_opened_that_the_device_did_not_sign(toy: Toy, phone: Phone) -> None:
    batch = [phone.submission({"name": str(number)}) for number in range(3)]
    toy.push(phone, batch[0], batch[1] | {"sequence": 9}, batch[2])
    assert toy.opened == [unb64(batch[0]["body"]), unb64(batch[2]["body"])]


def test_it_says_and_leaves_the_same_whichever_way_it_went(toy: Toy, phone: Phone) -> None:
    together = _mixed(phone)
    outcomes = toy.outcomes(toy.push(phone, *together))
    left = _left_behind()
    stumbling = phone.submission({"name": "x", "stumble": "project"})
    assert toy.outcomes(toy.push(phone, *_mixed(phone), stumbling))[:-1] == outcomes
    assert _left_behind()[len(left) : -1] == left


def test_a_revision_finds_what_it_edits_in_its_own_batch(toy: Toy, phone: Phone) -> None:
    first = phone.submission({"name": "1"})
    second = phone.revision(first, {"name": "2"})
    third = phone.revision(second, {"name": "3"})
    assert toy.outcomes(toy.push(phone, phone.submission(), first, second, third)) == ["accepted"] * 4
    assert [row.number for row in Revision.select().order_by(Revision.envelope)] == [1, 1, 2, 3]


def test_every_receipt_of_a_batch_stands_beside_its_own_bytes(toy: Toy, phone: Phone) -> None:
    batch = [phone.submission({"name": str(number)}) for number in range(6)]
    answer = toy.push(phone, *batch)
    stored = StoredEnvelope.select().order_by(StoredEnvelope.sequence)
    assert [row.receipt for row in stored] == [signed.raw for signed in answer.receipts]
    assert [receipt.body_hash for receipt in toy.read(answer)] == [hash_of(envelope) for envelope in batch]


def test_a_storage_that_fails_is_no_fault_of_a_record(toy: Toy, phone: Phone) -> None:
    with stumbling("INSERT ON revision"), pytest.raises(OperationalError):
        toy.push(phone, phone.submission(), phone.submission())
    assert StoredEnvelope.select().count() == Entry.select().count() == 0


@pytest.mark.parametrize("others", [0, 2])
def test_f3_a_page_that_cannot_be_read_is_no_fault_of_a_record(toy: Toy, phone: Phone, others: int) -> None:
    with pytest.raises(DatabaseError, match="malformed"):
        toy.push(phone, *[phone.submission() for _ in range(others)], phone.submission({"name": "x", "stumble": "page"}))
    assert StoredEnvelope.select().count() == 0


def _mixed(phone: Phone) -> list[dict[str, Any]]:
    """One of every kind of answer."""
    first = phone.submission({"name": "1"})
    return [
        first,
        phone.submission({"age": 3}),
        phone.revision(first, {"name": "2"}),
        phone.revision(first, {"name": "too late"}),
        phone.submission(version=HELD_VERSION),
        phone.void(phone.mint()),
        first,
        {"header": "!"},
        phone.submission({"name": "4"}),
    ]


def _left_behind() -> list[tuple[Any, ...]]:
    """By number: what was decided, which revision it is, and what it waits for."""
    revisions = {row.envelope.number: row.number for row in Revision.select()}
    waiting = {row.envelope.number: row.waiting_on.split(":")[0] for row in Held.select()}
    rows = StoredEnvelope.select().order_by(StoredEnvelope.number)
    return [(row.outcome, row.reasons, revisions.get(row.number), waiting.get(row.number)) for row in rows]
