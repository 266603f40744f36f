"""Laws of reconciling, whatever the network does: again is no change, any order converges, nothing is lost, numbers add up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Model, OperationalError

from sync.decide import Outcome
from sync.encoding import unb64
from sync.gaps import write_off
from sync.models import TABLES, Aside, Held, Revision, StoredEnvelope
from tests.support.faults import stumbling
from tests.support.ground import bare, on_postgresql
from tests.sync.toy import Entry, Phone, Toy, hash_of

# What is decided is the same on both databases; each example makes a database, and on PostgreSQL that takes six times as long.
LAW = settings(max_examples=20 if on_postgresql() else 60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def fresh() -> Iterator[tuple[Toy, Phone]]:
    with bare([*TABLES, Entry]):
        toy = Toy()
        yield toy, toy.phone()


# A history: each step is a new submission, an edit of an earlier record, a void, or something that cannot be used.
KINDS = ["new", "edit", "bad edit", "void", "bad", "unknown form"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), min_size=1, max_size=10)


def written(phone: Phone, steps: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """What a phone has in its queue after these steps; edits form lines without forks."""
    queue: list[dict[str, Any]] = []
    newest: list[dict[str, Any]] = []
    for kind, number in steps:
        if kind in ("edit", "bad edit") and newest:
            line = number % len(newest)
            newest[line] = phone.revision(newest[line], {"name": f"edit {len(queue)}"} if kind == "edit" else {"age": number})
            queue.append(newest[line])
        elif kind == "void":
            queue.append(phone.void(phone.mint()))
        elif kind == "bad":
            newest.append(phone.submission({"age": number}))
            queue.append(newest[-1])
        elif kind == "unknown form":
            queue.append(phone.submission(version="v9"))
        else:
            newest.append(phone.submission({"name": f"new {len(queue)}"}))
            queue.append(newest[-1])
    return queue


def state() -> tuple[Any, ...]:
    """All that should not depend on the order of arrival."""
    return (
        sorted((entry.submission_id, entry.revision, str(entry.answers)) for entry in Entry.select()),
        sorted((row.envelope_id, row.outcome, str(row.reasons)) for row in StoredEnvelope.select()),
        sorted((row.submission_id, row.number, bytes(row.body_hash)) for row in Revision.select()),
        sorted((row.submission_id, row.number, bytes(row.body_hash)) for row in Aside.select()),
        sorted(row.waiting_on for row in Held.select()),
    )


def everything() -> list[list[tuple[Any, ...]]]:
    """Every row of every table."""
    tables: tuple[type[Model], ...] = (*TABLES, Entry)
    rows: list[Any] = [table.select().tuples() for table in tables]
    return [sorted(found, key=repr) for found in rows]


@LAW
@given(STEPS, st.data())
def test_s14_any_order_in_any_batches_converges(steps: list[tuple[str, int]], data: st.DataObject) -> None:
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        toy.push(phone, *queue)
        in_order = state()
        for table in (Held, Aside, Revision, StoredEnvelope, Entry):
            table.delete().execute()
        shuffled = data.draw(st.permutations(queue))
        while shuffled:
            size = data.draw(st.integers(1, len(shuffled)))
            toy.push(phone, *shuffled[:size])
            shuffled = shuffled[size:]
        assert state() == in_order


@LAW
@given(STEPS, st.data())
def test_again_is_no_change_and_the_same_receipts(steps: list[tuple[str, int]], data: st.DataObject) -> None:
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        first = toy.push(phone, *queue).receipts
        before = state()
        again = data.draw(st.lists(st.sampled_from(range(len(queue))), max_size=20))
        answer = toy.push(phone, *(queue[index] for index in again))
        assert list(answer.receipts) == [first[index] for index in again]
        assert state() == before


@LAW
@given(STEPS)
def test_nothing_with_a_receipt_is_lost_and_every_number_is_accounted_for(steps: list[tuple[str, int]]) -> None:
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        answer = toy.push(phone, *queue)
        for envelope, receipt in zip(queue, toy.read(answer), strict=True):
            assert receipt.outcome is not Outcome.REFUSED
            stored = StoredEnvelope.get(StoredEnvelope.body_hash == hash_of(envelope))
            assert bytes(stored.body) == unb64(envelope["body"])
            assert bytes(stored.header) == unb64(envelope["header"])
        assert (answer.acked_through, answer.missing) == (len(queue), ())


@LAW
@given(STEPS, st.data())
def test_every_number_is_here_named_as_missing_or_written_off_and_what_comes_late_is_taken(
    steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        sent = data.draw(st.sets(st.sampled_from(range(len(queue)))))
        answer = toy.push(phone, *(queue[index] for index in sorted(sent)))
        lost = {index + 1 for index in range(len(queue)) if index not in sent}
        assert set(answer.missing) == lost
        given_up = data.draw(st.sets(st.sampled_from(sorted(lost)))) if lost else set()
        assert set(write_off(phone.id, 1, given_up, by="it", at=toy.now, because="It burned.")) == given_up
        answer = toy.push(phone)
        assert set(answer.missing) == lost - given_up
        assert answer.acked_through == min(lost - given_up, default=len(queue) + 1) - 1
        late = toy.push(phone, *(queue[number - 1] for number in sorted(lost)))
        assert Outcome.REFUSED not in [receipt.outcome for receipt in toy.read(late)]
        assert (late.acked_through, late.missing, StoredEnvelope.select().count()) == (len(queue), (), len(queue))


@LAW
@given(STEPS, st.integers(0, 9), st.sampled_from(["validate", "project"]))
def test_a_failure_part_way_leaves_no_trace_in_the_record(steps: list[tuple[str, int]], number: int, where: str) -> None:
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        toy.push(phone, *queue[:number])
        record = state()[0]
        toy.stumble_on = where
        answer = toy.push(phone, *queue[number:])
        assert state()[0] == record
        assert Outcome.ACCEPTED not in [
            receipt.outcome
            for receipt, envelope in zip(toy.read(answer), queue[number:], strict=True)
            if b"void" not in unb64(envelope["header"])
        ]
        assert StoredEnvelope.select().count() == len(queue)


@LAW
@given(
    STEPS,
    st.integers(0, 9),
    st.sampled_from(["INSERT ON held", "INSERT ON revision", "INSERT ON toy_entry", "UPDATE ON envelope", "UPDATE ON device"]),
)
def test_s6_storage_that_fails_part_way_leaves_no_trace_at_all(steps: list[tuple[str, int]], number: int, where: str) -> None:
    """The database itself stumbles in the middle of a push: all of it is undone, and sending again mends it."""
    with fresh() as (toy, phone):
        queue = written(phone, steps)
        toy.push(phone, *queue[:number])
        before = everything()
        with stumbling(where):
            try:
                toy.push(phone, *queue[number:])
            except OperationalError:
                assert everything() == before
        assert toy.push(phone, *queue[number:]).acked_through == len(queue)
        assert StoredEnvelope.select().where(StoredEnvelope.outcome == "").count() == 0


@LAW
@given(st.lists(st.integers(0, 3), min_size=2, max_size=8), st.data())
def test_forked_edits_never_overwrite_whatever_their_order(bases: list[int], data: st.DataObject) -> None:
    """Edits of one record made apart: the line holds a chain of them, every other is a conflict for a person, none vanishes."""
    with fresh() as (toy, phone):
        line = [phone.submission({"name": "first"})]
        for number, base in enumerate(bases):
            line.append(phone.revision(line[min(base, len(line) - 1)], {"name": f"edit {number}"}))
        for envelope in data.draw(st.permutations(line)):
            toy.push(phone, envelope)
        outcomes = [row.outcome for row in StoredEnvelope.select()]
        assert set(outcomes) <= {"accepted", "conflict"}
        assert outcomes.count("accepted") == Revision.select().count() == Entry.select().count()
        assert [row.number for row in Revision.select().order_by(Revision.number)] == list(range(1, outcomes.count("accepted") + 1))
