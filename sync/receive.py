"""The shell around the table: reads what it needs, stores, asks `decide`, applies the answers, signs; all in one transaction.

Raw bytes are stored before anything is judged. A batch is judged together, its rows written many at a time (gathering.py); where that
stumbles it goes again with a savepoint an envelope, so that the one which the domain chokes on waits for a person and the others go on.
Public: Reconciler, StorageFault.
"""

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sync import certificates, ledger, receipts, rulings
from sync.ahead import Bodies, look_ahead
from sync.answer import Answer, conclude
from sync.batch import Batch
from sync.decide import AuthorStanding, Decision, DeviceStanding, Facts, Lineage, Outcome, Seen, decide
from sync.domain import Accepted, Contested, Domain
from sync.gathering import gathered
from sync.inside import Inside, Opened, look_inside, opened, waiting_on_base, waiting_on_record
from sync.ledger import Arrival, Line, StorageFault
from sync.lives import Life, current_life, instance_id, was_rolled_back
from sync.models import Device, StoredEnvelope
from sync.pull import Pulled, pull
from sync.receipts import Receipt
from sync.sealing import PrivateKey, public_bytes
from sync.tables import database, machine_failed, take_turns, whole
from sync.wire import Broken, Envelope, Kind, Push, Signed

__all__ = ["Reconciler", "StorageFault"]

log = logging.getLogger(__name__)

