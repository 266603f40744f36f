"""Numbers that have not come, named and written off; traces of a copied device, shown until somebody has looked into them."""

from sync.gaps import How, copies, gaps, order_new_epoch, settle_copies, write_off, written_off
from sync.models import Device, StoredEnvelope
from sync.wire import Kind, Place
from tests.sync.toy import MORNING, Phone, Toy, later


def device() -> Device:
    return Device.get()


def lost(toy: Toy, phone: Phone) -> None:
    """Numbers 1 to 4, of which 2 and 3 never come."""
    first, *_, last = (phone.submission() for _ in range(4))
    toy.push(phone, first, last)


def test_d6_it_names_the_numbers_and_since_when(toy: Toy, phone: Phone) -> None:
    lost(toy, phone)
    (gap,) = gaps(device())
    assert (gap.epoch, gap.numbers, gap.since) == (1, (2, 3), MORNING)


def test_what_only_the_device_speaks_of_may_still_lie_on_it(toy: Toy, phone: Phone) -> None:
    phone.submission()
    toy.push(phone)
    (gap,) = gaps(device())
    assert (gap.numbers, gap.since) == ((1,), None)


def test_a_device_that_was_ordered_to_count_anew_lacks_nothing_of_what_it_has_not_begun(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    order_new_epoch(phone.id)
    assert gaps(device()) == []
    phone.epoch, phone.next_sequence = 2, 1
    phone.submission()
    toy.push(phone, phone.submission())
    assert [(gap.epoch, gap.numbers) for gap in gaps(device())] == [(2, (1,))]


def test_a_written_off_number_is_named_no_more_and_passed(toy: Toy, phone: Phone) -> None:
    lost(toy, phone)
    assert write_off(phone.id, 1, (2, 3, 4, 9), by="it", at=MORNING, because="The phone burned.") == (2, 3)
    assert (gaps(device()), device().acked_through) == ([], 4)
    answer = toy.push(phone)
    assert (answer.acked_through, answer.missing) == (4, ())


def test_one_of_two_written_off_leaves_the_other_named(toy: Toy, phone: Phone) -> None:
    lost(toy, phone)
    write_off(phone.id, 1, (3,), by="it", at=MORNING, because="The phone burned.")
    answer = toy.push(phone)
    assert (answer.acked_through, answer.missing) == (1, (2,))


def test_a_record_that_comes_in_a_written_off_number_is_taken_all_the_same(toy: Toy, phone: Phone) -> None:
    first, second, third = (phone.submission() for _ in range(3))
    toy.push(phone, first, third)
    write_off(phone.id, 1, (2,), by="it", at=MORNING, because="The phone burned.")
    assert written_off(phone.id)[0].came_at is None
    toy.now = later(3)
    answer = toy.push(phone, second)
    assert (toy.outcomes(answer), answer.acked_through, answer.missing) == (["accepted"], 3, ())
    assert (written_off(phone.id)[0].came_at, written_off(phone.id)[0].because) == (later(3), "The phone burned.")


def test_a_copy_leaves_two_records_in_one_place(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    toy.push(phone, phone.envelope(Kind.SUBMISSION, phone.body({"name": "Dan Doe"}), place=Place(1, 1)))
    (trace,) = copies(phone.id)
    assert (trace.first.number, trace.second.number, trace.second.reasons) == (1, 2, ["place_taken"])


def test_a_copy_leaves_two_contents_under_one_id(toy: Toy, phone: Phone) -> None:
    name = phone.mint()
    for who in ("Dana Doe", "Dan Doe"):
        toy.push(phone, phone.envelope(Kind.SUBMISSION, phone.body({"name": who}), envelope_id=name))
    (trace,) = copies(phone.id)
    assert (trace.first.number, trace.second.reasons) == (1, ["same_id_other_content"])


def test_once_looked_into_only_what_comes_later_is_shown(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission(), phone.envelope(Kind.SUBMISSION, phone.body({"name": "Dan Doe"}), place=Place(1, 1)))
    settle_copies(phone.id, How.NEW_EPOCH, by="it", at=MORNING, because="Restored from an image.")
    assert copies(phone.id) == []
    toy.push(phone, phone.envelope(Kind.SUBMISSION, phone.body({"name": "Third"}), place=Place(1, 1)))
    assert [trace.second.number for trace in copies(phone.id)] == [3]


def test_one_new_epoch_is_ordered_at_a_time(toy: Toy, phone: Phone) -> None:
    toy.push(phone, phone.submission())
    for _ in range(2):
        order_new_epoch(phone.id)
    assert device().epoch == 2
    assert StoredEnvelope.select().count() == 1
