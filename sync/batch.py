"""What a push needs to know of the past, read in a handful of queries and kept true while its envelopes are taken one by one.

Public: Batch.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sync import ledger
from sync.clocks import skew_ms
from sync.decide import AuthorStanding, DeviceStanding, Facts, Seen
from sync.encoding import MalformedText, label
from sync.ledger import Arrival
from sync.models import Device
from sync.parse import parse_heartbeat
from sync.sealing import verifies
from sync.wire import Envelope, Heartbeat, Place, Push, Signed


@dataclass
class Batch:
    """`known` maps ids to the body hashes stored under them; `first_receipts` gives the answer that a repeated envelope gets again."""

    device: Device
    standing: DeviceStanding
    heartbeat: Heartbeat | None
    now: datetime
    known: dict[str, set[bytes]]
    places: set[Place]
    author_keys: dict[str, list[bytes]]
    revoked_authors: set[str]
    known_skew: int | None = None
    first_receipts: dict[tuple[str, bytes], Signed] = field(default_factory=dict)
    new_epoch_needed: bool = False

    @classmethod
    def of(cls, push: Push, device: Device, standing: DeviceStanding, now: datetime) -> "Batch":
        envelopes = [element for element in push.envelopes if isinstance(element, Envelope)]
        stored = ledger.first_receipts({envelope.header.id for envelope in envelopes})
        return cls(
            device=device,
            standing=standing,
            heartbeat=_heartbeat(push, device),
            now=now,
            known={name: set(receipts) for name, receipts in stored.items()},
            places=ledger.places_taken(device.id, {envelope.place.sequence for envelope in envelopes}),
            author_keys=ledger.author_keys(device.id),
            revoked_authors=ledger.revoked_authors({envelope.header.author for envelope in envelopes}),
            known_skew=push.skew_ms,
            first_receipts={(name, body_hash): receipt for name, receipts in stored.items() for body_hash, receipt in receipts.items()},
        )

    @property
    def skew(self) -> int | None:
        return self.known_skew if self.heartbeat is None else skew_ms(self.heartbeat.wall_clock, self.now)

    def facts(self, envelope: Envelope) -> Facts:
        hashes = self.known.get(envelope.header.id, set())
        authentic = envelope.header.device == self.device.id and verifies(
            bytes(self.device.public_key), envelope.device_sig, envelope.device_claim
        )
        return Facts(
            authentic=authentic,
            device=self.standing,
            author=self._author(envelope) if authentic else AuthorStanding.UNCONFIRMED,
            kind=envelope.header.kind,
            seen=Seen.SAME_BYTES if envelope.body_hash in hashes else Seen.OTHER_BYTES if hashes else Seen.NEVER,
            place_taken=envelope.place in self.places,
        )

    def admit(self, envelope: Envelope, facts: Facts) -> Arrival:
        """Let it in: from now on its id and its place are known."""
        self.known.setdefault(envelope.header.id, set()).add(envelope.body_hash)
        self.places.add(envelope.place)
        return Arrival(
            envelope=envelope,
            agency=self.device.agency,
            received_at=self.now,
            skew_ms=self.skew,
            author_confirmed=facts.author is AuthorStanding.CONFIRMED,
            owns_id=facts.seen is Seen.NEVER,
            owns_place=not facts.place_taken,
        )

    def _author(self, envelope: Envelope) -> AuthorStanding:
        if envelope.header.author in self.revoked_authors:
            return AuthorStanding.REVOKED
        keys = self.author_keys.get(envelope.header.author, [])
        if envelope.author_sig is None or not keys:
            return AuthorStanding.UNCONFIRMED
        genuine = any(verifies(key, envelope.author_sig, envelope.author_claim) for key in keys)
        return AuthorStanding.CONFIRMED if genuine else AuthorStanding.FORGED


def _heartbeat(push: Push, device: Device) -> Heartbeat | None:
    """What the device says of itself, if it signed it; an envelope is authentic without."""
    if not verifies(bytes(device.public_key), push.heartbeat.signature, label("heartbeat") + push.heartbeat.raw):
        return None
    try:
        said = parse_heartbeat(push.heartbeat.raw)
    except (MalformedText, KeyError):
        return None
    return said if said.device == device.id else None
