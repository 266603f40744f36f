"""A phone in Python that has much to send: sealed and signed beforehand, delivered over one connection that stays open.

Public: Sender, enrolled, REPORT.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from fieldform.keys_folder import Keys
from fieldform.record import form_versions
from sync import certificates, enrolment, receipts
from sync.certificates import Certificate
from sync.decide import Outcome
from sync.models import Device
from sync.parse import parse_signed
from sync.sealing import PrivateKey, new_key, public_bytes
from sync.signer import Signer
from sync.wire import Kind, Place
from tests.support.cast import Cast
from tests.support.reports import report

ANSWERS = 45
REPORT: dict[str, Any] = report(suicide="threat", domestic="yes") | {
    "words": {"narrative": "She said she would not see the morning. Her sister came and stayed the night with her. " * 6}
}
REPORT["what"]["dispatched_as"] = "suicidal"
REPORT["people"]["violence"] = {
    "victim_who": "victim",
    "weapon_against": "no",
    "threat_to_kill": "no",
    "fears_death": "no",
    "choked": "no",
    "advocate_wanted": "yes",
    "safe_way": "After six, by text",
}


@dataclass
class Sender:
    """An enrolled device and its officer, whose key signs too."""

    keys: Keys
    signer: Signer
    author: str
    author_key: PrivateKey
    version: str
    next_sequence: int = 1

    def batch(self, size: int) -> bytes:
        """The bytes of a push of so many new reports."""
        return self.signer.push(self.envelopes(size), epoch=1, next_sequence=self.next_sequence, wall_clock=datetime.now(UTC))

    def envelopes(self, count: int) -> list[dict[str, Any]]:
        """So many new reports, sealed, signed and placed."""
        return [self._envelope() for _ in range(count)]

    def deliver(self, connection: HTTPConnection, batch: bytes) -> bytes:
        connection.request("POST", "/sync/push", batch, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == 200, said
        return said

    def check(self, answer: bytes) -> None:
        """Every receipt is the server's word that the record was accepted."""
        known = public_bytes(self.keys.receipt)
        read = [receipts.read(parse_signed(one), known) for one in json.loads(answer)["receipts"]]
        for receipt in read:
            assert receipt is not None
            assert receipt.outcome is Outcome.ACCEPTED, receipt.reasons

    def _envelope(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "form": "crisis_contact",
            "version": self.version,
            "base": None,
            "captured_at": datetime.now(UTC).isoformat(),
            "zone": "America/Detroit",
            "monotonic_ms": 1,
            "skew_ms": 0,
            "answers": REPORT,
            "attachments": [],
        }
        place = Place(1, self.next_sequence)
        self.next_sequence += 1
        return self.signer.envelope(
            Kind.SUBMISSION, body, author=self.author, envelope_id=str(uuid4()), place=place, author_key=self.author_key
        )


def enrolled(keys: Keys, cast: Cast) -> Sender:
    """A new device of the officer's agency, entered into the records that are open."""
    device, key, author_key, now = str(uuid4()), new_key(), new_key(), datetime.now(UTC)
    agency, author = cast.officer.agency, cast.officer.id
    Device.create(
        id=device,
        public_key=public_bytes(key),
        agency=agency,
        device_class="phone",
        label="car 12",
        enrolled_at=now,
        enrolled_by=cast.admin.id,
    )
    enrolment.register_author_key(author=author, device=device, public_key=public_bytes(author_key), now=now)
    certificate = certificates.issue(Certificate(device, public_bytes(key), "phone", agency, now), keys.receipt)
    sealing = keys.current_sealing_id
    signer = Signer(device, key, sealing, public_bytes(keys.sealing[sealing]), certificate)
    return Sender(keys, signer, author, author_key, form_versions.current("crisis_contact").version)
