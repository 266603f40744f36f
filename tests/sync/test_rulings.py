"""What a person decides of an envelope that was set aside: it enters as it is, follows another, stands apart, or is rejected."""

from typing import Any

import pytest

from sync import rulings
from sync.enrolment import revoke_author, revoke_device
from sync.models import Held, Revision, Ruling, StoredEnvelope
from sync.rulings import What, Word
from sync.wire import Kind
from tests.sync.toy import AUTHOR, HELD_VERSION, MORNING, Entry, Phone, Toy


def word(number: int = 1) -> Word:
    return Word(f"00000000-0000-4000-8000-{number:012}", "supervisor-1", MORNING, "Asked her: it is hers.")


def twins(toy: Toy, phone: Phone) -> str:
    """Two records under one id, with other words; the id."""
    name = phone.mint()
    for who in ("Dana Doe", "Dan Doe"):
        toy.push(phone, phone.envelope(Kind.SUBMISSION, phone.body({"name": who}), envelope_id=name))
    return name


def state() -> list[tuple[Any, ...]]:
    return [(row.number, row.outcome, row.reasons) for row in StoredEnvelope.select().order_by(StoredEnvelope.number)]


@pytest.mark.parametrize("revoked", ["author", "device"])
def test_what_somebody_shut_out_sent_enters_once_a_person_vouches_for_it(toy: Toy, phone: Phone, revoked: str) -> None:
    if revoked == "author":
        revoke_author(AUTHOR, by="it", now=toy.now)
    else:
        revoke_device(phone.id, by="it", now=toy.now)
    toy.push(phone, phone.submission())
    before = bytes(StoredEnvelope.get().body)
    decision = toy.engine.replay(1, What.ENTERED, word())
    assert decision is not None
    assert decision.outcome == "accepted"
    assert (Entry.select().count(), bytes(StoredEnvelope.get().body), state()) == (1, before, [(1, "accepted", [])])
    assert (Ruling.get().by, Ruling.get().note, Ruling.get().before) == ("supervisor-1", "Asked her: it is hers.", "quarantined")


def test_its_receipt_stays_the_first_one(toy: Toy, phone: Phone) -> None:
    revoke_author(AUTHOR, by="it", now=toy.now)
    sent = phone.submission()
    first = toy.push(phone, sent).receipts
    toy.engine.replay(1, What.ENTERED, word())
    assert toy.push(phone, sent).receipts == first


def test_it_is_taken_in_once(toy: Toy, phone: Phone) -> None:
    revoke_author(AUTHOR, by="it", now=toy.now)
    toy.push(phone, phone.submission())
    toy.engine.replay(1, What.ENTERED, word())
    assert toy.engine.replay(1, What.ENTERED, word(2)) is None
    assert Entry.select().count() == 1


def test_what_waited_for_it_enters_with_it(toy: Toy, phone: Phone) -> None:
    toy.stumble_on = "project"
    first = phone.submission()
    toy.push(phone, first)
    toy.push(phone, phone.envelope(Kind.ACTION, phone.body({"on": StoredEnvelope.get().envelope_id})))
    assert Held.select().count() == 1
    toy.stumble_on = ""
    toy.engine.replay(1, What.ENTERED, word())
    assert [outcome for _, outcome, _ in state()] == ["accepted", "accepted"]


def test_what_still_cannot_be_used_stays_as_it_was_and_can_be_corrected(toy: Toy, phone: Phone) -> None:
    broken = phone.submission({"age": 3})
    toy.push(phone, broken)
    decision = toy.engine.replay(1, What.ENTERED, word())
    assert decision is not None
    assert decision.reasons == ("missing:/name",)
    assert (state(), Ruling.select().count()) == ([(1, "quarantined", ["missing:/name"])], 0)
    assert toy.outcomes(toy.push(phone, phone.revision(broken, {"name": "Dana Doe"}))) == ["accepted"]


def test_what_was_corrected_meanwhile_enters_no_more(toy: Toy, phone: Phone) -> None:
    broken = phone.submission({"age": 3})
    toy.push(phone, broken, phone.revision(broken, {"name": "Dana Doe"}))
    assert rulings.ways(StoredEnvelope.get_by_id(1)) == ()


def test_what_waits_for_a_form_is_held_on_until_it_is_published(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission(version=HELD_VERSION))
    toy.engine.replay(1, What.ENTERED, word())
    assert Held.select().count() == 1
    toy.published.add(HELD_VERSION)
    toy.engine.replay(1, What.ENTERED, word())
    assert (Held.select().count(), Entry.select().count()) == (0, 1)


def test_the_second_of_one_id_becomes_the_next_version_of_the_first(toy: Toy, phone: Phone) -> None:
    name = twins(toy, phone)
    toy.engine.replay(2, What.FOLLOWS, word())
    assert [(row.submission_id, row.revision, row.answers["name"]) for row in Entry.select()] == [
        (name, 1, "Dana Doe"),
        (name, 2, "Dan Doe"),
    ]


def test_the_second_of_one_id_becomes_a_record_of_its_own(toy: Toy, phone: Phone) -> None:
    name = twins(toy, phone)
    toy.engine.replay(2, What.APART, word())
    first, second = sorted(Entry.select(), key=lambda entry: entry.answers["name"], reverse=True)
    assert (first.submission_id, second.revision, second.answers["name"]) == (name, 1, "Dan Doe")
    assert second.submission_id == Ruling.get().became != name
    assert Revision.select().count() == 2


def test_a_rejected_one_waits_for_nobody_and_can_be_taken_back(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission({"age": 3}))
    assert rulings.reject(1, word())
    assert state() == [(1, "rejected", ["missing:/name"])]
    assert not rulings.reject(1, word(2))
    assert toy.engine.replay(1, What.ENTERED, word(3)) is None
    assert rulings.take_back(1, by="supervisor-2", at=MORNING)
    assert state() == [(1, "quarantined", ["missing:/name"])]
    assert (Ruling.get().undone_by, rulings.standing(1)) == ("supervisor-2", None)


def test_a_rejected_one_that_waited_is_not_let_in_by_what_it_waited_for(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission(version=HELD_VERSION))
    rulings.reject(1, word())
    toy.published.add(HELD_VERSION)
    toy.engine.release(f"form:{HELD_VERSION}")
    assert Entry.select().count() == 0
    rulings.take_back(1, by="supervisor-2", at=MORNING)
    assert toy.engine.replay(1, What.ENTERED, word(2)) is not None
    assert Entry.select().count() == 1
