"""A phone in Node copies out what it cannot deliver; the server takes the file in, the phone delivers after it, and all is there once."""

from dataclasses import replace

import pytest

from fieldform import intake, rescue
from fieldform.keys_folder import Keys, key_id
from fieldform.record.contacts import Contact
from sync.models import Device, StoredEnvelope
from sync.sealing import new_key
from tests.browser_core.phone import NodePhone
from tests.browser_core.test_phone_and_server import phone, send, states
from tests.support.house import House
from tests.support.reports import report

__all__ = ["phone"]
UNDO_MS = 10_000


def copied(phone: NodePhone, **asked: bool) -> list[bytes]:
    text: str = phone.do("copy_out", **asked)["text"]
    return text.encode().splitlines()


def rotated(house: House) -> Keys:
    """The keys after a rotation: the former sealing key is archived."""
    fresh = new_key()
    name = key_id(fresh.public_key())
    return replace(house.keys, sealing={**house.keys.sealing, name: fresh}, current_sealing_id=name)


def take(house: House, lines: list[bytes]) -> rescue.Rescued:
    house.later(minutes=1)
    return rescue.take_in(lines, house.parts.reconciler, house.now)


def test_what_a_phone_copied_out_is_taken_in_and_its_own_delivery_gets_the_first_receipt(house: House, phone: NodePhone) -> None:
    sent = send(phone)
    taken = take(house, copied(phone))
    assert (taken.taken, taken.known, taken.refused, taken.set_aside) == (1, 0, (), ())
    assert Contact.get().id == sent
    house.later(hours=3)
    phone.do("advance", ms=UNDO_MS)
    [record] = phone.do("records")
    assert (record["state"], record["outcome"], StoredEnvelope.select().count()) == ("received", "accepted", 1)
    assert record["receivedAt"] < house.now.isoformat()


def test_a_file_taken_twice_changes_nothing(house: House, phone: NodePhone) -> None:
    send(phone)
    lines = copied(phone)
    take(house, lines)
    again = take(house, lines)
    assert (again.taken, again.known, Contact.select().count()) == (0, 1, 1)


def test_what_was_copied_out_can_no_longer_be_undone(phone: NodePhone) -> None:
    sent = send(phone)
    copied(phone)
    assert phone.do("undo", id=sent) == {"undone": False, "reason": "too_late"}


def test_what_the_device_said_of_itself_then_is_not_believed_now(house: House, phone: NodePhone) -> None:
    send(phone)
    before = Device.get()
    lines = copied(phone)
    house.later(days=20)
    take(house, lines)
    after = Device.get()
    assert (after.last_seen_at, after.skew_ms, after.waiting) == (before.last_seen_at, before.skew_ms, before.waiting)


def test_a_late_phone_that_sealed_to_an_archived_key_is_read(house: House, phone: NodePhone) -> None:
    send(phone)
    lines = copied(phone)
    newer = rotated(house)
    house.later(days=100)
    taken = rescue.take_in(lines, intake.reconciler(newer), house.now)
    assert (taken.taken, taken.set_aside, Contact.select().count()) == (1, (), 1)


def test_every_sealed_copy_can_be_copied_out_for_a_server_that_lost_them(house: House, phone: NodePhone) -> None:
    send(phone)
    phone.do("advance", ms=UNDO_MS)
    assert states(phone) == ["received"]
    assert phone.do("copy_out") is None
    assert take(house, copied(phone, everything=True)).known == 1


def test_a_file_that_was_cut_off_gives_what_is_whole_and_names_the_line(house: House, phone: NodePhone) -> None:
    send(phone)
    lines = copied(phone)
    taken = take(house, [*lines, lines[1][:200]])
    assert (taken.taken, taken.broken) == (1, (3,))


def test_a_changed_byte_is_refused_and_says_so(house: House, phone: NodePhone) -> None:
    send(phone)
    first, push = copied(phone)
    at = push.index(b'"body":"') + 60
    other = b"A" if push[at : at + 1] != b"A" else b"B"
    taken = take(house, [first, push[:at] + other + push[at + 1 :]])
    assert [codes for _, codes in taken.refused] == [("refused", "not_authentic")]


def test_neither_the_file_nor_its_lines_hold_a_word_of_the_report(phone: NodePhone) -> None:
    send(phone, report(given_name="Zzphicanary", narrative="Zzphicanary said so"))
    assert b"zzphicanary" not in b"".join(copied(phone)).lower()


def test_another_file_is_not_taken_for_one(house: House) -> None:
    with pytest.raises(rescue.NoRescue):
        take(house, [b'{"fieldform":1}'])