_OF_A_LINE = (Kind.SUBMISSION, Kind.REVISION)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """The engine, wired: `receipt_key` signs, `archived_receipt_keys` (points) still vouch for older certificates.

    `announcement` names the key to seal to, `revoked_quota` is how many envelopes a revoked device may still leave in quarantine.
    """

    domain: Domain
    receipt_key: PrivateKey
    archived_receipt_keys: tuple[bytes, ...] = ()
    announcement: Signed | None = None
    revoked_quota: int = 200

    def receive(self, push: Push, now: datetime) -> Answer:
        """Take a push in, durably: once this returns, every stored envelope has its receipt and survives lost power."""
        return self._receive(push, look_ahead(self.domain, push), now)

    def pull(self, viewer: Any, cursor: str, now: datetime) -> Pulled:
        """What `viewer` (whatever the domain means by one) has not seen since `cursor`."""
        return pull(self.domain, viewer, cursor, now, self.receipt_key)

    @whole
    def release(self, waiting_on: str) -> int:
        """Judge again what was held for `waiting_on`, and whatever that in turn sets free; how many came off the hold."""
        return self._release(deque([waiting_on]))

    @whole
    def replay(self, number: int, way: rulings.What, word: rulings.Word) -> Decision | None:
        """Judge what was set aside anew, a person vouching for what its outside spoke against; what was decided.

        None where it cannot be taken in this way (any more). Where it still cannot be used, nothing is changed.
        """
        stored = rulings.stored_for_writing(number)
        if stored is None or way not in rulings.ways(stored):
            return None
        try:
            with database.atomic():
                return self._replay(stored, way, word)
        except _StillUnusable as still:
            return still.decision

    def _replay(self, stored: StoredEnvelope, way: rulings.What, word: rulings.Word) -> Decision:
        number, before = stored.number, stored.outcome
        ledger.judge_anew(number)
        arrival = ledger.arrival_of(number)
        arrival, body = rulings.read_as(way, arrival, opened(self.domain, arrival.envelope))
        take_turns([waiting_on_record(arrival.envelope.header.id), waiting_on_base(arrival.envelope.body_hash)])
        decision = self._judge_alone(number, arrival, _facts_of_held(arrival), body)
        if decision.outcome not in (Outcome.ACCEPTED, Outcome.CONFLICT):
            raise _StillUnusable(decision)
        ledger.settle(number, decision.outcome, decision.reasons)
        rulings.keep(number, way, word, before=before, became=arrival.envelope.header.id)
        self._release(deque(ledger.waited_for(decision.frees)))
        return decision

    @whole
    def _receive(self, push: Push, bodies: Bodies, now: datetime) -> Answer:
        device = self._identify(push, now)
        if device is None:
            return self._refuse_all(push, now)
        take_turns(_contested(push))
        batch = Batch.of(push, device, self._standing(device), now)
        taken = [_take(element, batch, bodies) for element in push.envelopes]
        _count_refused(taken, now)
        admitted = [one for one in taken if isinstance(one, _Admitted)]
        self._notice_loss(admitted, now)
        freed = self._settle(admitted, batch)
        signed = tuple(self._answer(one, batch) for one in taken)
        self._release(deque(ledger.waited_for(freed)))
        return replace(conclude(batch, signed), key=self.announcement)

    def _identify(self, push: Push, now: datetime) -> Device | None:
        known = ledger.device_for_writing(push.device)
        if known is not None:
            return known
        vouched = certificates.read(push.certificate, (public_bytes(self.receipt_key), *self.archived_receipt_keys))
        if vouched is None or vouched.id != push.device or ledger.is_key_taken(vouched.public_key):
            return None
        return _take_back(vouched, now)

    def _standing(self, device: Device) -> DeviceStanding:
        if device.revoked_at is None:
            return DeviceStanding.ACTIVE
        used = ledger.stored_since(device.id, device.revoked_at)
        return DeviceStanding.REVOKED if used < self.revoked_quota else DeviceStanding.REVOKED_AND_OVER_QUOTA

    def _refuse_all(self, push: Push, now: datetime) -> Answer:
        reason = "device_unknown"
        refused = [_refused(element, reason, now, push.device) for element in push.envelopes]
        _count_refused(refused, now)
        signed = tuple(receipts.write(receipt, self.receipt_key) for receipt in refused)
        return Answer(signed, 1, 0, (), now, instance_id(), ())

    def _notice_loss(self, admitted: "list[_Admitted]", now: datetime) -> None:
        """A receipt of ours, from this life of the database, for something that is not here: the records were rolled back."""
        offered_again = [one.envelope for one in admitted if one.envelope.receipt is not None]
        life = current_life() if offered_again else None
        if life is not None and any(self._was_received(envelope, life) for envelope in offered_again):
            was_rolled_back(self.domain, life.id, now)

    def _was_received(self, envelope: Envelope, life: Life) -> bool:
        receipt = envelope.receipt and receipts.read(envelope.receipt, public_bytes(self.receipt_key))
        if not receipt or receipt.received_at < life.since or receipt.outcome is Outcome.REFUSED:
            return False
        return (receipt.id, receipt.body_hash) == (envelope.header.id, envelope.body_hash)

    def _settle(self, admitted: "list[_Admitted]", batch: Batch) -> list[str]:
        """Stored, then judged, then answered; the names that others may have waited for."""
        if not admitted:
            return []
        numbers = ledger.store([one.arrival for one in admitted])
        decisions = self._judge_all(list(zip(numbers, admitted, strict=True)))
        answered = [
            ledger.Answered(number, decision.outcome, decision.reasons, self._sign(one.envelope, decision, batch))
            for number, one, decision in zip(numbers, admitted, decisions, strict=True)
        ]
        ledger.answer(answered)
        return [name for decision in decisions for name in decision.frees]

    def _judge_all(self, stored: "list[tuple[int, _Admitted]]") -> list[Decision]:
        """Together, in few statements; where any of it stumbles all is undone and goes again one by one, so that one stumbles alone."""
        try:
            with gathered(database):
                return [self._judge(number, one.arrival, one.facts, one.body) for number, one in stored]
        except Exception as problem:  # noqa: BLE001 (no bug of the domain's may block the queue)
            _refuse_if_machine_failed(problem)
            log.info("A batch goes again one by one: %s", type(problem).__name__)
        return [self._judge_alone(number, one.arrival, one.facts, one.body) for number, one in stored]

    def _judge_alone(self, number: int, arrival: Arrival, facts: Facts, body: Opened | None = None) -> Decision:
        """Whatever the domain stumbles over is undone and leaves the raw record for a person."""
        try:
            with database.atomic():
                return self._judge(number, arrival, facts, body)
        except Exception as problem:  # noqa: BLE001 (no bug of the domain's may block the queue)
            _refuse_if_machine_failed(problem)
            log.error("A stored record could not be used: %s", type(problem).__name__)  # Its message might quote an answer.
            return Decision(Outcome.QUARANTINED, ("could_not_be_used",), frees=_freed(arrival.envelope))

    def _judge(self, number: int, arrival: Arrival, facts: Facts, body: Opened | None) -> Decision:
        """Decide, looking inside where its outside does not; and apply what was decided."""
        inside, decision = None, decide(facts)
        if decision.outcome is Outcome.OPEN_FIRST:
            inside = look_inside(self.domain, arrival, body or opened(self.domain, arrival.envelope))
            decision = decide(replace(facts, content=inside.content))
        if decision.waiting_on is not None:
            ledger.hold(number, decision.waiting_on)
            return decision
        if inside is not None and inside.line is not None:
            (self._enter if decision.outcome is Outcome.ACCEPTED else self._set_aside)(number, arrival.envelope, inside, inside.line)
        return replace(decision, frees=_freed(arrival.envelope, inside))

    def _enter(self, number: int, envelope: Envelope, inside: Inside, line: Line) -> None:
        if inside.submitted is None:
            return
        if envelope.header.kind in _OF_A_LINE:
            ledger.add_revision(number, line, envelope.body_hash)
        if inside.settles is not None:
            ledger.settle_aside(inside.settles.contested, inside.settles.stands_for)
        self.domain.project(Accepted(inside.submitted, line.submission_id, line.next_number, inside.meaning))

    def _set_aside(self, number: int, envelope: Envelope, inside: Inside, line: Line) -> None:
        """Beside its line; a contested revision is the domain's to show."""
        if envelope.header.kind in _OF_A_LINE:
            ledger.set_aside(number, line, envelope.body_hash)
        if inside.content.lineage is Lineage.EDITS_OLDER and not inside.content.reasons and inside.submitted is not None:
            self.domain.contest(Contested(inside.submitted, line.submission_id, line.edited, inside.meaning))

    def _release(self, names: deque[str]) -> int:
        released = 0
        while names:
            for number, arrival in ledger.take_held(names.popleft()):
                decision = self._judge_alone(number, arrival, _facts_of_held(arrival))
                ledger.settle(number, decision.outcome, decision.reasons)
                names.extend(decision.frees)
                released += decision.outcome is not Outcome.HELD
        return released

    def _sign(self, envelope: Envelope, decision: Decision, batch: Batch) -> Signed:
        """The receipt, remembered for whoever sends the same bytes again."""
        receipt = Receipt(
            device=batch.device.id,
            id=envelope.header.id,
            place=envelope.place,
            body_hash=envelope.body_hash,
            outcome=decision.outcome,
            reasons=tuple(dict.fromkeys(_code(reason) for reason in decision.reasons)),
            received_at=batch.now,
        )
        signed = batch.first_receipts[envelope.header.id, envelope.body_hash] = receipts.write(receipt, self.receipt_key)
        return signed

    def _answer(self, one: "_Taken", batch: Batch) -> Signed:
        if isinstance(one, Receipt):
            return receipts.write(one, self.receipt_key)
        return batch.first_receipts[one.envelope.header.id, one.envelope.body_hash]


