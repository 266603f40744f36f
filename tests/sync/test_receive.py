"""The shell: what a push leaves behind, and what it answers."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync import certificates, enrolment
from sync.certificates import Certificate
from sync.encoding import b64, compact_json, label, unb64
from sync.ledger import drafts_of, forget_drafts
from sync.models import Device, Held, Refusal, Revision, StoredEnvelope
from sync.parse import parse_push
from sync.receive import StorageFault
from sync.sealing import new_key, public_bytes, sign
from sync.wire import Kind, Place, Signed
from tests.support.faults import rotting
from tests.sync.toy import AUTHOR, HELD_VERSION, MORNING, Entry, Phone, Toy, hash_of, later


def test_it_accepts_a_submission_and_enters_it_once(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.submission({"name": "Dana Doe"}))
    assert toy.outcomes(answer) == ["accepted"]
    assert [entry.answers for entry in Entry.select()] == [{"name": "Dana Doe"}]


def test_it_signs_the_hash_of_the_bytes_as_they_stand_in_the_database(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission()
    receipt = toy.read(toy.push(phone, envelope))[0]
    stored = StoredEnvelope.get()
    assert receipt.body_hash == hash_of(envelope)
    assert bytes(stored.body) == unb64(envelope["body"])


def test_s1_it_gives_the_same_receipt_to_the_same_bytes(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission()
    first = toy.push(phone, envelope)
    toy.now = later(5)
    again = toy.push(phone, envelope)
    assert again.receipts == first.receipts
    assert StoredEnvelope.select().count() == Entry.select().count() == 1


def test_it_answers_twins_in_one_push_alike(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission()
    answer = toy.push(phone, envelope, envelope)
    assert answer.receipts[0] == answer.receipts[1]
    assert Entry.select().count() == 1


def test_s13_it_keeps_both_where_one_id_comes_with_other_content(toy: Toy, phone: Phone) -> None:
    first = phone.submission({"name": "Dana Doe"})
    toy.push(phone, first)
    name = StoredEnvelope.get().envelope_id
    other = phone.envelope(Kind.SUBMISSION, phone.body({"name": "Someone else"}), envelope_id=name)
    answer = toy.push(phone, other)
    assert toy.reasons(answer) == [("same_id_other_content",)]
    assert StoredEnvelope.select().count() == 2
    assert [entry.answers for entry in Entry.select()] == [{"name": "Dana Doe"}]


def test_s13_it_keeps_both_and_orders_a_new_epoch_where_a_place_is_taken(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    clone = phone.envelope(Kind.SUBMISSION, phone.body({"name": "R. Alvarez"}), place=Place(1, 1))
    answer = toy.push(phone, clone)
    assert toy.reasons(answer) == [("place_taken",)]
    assert answer.orders == ({"order": "new_epoch", "epoch": 2},)
    assert Device.get().epoch == 2
    assert StoredEnvelope.select().count() == 2


def test_it_stops_ordering_once_the_device_counts_in_the_new_epoch(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    toy.push(phone, phone.envelope(Kind.SUBMISSION, phone.body({"name": "x"}), place=Place(1, 1)))
    phone.epoch, phone.next_sequence = 2, 1
    answer = toy.push(phone, phone.submission())
    assert answer.orders == ()
    assert (answer.epoch, answer.acked_through) == (2, 1)


def test_it_quarantines_what_cannot_be_used_and_keeps_the_bytes(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.submission({"age": 34}))
    assert toy.outcomes(answer) == ["quarantined"]
    assert toy.reasons(answer) == [("missing",)]
    assert StoredEnvelope.get().reasons == ["missing:/name"]


def test_it_quarantines_a_body_that_does_not_open(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission()
    header, sealed = unb64(envelope["header"]), bytearray(unb64(envelope["body"]))
    sealed[-1] ^= 1
    answer = toy.push(phone, phone.signer.placed(header, bytes(sealed), Place(1, 1)))
    assert toy.reasons(answer) == [("unreadable",)]


@pytest.mark.parametrize("where", ["validate", "project"])
def test_one_record_that_the_domain_stumbles_over_does_not_block_the_next(toy: Toy, phone: Phone, where: str) -> None:
    toy.stumble_on = where
    stumbling = phone.submission()
    assert toy.reasons(toy.push(phone, stumbling)) == [("could_not_be_used",)]
    assert Entry.select().count() == 0
    toy.stumble_on = ""
    assert toy.outcomes(toy.push(phone, phone.submission())) == ["accepted"]


def test_a_conflict_reaches_the_domain_with_the_revision_that_it_edited(toy: Toy, phone: Phone) -> None:
    first = phone.submission()
    mine, theirs = phone.revision(first, {"name": "D. Doe"}), phone.revision(first, {"name": "Dana D."})
    assert toy.outcomes(toy.push(phone, first, mine, theirs)) == ["accepted", "accepted", "conflict"]
    assert [(one.submitted.body.answers, one.base) for one in toy.contested] == [({"name": "Dana D."}, 1)]


def test_a_revision_of_one_in_conflict_is_a_conflict_and_waits_for_nothing(toy: Toy, phone: Phone) -> None:
    first = phone.submission()
    mine, theirs = phone.revision(first, {"name": "D. Doe"}), phone.revision(first, {"name": "Dana D."})
    after = phone.revision(theirs, {"name": "Dana Doe-Diaz"})
    assert toy.outcomes(toy.push(phone, first, mine, after)) == ["accepted", "accepted", "held"]
    toy.push(phone, theirs)
    assert Held.select().count() == 0
    assert [one.base for one in toy.contested] == [1, 1]


def test_once_a_conflict_is_settled_what_edits_it_edits_the_revision_that_stands_for_it(toy: Toy, phone: Phone) -> None:
    first = phone.submission()
    mine, theirs = phone.revision(first, {"name": "D. Doe"}), phone.revision(first, {"name": "Dana D."})
    taken = phone.revision(mine, {"name": "Dana D."})
    settling = phone.envelope(Kind.ACTION, phone.body({"ends": b64(hash_of(theirs)), "with": b64(hash_of(taken))}))
    toy.push(phone, first, mine, theirs, taken, settling)
    assert toy.outcomes(toy.push(phone, phone.revision(theirs, {"name": "Dana Doe-Diaz"}))) == ["accepted"]
    assert Entry.select().order_by(Entry.revision.desc()).get().answers == {"name": "Dana Doe-Diaz"}


def test_the_revision_of_one_that_could_not_be_used_begins_its_line_in_its_place(toy: Toy, phone: Phone) -> None:
    bad = phone.submission({"age": 34})
    mended = phone.revision(bad, {"age": 34, "name": "Dana Doe"})
    assert toy.outcomes(toy.push(phone, mended)) == ["held"]
    toy.push(phone, bad)
    entry = Entry.get()
    assert (entry.submission_id, entry.revision) == (StoredEnvelope.get(StoredEnvelope.kind == "submission").envelope_id, 1)


def test_the_revision_of_one_that_nobody_may_trust_goes_to_the_same_person(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    clone = phone.envelope(Kind.SUBMISSION, phone.body({"name": "R. Alvarez"}), place=Place(1, 1))
    toy.push(phone, clone)
    assert toy.reasons(toy.push(phone, phone.revision(clone, {"name": "Rosa Alvarez"}))) == [("base_unjudged",)]


def test_an_action_waits_for_the_record_that_it_works_on(toy: Toy, phone: Phone) -> None:
    first = phone.submission()
    action = phone.envelope(Kind.ACTION, phone.body({"on": json.loads(unb64(first["header"]))["id"]}))
    answer = toy.push(phone, action)
    assert (toy.outcomes(answer), toy.reasons(answer)) == (["held"], [("unknown_record",)])
    toy.push(phone, first)
    assert [row.outcome for row in StoredEnvelope.select()] == ["accepted", "accepted"]


def test_it_refuses_one_broken_element_and_takes_the_others(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, {"header": "!"}, phone.submission())
    assert toy.outcomes(answer) == ["refused", "accepted"]
    assert Refusal.get().reason == "not_an_envelope"


def test_it_refuses_a_forged_envelope_without_storing_it(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission() | {"device_sig": b64(bytes(64))}
    answer = toy.push(phone, envelope)
    assert toy.outcomes(answer) == ["refused"]
    assert toy.read(answer)[0].body_hash is None
    assert StoredEnvelope.select().count() == 0


def test_it_refuses_an_envelope_moved_to_another_place(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.submission() | {"sequence": 9})
    assert toy.outcomes(answer) == ["refused"]


def test_s13_it_refuses_another_devices_envelope(toy: Toy, phone: Phone) -> None:
    stranger = toy.phone(seed=2)
    assert toy.outcomes(toy.push(phone, stranger.submission())) == ["refused"]


def test_it_refuses_a_device_that_nobody_certified(toy: Toy, phone: Phone) -> None:
    elsewhere = Toy.__new__(Toy)
    elsewhere.sealing, elsewhere.receipt = toy.sealing, new_key()
    forger = Phone(elsewhere, 7, enrolled=False)
    assert toy.outcomes(toy.push(forger, forger.submission())) == ["refused"]
    assert Refusal.get().reason == "device_unknown"


@pytest.mark.parametrize("enrolled", [True, False])
def test_it_counts_a_hundred_refusals_in_one_statement(toy: Toy, caplog: pytest.LogCaptureFixture, enrolled: bool) -> None:
    phone = toy.phone(seed=3, enrolled=enrolled)
    if not enrolled:
        phone.signer = replace(phone.signer, certificate=Signed(b"", bytes(64)))
    toy.push(phone, {})
    with caplog.at_level(logging.DEBUG, "peewee"):
        toy.push(phone, *[{}] * 100)
    assert sum('"refusal"' in str(record.msg) for record in caplog.records) == 1
    assert Refusal.get().count == 101


def test_it_takes_a_certified_device_back_after_a_restore(toy: Toy) -> None:
    forgotten = toy.phone(seed=3, enrolled=False)
    assert toy.outcomes(toy.push(forgotten, forgotten.submission())) == ["accepted"]
    assert Device.get(Device.id == forgotten.id).certified_at == toy.now


def test_it_takes_no_device_back_whose_key_stands_for_another_by_now(toy: Toy, phone: Phone) -> None:
    earlier = toy.phone(seed=3, enrolled=False)
    certificate = Certificate(earlier.id, public_bytes(phone.key), "phone", "agency-1", MORNING)
    earlier.signer = replace(earlier.signer, device_key=phone.key, certificate=certificates.issue(certificate, toy.receipt))
    assert toy.reasons(toy.push(earlier, earlier.submission())) == [("device_unknown",)]


def test_it_takes_the_word_of_a_device_that_is_an_epoch_ahead_of_a_restored_server(toy: Toy, phone: Phone) -> None:
    phone.epoch = 3
    answer = toy.push(phone, phone.submission())
    assert (answer.epoch, answer.acked_through, answer.orders) == (3, 1, ())


def test_a_revoked_device_still_delivers_into_quarantine_up_to_its_quota(toy: Toy, phone: Phone) -> None:
    enrolment.revoke_device(phone.id, by="it", now=MORNING)
    for _ in range(3):
        assert toy.reasons(toy.push(phone, phone.submission())) == [("device_revoked",)]
    answer = toy.push(phone, phone.submission())
    assert toy.reasons(answer) == [("quota",)]
    assert answer.orders == ({"order": "lock"}, {"order": "erase"})


def test_a_revoked_authors_records_arrive_marked(toy: Toy, phone: Phone) -> None:
    enrolment.revoke_author("officer-1", by="it", now=MORNING)
    assert toy.reasons(toy.push(phone, phone.submission())) == [("author_revoked",)]


def test_it_knows_an_author_by_the_key_registered_at_sign_in(toy: Toy, phone: Phone) -> None:
    key = new_key()
    enrolment.register_author_key(author="officer-1", device=phone.id, public_key=public_bytes(key), now=MORNING)
    signed = phone.envelope(Kind.SUBMISSION, phone.body({"name": "x"}), author_key=key)
    forged = phone.envelope(Kind.SUBMISSION, phone.body({"name": "x"}), author_key=new_key())
    answer = toy.push(phone, signed, phone.submission(), forged)
    assert toy.outcomes(answer) == ["accepted", "accepted", "quarantined"]
    assert [row.author_confirmed for row in StoredEnvelope.select()] == [True, False, False]


def test_it_holds_an_unknown_form_version_until_it_is_published(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.submission(version=HELD_VERSION))
    assert toy.outcomes(answer) == ["held"]
    toy.published.add(HELD_VERSION)
    assert toy.engine.release(f"form:{HELD_VERSION}") == 1
    assert (StoredEnvelope.get().outcome, Entry.select().count(), Held.select().count()) == ("accepted", 1, 0)


def test_it_takes_a_draft_in_without_looking_inside(toy: Toy, phone: Phone) -> None:
    draft = phone.envelope(Kind.DRAFT, {"anything": 1})
    assert toy.outcomes(toy.push(phone, draft)) == ["accepted"]
    assert ([one.body for one in drafts_of(AUTHOR)], toy.opened) == ([unb64(draft["body"])], [])


def test_of_a_draft_that_went_home_only_that_it_came_is_kept(toy: Toy, phone: Phone) -> None:
    draft = phone.envelope(Kind.DRAFT, {"anything": 1})
    first = toy.push(phone, draft)
    own_id = drafts_of(AUTHOR)[0].id
    assert (forget_drafts("somebody else", [own_id]), forget_drafts(AUTHOR, [own_id])) == (0, 1)
    assert drafts_of(AUTHOR) == []
    assert toy.push(phone, draft).receipts == first.receipts


def test_it_holds_the_kind_that_is_reserved_for_later(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.envelope(Kind.CHUNK, {"anything": 1}))
    assert toy.reasons(answer) == [("kind_reserved",)]
    assert Held.get().waiting_on == "kind:chunk"


def test_it_enters_a_revision_of_the_newest_as_the_next_one(toy: Toy, phone: Phone) -> None:
    first = phone.submission({"name": "Dana"})
    second = phone.revision(first, {"name": "Dana Doe"})
    assert toy.outcomes(toy.push(phone, first, second)) == ["accepted", "accepted"]
    assert [(entry.revision, entry.answers["name"]) for entry in Entry.select()] == [(1, "Dana"), (2, "Dana Doe")]
    assert len({row.submission_id for row in Revision.select()}) == 1


def test_no_conflict_winner_is_picked_silently_where_someone_revised_it_meanwhile(toy: Toy, phone: Phone) -> None:
    first = phone.submission({"name": "Dana"})
    answer = toy.push(phone, first, phone.revision(first, {"name": "Dana Doe"}), phone.revision(first, {"name": "Diana Doe"}))
    assert toy.outcomes(answer) == ["accepted", "accepted", "conflict"]
    assert Entry.select().count() == 2


def test_it_holds_revisions_until_what_they_edit_arrives(toy: Toy, phone: Phone) -> None:
    first = phone.submission({"name": "1"})
    second = phone.revision(first, {"name": "2"})
    third = phone.revision(second, {"name": "3"})
    assert toy.outcomes(toy.push(phone, third, second)) == ["held", "held"]
    toy.push(phone, first)
    assert [entry.answers["name"] for entry in Entry.select().order_by(Entry.revision)] == ["1", "2", "3"]
    assert Held.select().count() == 0


def test_a_revision_of_nothing_waits_for_a_person(toy: Toy, phone: Phone) -> None:
    answer = toy.push(phone, phone.envelope(Kind.REVISION, phone.body({"name": "x"})))
    assert toy.reasons(answer) == [("no_base",)]


def test_a_void_keeps_the_numbers_without_a_gap(toy: Toy, phone: Phone) -> None:
    undone = phone.mint()
    answer = toy.push(phone, phone.void(undone), phone.submission())
    assert toy.outcomes(answer) == ["accepted", "accepted"]
    assert (answer.acked_through, answer.missing, Entry.select().count()) == (2, (), 1)


def test_it_names_the_numbers_that_are_missing(toy: Toy, phone: Phone) -> None:
    envelopes = [phone.submission() for _ in range(6)]
    answer = toy.push(phone, envelopes[0], envelopes[1], envelopes[4])
    assert (answer.acked_through, answer.missing) == (2, (3, 4, 6))


def test_acked_through_goes_on_from_where_it_was(toy: Toy, phone: Phone) -> None:
    first, second, third = (phone.submission() for _ in range(3))
    assert toy.push(phone, first, third).acked_through == 1
    assert toy.push(phone, second).acked_through == 3


def test_it_writes_down_what_the_device_says_of_itself(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    seen = Device.get()
    assert (seen.last_seen_at, seen.next_sequence, seen.waiting, seen.app_version) == (MORNING, 2, 1, "python")


@pytest.mark.parametrize(
    ("clock", "oldest", "since"),
    [
        (later(0), later(-2), later(-2)),
        (later(-24 * 365), later(-24 * 365 - 2), later(-2)),
        (later(0), datetime(1, 1, 1, tzinfo=UTC), later(0)),
        (later(0), datetime(9999, 12, 31, tzinfo=UTC), later(0)),
    ],
)
def test_since_when_something_waits_is_told_by_the_servers_clock(
    toy: Toy, phone: Phone, clock: datetime, oldest: datetime, since: datetime
) -> None:
    push = parse_push(phone.signer.push([], epoch=1, next_sequence=2, wall_clock=clock))
    said = compact_json(json.loads(push.heartbeat.raw) | {"oldest_unacknowledged": oldest.isoformat()})
    toy.take(replace(push, heartbeat=Signed(said, sign(phone.key, label("heartbeat") + said))))
    assert Device.get().oldest_unacknowledged_at == since


def test_an_envelope_is_authentic_without_a_good_heartbeat(toy: Toy, phone: Phone) -> None:
    push = parse_push(phone.signer.push([phone.submission()], epoch=1, next_sequence=2, wall_clock=MORNING))
    answer = toy.take(replace(push, heartbeat=replace(push.heartbeat, signature=bytes(64))))
    assert toy.outcomes(answer) == ["accepted"]
    assert Device.get().last_seen_at is None


def test_a_fault_part_way_leaves_no_trace(toy: Toy, phone: Phone) -> None:
    envelope = phone.submission()
    with rotting("envelope", "body"), pytest.raises(StorageFault):
        toy.push(phone, envelope)
    assert StoredEnvelope.select().count() == Entry.select().count() == 0
    assert toy.outcomes(toy.push(phone, envelope)) == ["accepted"]


@pytest.mark.parametrize("years", [-10, 10])
def test_s20_whatever_the_servers_clock_says_it_goes_on_taking_in_and_answers_the_same(toy: Toy, phone: Phone, years: int) -> None:
    first, second = phone.submission(), phone.submission()
    before = toy.push(phone, first).receipts
    toy.now += timedelta(days=365 * years)
    answer = toy.push(phone, first, second)
    assert answer.receipts[0] == before[0]
    assert (toy.outcomes(answer)[1], answer.acked_through) == ("accepted", 2)
