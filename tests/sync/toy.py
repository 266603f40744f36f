"""A toy domain for the engine's own tests: one known form, a record that is a list of rows, and nothing of Fieldform.

Public: Toy, Phone, HELD_VERSION.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from peewee import CharField, DatabaseError, IntegerField, JSONField

from sync import certificates, receipts
from sync.answer import Answer
from sync.certificates import Certificate
from sync.domain import Accepted, Contested, Domain, Settles, Submitted, Told, Unreadable, Validity
from sync.encoding import b64, sha256, unb64
from sync.gathering import add
from sync.inside import waiting_on_record
from sync.models import Device, Instance
from sync.parse import parse_push
from sync.receipts import Receipt
from sync.receive import Reconciler
from sync.sealing import NotOpened, PrivateKey, key_id, new_key, open_sealed, public_bytes
from sync.signer import Signer
from sync.tables import Table
from sync.wire import Kind, Place, Push

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AUTHOR = "officer-1"
HELD_VERSION = "not-published-yet"


class Entry(Table):
    """What the toy's record holds: one row for each accepted revision."""

    submission_id = CharField()
    revision = IntegerField()
    answers = JSONField()

    class Meta:
        table_name = "toy_entry"
        indexes = ((("submission_id", "revision"), True),)


@dataclass
class Toy:
    """A server: its keys, its engine, its clock."""

    sealing: PrivateKey = field(default_factory=new_key)
    receipt: PrivateKey = field(default_factory=new_key)
    published: set[str] = field(default_factory=lambda: {"v1"})
    stumble_on: str = ""
    chokes_on: bytes = b""
    opened: list[bytes] = field(default_factory=list)
    now: datetime = MORNING
    contested: list[Contested] = field(default_factory=list)

    def __post_init__(self) -> None:
        Instance.create(id="11111111-1111-4111-8111-111111111111", since=MORNING)
        domain = Domain(
            open=partial(_open, self),
            validate=partial(_validate, self),
            project=partial(_project, self),
            feed=lambda *_: Told(),
            contest=self.contested.append,
        )
        self.engine = Reconciler(domain=domain, receipt_key=self.receipt, revoked_quota=3)

    def push(self, phone: Phone, *envelopes: dict[str, Any], next_sequence: int | None = None) -> Answer:
        raw = phone.signer.push(list(envelopes), epoch=phone.epoch, next_sequence=next_sequence or phone.next_sequence, wall_clock=self.now)
        return self.engine.receive(parse_push(raw), self.now)

    def take(self, push: Push) -> Answer:
        return self.engine.receive(push, self.now)

    def outcomes(self, answer: Answer) -> list[str]:
        return [receipt.outcome.value for receipt in self.read(answer)]

    def reasons(self, answer: Answer) -> list[tuple[str, ...]]:
        return [receipt.reasons for receipt in self.read(answer)]

    def read(self, answer: Answer) -> list[Receipt]:
        """The receipts as a device reads them: each must verify."""
        read = [receipts.read(signed, public_bytes(self.receipt)) for signed in answer.receipts]
        assert all(read)
        return [receipt for receipt in read if receipt is not None]

    def phone(self, seed: int = 1, *, enrolled: bool = True) -> Phone:
        return Phone(self, seed, enrolled=enrolled)


class Phone:
    """A device: mints ids, counts places, seals and signs."""

    def __init__(self, toy: Toy, seed: int, *, enrolled: bool = True) -> None:
        self.random = Random(seed)
        self.id = self.mint()
        self.key = new_key()
        self.epoch, self.next_sequence = 1, 1
        certificate = Certificate(self.id, public_bytes(self.key), "phone", "agency-1", MORNING)
        sealing_public = public_bytes(toy.sealing)
        self.signer = Signer(self.id, self.key, key_id(sealing_public), sealing_public, certificates.issue(certificate, toy.receipt))
        if enrolled:
            Device.create(
                id=self.id,
                public_key=public_bytes(self.key),
                agency="agency-1",
                device_class="phone",
                label="car 12",
                enrolled_at=MORNING,
                enrolled_by="it",
            )

    def mint(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def submission(self, answers: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        return self.envelope(Kind.SUBMISSION, self.body(answers or {"name": "Dana Doe"}, **changes))

    def revision(self, of: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
        return self.envelope(Kind.REVISION, self.body(answers, base=b64(hash_of(of))))

    def void(self, of: str, place: Place | None = None) -> dict[str, Any]:
        return self.envelope(Kind.VOID, {"id": of, "reason": "undone"}, place=place)

    def envelope(
        self, kind: Kind, body: dict[str, Any], *, place: Place | None = None, envelope_id: str = "", **options: Any
    ) -> dict[str, Any]:
        return self.signer.envelope(
            kind, body, author=AUTHOR, envelope_id=envelope_id or self.mint(), place=place or self.next_place(), **options
        )

    def next_place(self) -> Place:
        self.next_sequence += 1
        return Place(self.epoch, self.next_sequence - 1)

    @staticmethod
    def body(answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "form": "toy",
            "version": "v1",
            "base": None,
            "captured_at": MORNING.isoformat(),
            "zone": "America/Detroit",
            "monotonic_ms": 1,
            "skew_ms": None,
            "answers": answers,
            "attachments": [],
        }
        return plain | changes


def hash_of(envelope: dict[str, Any]) -> bytes:
    return sha256(unb64(envelope["body"]))


def _open(toy: Toy, key: str, info: bytes, sealed: bytes) -> bytes:
    if sealed == toy.chokes_on:
        raise RuntimeError("Dana Doe could not be opened")
    toy.opened.append(sealed)
    try:
        return open_sealed(toy.sealing, info, sealed)
    except NotOpened as problem:
        raise Unreadable from problem


def _validate(toy: Toy, submitted: Submitted) -> Validity:
    if submitted.header.kind is Kind.ACTION:
        return _validate_action(submitted.body.answers)
    if submitted.body.version not in toy.published:
        return Validity(waiting_on=f"form:{submitted.body.version}")
    if submitted.body.answers.get("stumble") == "page":
        raise DatabaseError("database disk image is malformed")
    if "validate" in (toy.stumble_on, submitted.body.answers.get("stumble")):
        raise RuntimeError("Dana Doe could not be read")
    return Validity(reasons=() if "name" in submitted.body.answers else ("missing:/name",))


def _validate_action(answers: dict[str, Any]) -> Validity:
    """An action on a record that must have begun, or one that ends a conflict."""
    if "on" in answers and not Entry.select().where(Entry.submission_id == answers["on"]).exists():
        return Validity(waiting_on=waiting_on_record(answers["on"]))
    ended = answers.get("ends")
    return Validity(settles=Settles(unb64(ended), unb64(answers["with"])) if ended else None)


def _project(toy: Toy, accepted: Accepted) -> None:
    if accepted.submitted.header.kind is Kind.ACTION:
        return
    answers = accepted.submitted.body.answers
    add(Entry, submission_id=accepted.submission_id, revision=accepted.revision, answers=answers)
    if "project" in (toy.stumble_on, answers.get("stumble")):
        raise RuntimeError("Dana Doe could not be written")


def later(hours: int) -> datetime:
    return MORNING + timedelta(hours=hours)
