"""What proves that the records were rolled back: a receipt of this very life for something that is not here, and nothing less."""

from dataclasses import replace
from typing import Any

import pytest

from sync.encoding import b64
from sync.lives import RESTORED, begin_life, current_life
from sync.models import Instance, Revision, StoredEnvelope
from tests.sync.toy import Entry, Phone, Toy, later


@pytest.fixture
def offered_again(toy: Toy, phone: Phone) -> dict[str, Any]:
    """An envelope with the receipt it got, and the receipt signed as it came."""
    envelope = phone.submission()
    answer = toy.push(phone, envelope)
    return envelope | {"receipt": answer.receipts[0].as_json()}


def roll_back() -> None:
    for table in (Revision, Entry, StoredEnvelope):
        table.delete().execute()


def test_a_receipt_for_something_that_is_not_here_begins_a_new_life(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    roll_back()
    answer = toy.push(phone, offered_again)
    assert (current_life().because, answer.instance) == ("rolled back", current_life().id)
    assert StoredEnvelope.select().count() == 1


def test_what_is_here_proves_nothing(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    toy.push(phone, offered_again)
    assert Instance.select().count() == 1


def test_a_receipt_from_before_a_restore_proves_nothing_new(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    roll_back()
    begin_life(RESTORED, later(1))
    toy.push(phone, offered_again)
    assert current_life().because == RESTORED


def test_a_receipt_that_somebody_made_up_proves_nothing(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    roll_back()
    offered_again["receipt"]["signature"] = b64(bytes(64))
    assert toy.push(phone, offered_again).receipts
    assert Instance.select().count() == 1


def test_another_records_receipt_proves_nothing(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    roll_back()
    toy.push(phone, phone.submission() | {"receipt": offered_again["receipt"]})
    assert Instance.select().count() == 1


def test_the_domain_hears_of_it_once(toy: Toy, phone: Phone, offered_again: dict[str, Any]) -> None:
    heard: list[object] = []
    toy.engine = replace(toy.engine, domain=replace(toy.engine.domain, rolled_back=heard.append))
    roll_back()
    toy.push(phone, offered_again)
    roll_back()
    toy.push(phone, offered_again)
    assert len(heard) == 1


def test_a_new_life_is_newer_whatever_the_clock_says(toy: Toy) -> None:
    first = begin_life(RESTORED, later(1000))
    second = begin_life(RESTORED, later(1))
    assert (current_life().id, first != second) == (second, True)
