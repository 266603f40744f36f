"""Device certificates: the server's signed word that a device key belongs to an agency (docs/wire.md, Enrolment).

A restored server that lost the enrolment takes a device back on this word alone. Public: Certificate, issue, read, PENDING.
"""

from dataclasses import dataclass
from datetime import datetime

from sync.encoding import MalformedText, b64, compact_json, label, strict_json, unb64
from sync.sealing import PrivateKey, sign, verifies
from sync.wire import Signed

# The class of a device that nobody has approved: a restored server takes it back as no more than that.
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`public_key` is an uncompressed point; `agency` and `id` are opaque; `issued_at` is aware UTC."""

    id: str
    public_key: bytes
    device_class: str
    agency: str
    issued_at: datetime


def issue(certificate: Certificate, receipt_key: PrivateKey) -> Signed:
    raw = compact_json(
        {
            "v": 1,
            "id": certificate.id,
            "public_key": b64(certificate.public_key),
            "class": certificate.device_class,
            "agency": certificate.agency,
            "issued_at": certificate.issued_at.isoformat(),
        }
    )
    return Signed(raw, sign(receipt_key, label("certificate") + raw))


def read(signed: Signed, receipt_keys: tuple[bytes, ...]) -> Certificate | None:
    """The certificate, if one of this server's receipt keys (the current first, then archived ones) signed it."""
    if not any(verifies(key, signed.signature, label("certificate") + signed.raw) for key in receipt_keys):
        return None
    try:
        fields = strict_json(signed.raw)
        return Certificate(
            id=fields["id"],
            public_key=unb64(fields["public_key"]),
            device_class=fields["class"],
            agency=fields["agency"],
            issued_at=datetime.fromisoformat(fields["issued_at"]),
        )
    except (MalformedText, KeyError, TypeError, ValueError):
        return None
