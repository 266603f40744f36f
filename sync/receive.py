"""The shell around the table: reads what it needs, asks `decide`, applies the answer, all in one transaction with a savepoint an envelope.

Raw bytes are stored before they are judged; a record that the domain chokes on goes to quarantine and the next one goes on.
Public: Reconciler, StorageFault.
"""

import logging
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from peewee import InterfaceError, OperationalError

from sync import certificates, ledger, receipts
from sync.answer import Answer, conclude
from sync.batch import Batch
from sync.decide import AuthorStanding, Decision, DeviceStanding, Facts, Outcome, Seen, decide
from sync.domain import Accepted, Domain
from sync.inside import Inside, look_inside, waiting_on_base
from sync.models import Device, StoredEnvelope
from sync.pull import instance_id
from sync.receipts import Receipt
from sync.sealing import PrivateKey, public_bytes
from sync.tables import database
from sync.wire import Broken, Envelope, Kind, Push, Signed

log = logging.getLogger(__name__)


class StorageFault(Exception):
    """The database gave back other bytes than it was given. Likely cause: a dying disk; the whole push is undone and tried again."""


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
        with database.atomic():
            device = self._identify(push, now)
            if device is None:
                return self._refuse_all(push, now)
            batch = Batch.of(push, device, self._standing(device), now)
            taken = [self._take(element, batch) for element in push.envelopes]
            _count_refused(taken, now)
            signed = self._receipts(taken, batch)
            came = [waiting_on_base(one.envelope.body_hash) for one in taken if isinstance(one, _Kept) and one.accepted]
            self._release(deque(ledger.waited_for(came)))
            return replace(conclude(batch, signed), key=self.announcement)

    def release(self, waiting_on: str) -> int:
        """Judge again what was held for `waiting_on`, and whatever that in turn sets free; how many came off the hold."""
        with database.atomic():
            return self._release(deque([waiting_on]))

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

    def _take(self, element: Envelope | Broken, batch: Batch) -> "_Taken":
        """One element: refused, known already, or stored and judged."""
        if isinstance(element, Broken):
            return _refused(element, "not_an_envelope", batch.now, batch.device.id)
        facts = batch.facts(element)
        decision = decide(facts)
        if decision.outcome is Outcome.REFUSED:
            return _refused(element, decision.reasons[0], batch.now, batch.device.id)
        if decision.outcome is Outcome.DUPLICATE:
            return _Twin(element.header.id, element.body_hash)
        stored = batch.store(element, facts)
        if decision.outcome is Outcome.OPEN_FIRST:
            decision = self._judge(stored, facts, batch.device.agency)
        elif decision.waiting_on is not None:
            ledger.hold(stored.number, decision.waiting_on)
        batch.new_epoch_needed = batch.new_epoch_needed or decision.order_new_epoch
        return _Kept(stored, element, decision)

    def _judge(self, stored: StoredEnvelope, facts: Facts, agency: str) -> Decision:
        """Look inside, decide, apply; whatever the domain stumbles over is undone and leaves the raw record for a person."""
        try:
            with database.atomic():
                inside = look_inside(self.domain, stored, agency)
                decision = decide(replace(facts, content=inside.content))
                self._apply(stored, inside, decision)
                return decision
        except (OperationalError, InterfaceError):
            raise  # The storage failed, not the domain. SQLite may have taken back the whole transaction: nothing may be written after it.
        except Exception as problem:  # noqa: BLE001 (no bug of the domain's may block the queue)
            log.error("A stored record could not be used: %s", type(problem).__name__)  # Its message might quote an answer.
            return Decision(Outcome.QUARANTINED, ("could_not_be_used",))

    def _apply(self, stored: StoredEnvelope, inside: Inside, decision: Decision) -> None:
        if decision.waiting_on is not None:
            ledger.hold(stored.number, decision.waiting_on)
        if decision.outcome is not Outcome.ACCEPTED or inside.submitted is None or inside.line is None:
            return
        if inside.submitted.header.kind is not Kind.ACTION:
            ledger.add_revision(stored.number, inside.line, inside.submitted.body_hash)
        self.domain.project(Accepted(inside.submitted, inside.line.submission_id, inside.line.next_number, inside.meaning))

    def _release(self, names: deque[str]) -> int:
        released = 0
        while names:
            for stored in ledger.take_held(names.popleft()):
                decision = self._judge(stored, _facts_of_held(stored), stored.device.agency)
                ledger.settle(stored.number, decision.outcome, decision.reasons)
                if decision.outcome is Outcome.ACCEPTED:
                    names.append(waiting_on_base(bytes(stored.body_hash)))
                released += decision.outcome is not Outcome.HELD
        return released

    def _receipts(self, taken: "list[_Taken]", batch: Batch) -> tuple[Signed, ...]:
        read_back = ledger.hashes_read_back([one.stored.number for one in taken if isinstance(one, _Kept)])
        return tuple(self._signed(one, batch, read_back) for one in taken)

    def _signed(self, one: "_Taken", batch: Batch, read_back: dict[int, bytes]) -> Signed:
        if isinstance(one, Receipt):
            return receipts.write(one, self.receipt_key)
        if isinstance(one, _Twin):
            return batch.first_receipts[one.id, one.body_hash]
        if read_back.get(one.stored.number) != one.envelope.body_hash:
            raise StorageFault("a stored body reads back differently")
        signed = receipts.write(one.receipt(batch), self.receipt_key)
        ledger.settle(one.stored.number, one.decision.outcome, one.decision.reasons, signed)
        batch.first_receipts[one.envelope.header.id, one.envelope.body_hash] = signed
        return signed


@dataclass(frozen=True, slots=True)
class _Twin:
    """Came before, byte for byte."""

    id: str
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class _Kept:
    """Stored and decided."""

    stored: StoredEnvelope
    envelope: Envelope
    decision: Decision

    @property
    def accepted(self) -> bool:
        return self.decision.outcome is Outcome.ACCEPTED

    def receipt(self, batch: Batch) -> Receipt:
        return Receipt(
            device=batch.device.id,
            id=self.envelope.header.id,
            place=self.envelope.place,
            body_hash=self.envelope.body_hash,
            outcome=self.decision.outcome,
            reasons=tuple(dict.fromkeys(_code(reason) for reason in self.decision.reasons)),
            received_at=batch.now,
        )


_Taken = Receipt | _Twin | _Kept


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
    )


def _refused(element: Envelope | Broken, reason: str, now: datetime, device: str) -> Receipt:
    known_id = element.header.id if isinstance(element, Envelope) else element.id
    place = element.place if isinstance(element, Envelope) else None
    return Receipt(device, known_id, place, None, Outcome.REFUSED, (reason,), now)


def _count_refused(taken: "Sequence[_Taken]", now: datetime) -> None:
    """Once for each reason: whoever may not deliver must not keep the writers' lock busy either."""
    for reason, times in Counter(one.reasons[0] for one in taken if isinstance(one, Receipt)).items():
        ledger.count_refused(now.date(), reason, times)


def _facts_of_held(stored: StoredEnvelope) -> Facts:
    """It passed every row about its outside when it came."""
    author = AuthorStanding.CONFIRMED if stored.author_confirmed else AuthorStanding.UNCONFIRMED
    return Facts(
        authentic=True,
        device=DeviceStanding.ACTIVE,
        author=author,
        kind=Kind(stored.kind),
        seen=Seen.NEVER,
        place_taken=False,
    )
