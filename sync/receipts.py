"""Receipts: the server's signed word on one envelope; a device frees a record on nothing less.

Public: Receipt, write, read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sync.decide import Outcome
from sync.encoding import b64, compact_json, label, strict_json, unb64
from sync.sealing import PrivateKey, sign, verifies
from sync.wire import Place, Signed


@dataclass(frozen=True, slots=True)
class Receipt:
    """`body_hash` is that of the bytes as stored and read back; None where nothing was stored (refused). `received_at` is aware UTC."""

    device: str
    id: str | None
    place: Place | None
    body_hash: bytes | None
    outcome: Outcome
    reasons: tuple[str, ...]
    received_at: datetime


def write(receipt: Receipt, receipt_key: PrivateKey) -> Signed:
    raw = compact_json(
        {
            "v": 1,
            "device": receipt.device,
            "id": receipt.id,
            "epoch": receipt.place.epoch if receipt.place else None,
            "sequence": receipt.place.sequence if receipt.place else None,
            "body_hash": b64(receipt.body_hash) if receipt.body_hash else None,
            "outcome": receipt.outcome,
            "reasons": list(receipt.reasons),
            "received_at": receipt.received_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
    )
    return Signed(raw, sign(receipt_key, label("receipt") + raw))


def read(signed: Signed, receipt_key: bytes) -> Receipt | None:
    """The receipt, if the pinned key signed it; what a device does with each one it gets."""
    if not verifies(receipt_key, signed.signature, label("receipt") + signed.raw):
        return None
    fields = strict_json(signed.raw)
    return Receipt(
        device=fields["device"],
        id=fields["id"],
        place=None if fields["epoch"] is None else Place(fields["epoch"], fields["sequence"]),
        body_hash=None if fields["body_hash"] is None else unb64(fields["body_hash"]),
        outcome=Outcome(fields["outcome"]),
        reasons=tuple(fields["reasons"]),
        received_at=datetime.fromisoformat(fields["received_at"]),
    )
