"""A second writer with a good memory: it revises what phones sent, the newest or an older version, or one that has not come yet.

It is a device held in Python (sync.signer), without a network between. Public: Desk.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from peewee import OperationalError

from sync import certificates
from sync.certificates import Certificate
from sync.encoding import b64
from sync.models import Device, Revision
from sync.parse import parse_push
from sync.sealing import key_id, public_bytes
from sync.signer import Signer
from sync.wire import Kind, Place
from tests.faults.fragile import key_of
from tests.faults.server import Server

if TYPE_CHECKING:
    from tests.faults.schedule import Event

Json = dict[str, Any]
AUTHOR = "dana"
_KEY = key_of(1003)


class Desk:
    """`made` is everything it ever sealed: at the end all of it is offered once more."""

    def __init__(self, server: Server, random: Random) -> None:
        self.server, self.random = server, random
        self.made: list[Json] = []
        self.id = self._mint()
        sealing = public_bytes(server.sealing)
        vouched = Certificate(self.id, public_bytes(_KEY), "web", "agency-1", server.now)
        self.signer = Signer(self.id, _KEY, key_id(sealing), sealing, certificates.issue(vouched, server.receipt))
        Device.create(
            id=self.id,
            public_key=public_bytes(_KEY),
            agency="agency-1",
            device_class="web",
            label="desk",
            enrolled_at=server.now,
            enrolled_by="it",
        )

    def revise(self, event: Event, under_way: list[bytes]) -> None:
        """From the newest version, from any, twice from the same one, or from one that is still `under_way` (body hashes)."""
        known = [bytes(row.body_hash) for row in Revision.select(Revision.body_hash).order_by(Revision.envelope)]
        choice = under_way if under_way and event.luck < 0.3 else known
        if choice:
            base = choice[-1] if event.luck < 0.5 else choice[event.number % len(choice)]
            for time in range(1 + (event.luck > 0.7)):
                self.made.append(self._revision(base, event.number + time))
                self._offer(self.made[-1:])

    def offer_all(self) -> None:
        for envelope in self.made:
            self._offer([envelope])

    def _offer(self, envelopes: list[Json]) -> None:
        raw = self.signer.push(envelopes, epoch=1, next_sequence=len(self.made) + 1, wall_clock=self.server.now)
        try:
            self.server.engine.receive(parse_push(raw), self.server.now)
        except OperationalError:
            self.server.reopen()

    def _revision(self, base: bytes, n: int) -> Json:
        body = {
            "form": "crisis_contact",
            "version": "v1",
            "base": b64(base),
            "captured_at": self.server.now.isoformat(),
            "zone": "America/Detroit",
            "monotonic_ms": 1,
            "skew_ms": 0,
            "answers": {"n": n},
            "attachments": [],
        }
        return self.signer.envelope(Kind.REVISION, body, author=AUTHOR, envelope_id=self._mint(), place=Place(1, len(self.made) + 1))

    def _mint(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))