def _refuse_if_machine_failed(problem: Exception) -> None:
    """That is no fault of a record's. SQLite may have taken back the whole transaction: nothing may be written after it."""
    if machine_failed(problem):
        raise problem


class _StillUnusable(Exception):
    """Judged anew, and no better. Likely cause: what spoke against it has not been mended; all of the judging is undone."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.outcome)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class _Twin:
    """Came before, byte for byte."""

    envelope: Envelope


@dataclass(frozen=True, slots=True)
class _Admitted:
    """To be stored and judged; `body` where it was opened ahead."""

    arrival: Arrival
    facts: Facts
    body: Opened | None

    @property
    def envelope(self) -> Envelope:
        return self.arrival.envelope


_Taken = Receipt | _Twin | _Admitted


def _take(element: Envelope | Broken, batch: Batch, bodies: Bodies) -> _Taken:
    """One element by its outside: refused, known already, or let in."""
    if isinstance(element, Broken):
        return _refused(element, "not_an_envelope", batch.now, batch.device.id)
    facts = batch.facts(element)
    decision = decide(facts)
    if decision.outcome is Outcome.REFUSED:
        return _refused(element, decision.reasons[0], batch.now, batch.device.id)
    if decision.outcome is Outcome.DUPLICATE:
        return _Twin(element)
    batch.new_epoch_needed = batch.new_epoch_needed or decision.order_new_epoch
    return _Admitted(batch.admit(element, facts), facts, bodies.get((element.header_bytes, element.body_hash)))


def _contested(push: Push) -> Iterator[str]:
    """What another device's push could bring at the same moment, or wait for: the same record, and what works on it or edits it."""
    for one in push.envelopes:
        if isinstance(one, Envelope):
            yield waiting_on_record(one.header.id)
            yield waiting_on_base(one.body_hash)


def _code(reason: str) -> str:
    """`constraint:/people/weapon` → `constraint`: a device keeps receipts in the clear, and which question it was would tell too much."""
    return reason.partition(":")[0]


def _take_back(vouched: certificates.Certificate, now: datetime) -> Device:
    """A device that this database does not know and this server once certified: enrolled again, for IT to see."""
    return Device.create(
        id=vouched.id,
        public_key=vouched.public_key,
        agency=vouched.agency,
        device_class=vouched.device_class,
        label="",
        enrolled_at=vouched.issued_at,
        enrolled_by="",
        certified_at=now,
        pending_since=vouched.issued_at if vouched.device_class == certificates.PENDING else None,
    )


def _freed(envelope: Envelope, inside: Inside | None = None) -> tuple[str, ...]:
    """What may have waited for this: its own revisions and, once its line has begun, what works on that line."""
    own = waiting_on_base(envelope.body_hash)
    return (own,) if inside is None or inside.line is None else (own, waiting_on_record(inside.line.submission_id))


def _refused(element: Envelope | Broken, reason: str, now: datetime, device: str) -> Receipt:
    known_id = element.header.id if isinstance(element, Envelope) else element.id
    place = element.place if isinstance(element, Envelope) else None
    return Receipt(device, known_id, place, None, Outcome.REFUSED, (reason,), now)


def _count_refused(taken: "Sequence[_Taken]", now: datetime) -> None:
    """Once for each reason: whoever may not deliver must not keep the writers' lock busy either."""
    for reason, times in Counter(one.reasons[0] for one in taken if isinstance(one, Receipt)).items():
        ledger.count_refused(now.date(), reason, times)


def _facts_of_held(arrival: Arrival) -> Facts:
    """It passed every row about its outside when it came."""
    return Facts(
        authentic=True,
        device=DeviceStanding.ACTIVE,
        author=AuthorStanding.CONFIRMED if arrival.author_confirmed else AuthorStanding.UNCONFIRMED,
        kind=arrival.envelope.header.kind,
        seen=Seen.NEVER,
        place_taken=False,
    )
