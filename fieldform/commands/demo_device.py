"""A police agency's device in Python, for the demo: it seals, signs and pushes as a phone does. Public: DemoDevice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from fieldform.access.models import Agency, User
from fieldform.keys_folder import Keys
from fieldform.record import form_versions
from sync import certificates, receipts
from sync.models import AuthorKey, Device
from sync.parse import parse_push
from sync.receive import Reconciler
from sync.sealing import PrivateKey, new_key, public_bytes
from sync.signer import Signer
from sync.wire import Kind, Place

_CLASS = "car"


@dataclass
class DemoDevice:
    """`author_keys` by user id: everybody has signed in on it once."""

    signer: Signer
    author_keys: dict[str, PrivateKey]
    zone: str
    random: Random
    sequence: int = 1

    @classmethod
    def enrolled(cls, agency: Agency, officers: Iterable[User], keys: Keys, zone: str, now: datetime, random: Random) -> "DemoDevice":
        key, name = new_key(), new_id(random)
        author_keys = {officer.id: new_key() for officer in officers}
        row = {"public_key": public_bytes(key), "agency": agency.id, "device_class": _CLASS, "label": f"{agency.name.split()[0]} car 12"}
        Device.create(id=name, enrolled_at=now, enrolled_by="demo", app_version="demo", **row)
        for author, own in author_keys.items():
            AuthorKey.create(author=author, device=name, public_key=public_bytes(own), registered_at=now)
        certificate = certificates.issue(certificates.Certificate(name, public_bytes(key), _CLASS, agency.id, now), keys.receipt)
        sealing = keys.current_sealing_id
        return cls(Signer(name, key, sealing, public_bytes(keys.sealing[sealing]), certificate), author_keys, zone, random)

    def send(
        self,
        form: str,
        answers: dict[str, Any],
        author: User,
        captured_at: datetime,
        sent_at: datetime,
        reconciler: Reconciler,
        expected: str = "accepted",
    ) -> str:
        """Push one report; the submission's id. Another outcome than the expected one is a mistake in the demo and says so."""
        submission = new_id(self.random)
        place, self.sequence = Place(1, self.sequence), self.sequence + 1
        envelope = self.signer.envelope(
            Kind.SUBMISSION,
            self._body(form, answers, captured_at),
            author=author.id,
            envelope_id=submission,
            place=place,
            author_key=self.author_keys[author.id],
        )
        raw = self.signer.push([envelope], epoch=1, next_sequence=self.sequence, wall_clock=sent_at, app="demo")
        answer = reconciler.receive(parse_push(raw), sent_at)
        receipt = receipts.read(answer.receipts[0], public_bytes(reconciler.receipt_key))
        if receipt is None or receipt.outcome != expected:
            raise RuntimeError(f"A report of the demo was not {expected}: {receipt and receipt.reasons}")
        return submission

    def _body(self, form_id: str, answers: dict[str, Any], captured_at: datetime) -> dict[str, Any]:
        form = form_versions.current(form_id)
        return {
            "form": form.form_id,
            "version": form.version,
            "base": None,
            "captured_at": captured_at.isoformat(),
            "zone": self.zone,
            "monotonic_ms": 1,
            "skew_ms": 0,
            "answers": answers,
            "attachments": [],
        }


def new_id(random: Random) -> str:
    """A version 4 UUID from the story's own dice."""
    return str(UUID(int=random.getrandbits(128), version=4))
