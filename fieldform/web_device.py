"""The server's own device: what a person enters online, at a desk or without JavaScript, is sealed and signed here and takes the same road.

Public: submit, submit_all, ensure, Answer, Entry, OtherContent, NotAll.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import chunked

from fieldform.forms import Form
from fieldform.keys_folder import Keys
from fieldform.parts import parts
from sync import certificates, ledger, receipts
from sync.decide import Outcome
from sync.encoding import b64
from sync.models import Device, StoredEnvelope
from sync.parse import parse_body, parse_header, parse_push
from sync.receive import Reconciler
from sync.sealing import NotOpened, open_sealed, public_bytes
from sync.signer import Signer
from sync.tables import whole
from sync.wire import MAX_ENVELOPES, Body, Kind, Place, Signed, body_info

_CLASS = "web"


class OtherContent(Exception):
    """This id was entered before, with other answers. Likely cause: the back button and a second, changed sending; nothing was entered."""


class NotAll(Exception):
    """Something of a batch could not be entered, so nothing of it was. Likely cause: it was decided on a record that has changed since."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`already`: the same answers came before under this id (a double click); the first receipt holds."""

    outcome: str
    reasons: tuple[str, ...]
    received_at: datetime
    already: bool

    @property
    def accepted(self) -> bool:
        """In the record; otherwise kept for a person to look at."""
        return self.outcome == Outcome.ACCEPTED


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person entered: `answers` to `form`, under an id minted when the page was drawn. `zone` is IANA."""

    kind: Kind
    form: Form
    answers: dict[str, Any]
    author: str
    record_id: str
    zone: str
    base: bytes | None = None

    def body(self, now: datetime) -> dict[str, Any]:
        return {
            "form": self.form.form_id,
            "version": self.form.version,
            "base": None if self.base is None else b64(self.base),
            "captured_at": now.isoformat(),
            "zone": self.zone,
            "monotonic_ms": 0,
            "skew_ms": 0,
            "answers": self.answers,
            "attachments": [],
        }


def submit(
    *,
    kind: str,
    form: Form,
    answers: dict[str, Any],
    author: str,
    record_id: str,
    now: datetime,
    zone: str,
    base: bytes | None = None,
) -> Answer:
    """Enter it durably; OtherContent where the id stands for something else already."""
    here = parts()
    answer = enter(Entry(Kind(kind), form, answers, author, record_id, zone, base), here.keys, here.reconciler, now)
    here.wake()
    return answer


def submit_all(entries: Sequence[Entry], now: datetime, also: Callable[[], None]) -> None:
    """Enter all of them or none: NotAll where any is not accepted. `also` is done in the same transaction."""
    here = parts()
    enter_all(entries, here.keys, here.reconciler, now, also)
    here.wake()


@whole
def enter_all(entries: Sequence[Entry], keys: Keys, reconciler: Reconciler, now: datetime, also: Callable[[], None]) -> None:
    """As `submit_all`, for callers outside a request (the demo)."""
    for some in chunked(entries, MAX_ENVELOPES):
        _enter_some(some, keys, reconciler, now)
    also()


def _enter_some(entries: Sequence[Entry], keys: Keys, reconciler: Reconciler, now: datetime) -> None:
    device, signer = ensure(keys, now), _signer(keys, now)
    envelopes = [
        signer.envelope(entry.kind, entry.body(now), author=entry.author, envelope_id=entry.record_id, place=Place(device.epoch, sequence))
        for sequence, entry in enumerate(entries, start=device.next_sequence)
    ]
    after = device.next_sequence + len(entries)
    raw = signer.push(envelopes, epoch=device.epoch, next_sequence=after, wall_clock=now, app=_CLASS)
    answer = reconciler.receive(parse_push(raw), now)
    if not all(_read(signed, keys, already=False).accepted for signed in answer.receipts):
        raise NotAll


@whole
def enter(entry: Entry, keys: Keys, reconciler: Reconciler, now: datetime) -> Answer:
    """As `submit`, for callers outside a request (the demo)."""
    device = ensure(keys, now)
    before = _entered_before(entry, keys)
    if before is not None:
        return before
    place = Place(device.epoch, device.next_sequence)
    signer = _signer(keys, now)
    envelope = signer.envelope(entry.kind, entry.body(now), author=entry.author, envelope_id=entry.record_id, place=place)
    raw = signer.push([envelope], epoch=place.epoch, next_sequence=place.sequence + 1, wall_clock=now, app=_CLASS)
    answer = reconciler.receive(parse_push(raw), now)
    return _read(answer.receipts[0], keys, already=False)


def ensure(keys: Keys, now: datetime) -> Device:
    """The web device's row, made at its first use. It speaks for every agency's people, hence for none of its own."""
    known: Device | None = ledger.device_for_writing(keys.web_device_id)
    return known or Device.create(
        id=keys.web_device_id,
        public_key=public_bytes(keys.web_device),
        agency="",
        device_class=_CLASS,
        label="This server",
        enrolled_at=now,
        enrolled_by="",
    )


def _entered_before(entry: Entry, keys: Keys) -> Answer | None:
    stored = StoredEnvelope.get_or_none((StoredEnvelope.envelope_id == entry.record_id) & StoredEnvelope.owns_id)
    if stored is None:
        return None
    if _answers_of(stored, keys) != entry.answers:
        raise OtherContent
    return _read(Signed(bytes(stored.receipt or b""), bytes(stored.receipt_signature or b"")), keys, already=True)


def _answers_of(stored: StoredEnvelope, keys: Keys) -> dict[str, Any] | None:
    header = bytes(stored.header)
    try:
        opened = open_sealed(keys.sealing[parse_header(header).key], body_info(header), bytes(stored.body))
    except (NotOpened, KeyError):
        return None
    body = parse_body(Kind(stored.kind), opened)
    return body.answers if isinstance(body, Body) else None


def _signer(keys: Keys, now: datetime) -> Signer:
    certificate = certificates.Certificate(keys.web_device_id, public_bytes(keys.web_device), _CLASS, "", now)
    return Signer(
        device=keys.web_device_id,
        device_key=keys.web_device,
        sealing_id=keys.current_sealing_id,
        sealing_public=public_bytes(keys.sealing[keys.current_sealing_id]),
        certificate=certificates.issue(certificate, keys.receipt),
    )


def _read(signed: Signed, keys: Keys, *, already: bool) -> Answer:
    receipt = receipts.read(signed, public_bytes(keys.receipt))
    if receipt is None:
        raise RuntimeError("The server's own receipt does not verify; were the keys exchanged under a running server?")
    return Answer(receipt.outcome, receipt.reasons, receipt.received_at, already)
