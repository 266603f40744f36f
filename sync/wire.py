"""What travels between phone and server (docs/wire.md), as frozen values, and the bytes that each signature stands under.

Every signed thing is kept as the exact bytes that came. Knows no key, no table, no form. How bytes become these values: parse.py.
Public: Kind, Header, Place, Envelope, Broken, Signed, Heartbeat, Push, Body, Void, device_claim, author_claim, body_info, pad.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sync.encoding import b64, label, sha256, u64

VERSION = 1
MAX_ENVELOPES = 100
MAX_PUSH_BYTES = 1024 * 1024
BODY_BLOCK = 1024


class Kind(StrEnum):
    SUBMISSION = "submission"
    REVISION = "revision"
    ACTION = "action"
    DRAFT = "draft"
    CHUNK = "chunk"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Header:
    """The clear part of an envelope: opaque ids. `id` is a random UUID minted where the record was entered."""

    kind: Kind
    id: str
    device: str
    author: str
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope stands among its device's: both numbers start at 1."""

    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Signed:
    """Exact bytes beside their signature."""

    raw: bytes
    signature: bytes

    def as_json(self) -> dict[str, str]:
        return {"bytes": b64(self.raw), "signature": b64(self.signature)}


@dataclass(frozen=True)
class Envelope:
    """One sealed, signed record as it came: `header_bytes`, `body` (enc ‖ ciphertext) and both signatures are kept to the byte.

    `receipt`: the one that it got before, where it is offered again.
    """

    header: Header
    header_bytes: bytes
    body: bytes
    place: Place
    author_sig: bytes | None
    device_sig: bytes
    receipt: Signed | None = None

    @cached_property
    def body_hash(self) -> bytes:
        return sha256(self.body)

    @property
    def device_claim(self) -> bytes:
        """What the device signed."""
        return device_claim(self.header_bytes, self.place, self.body_hash)

    @property
    def author_claim(self) -> bytes:
        """What the author signed."""
        return author_claim(self.header_bytes, self.body_hash)


@dataclass(frozen=True, slots=True)
class Broken:
    """One element of a push that is not an envelope; it is refused in its own receipt and the others go on."""

    id: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a device says of itself with each push. Times are aware UTC; `challenge` is present only while it enrols."""

    device: str
    epoch: int
    next_sequence: int
    waiting: int
    oldest_unacknowledged: datetime | None
    app: str
    wall_clock: datetime
    challenge: str | None


@dataclass(frozen=True, slots=True)
class Push:
    """`skew_ms`: what was known of the device's clock when this came first; said by the server's own journal alone, never by the wire."""

    device: str
    certificate: Signed
    heartbeat: Signed
    envelopes: tuple[Envelope | Broken, ...]
    skew_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An opened submission, revision or action.

    `base` is the body hash of the revision this one edits. `captured_at` is the device's own word (aware UTC), `zone` its IANA zone,
    `skew_ms` what the device last knew of server time minus its own, or None. `answers` is nested JSON, not yet judged.
    """

    form: str
    version: str
    base: bytes | None
    captured_at: datetime
    zone: str
    monotonic_ms: int
    skew_ms: int | None
    answers: dict[str, Any]
    attachments: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Void:
    """An opened void: record `id`, which stood in this place, will not come, and why (`undone` or `unreadable`)."""

    id: str
    reason: str


def device_claim(header_bytes: bytes, place: Place, body_hash: bytes) -> bytes:
    """docs/wire.md, Encoding: device_sig."""
    return label("device") + sha256(header_bytes) + u64(place.epoch) + u64(place.sequence) + body_hash


def author_claim(header_bytes: bytes, body_hash: bytes) -> bytes:
    """docs/wire.md, Encoding: author_sig."""
    return label("author") + sha256(header_bytes) + body_hash


def body_info(header_bytes: bytes) -> bytes:
    """docs/wire.md, Encoding: what binds a sealed body to its header."""
    return label("body") + header_bytes


def pad(plaintext: bytes) -> bytes:
    """Spaces up to the next multiple of 1,024 bytes, so that length tells little."""
    return plaintext + b" " * (-len(plaintext) % BODY_BLOCK)
