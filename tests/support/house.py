"""A whole Fieldform in this process: the app over an encrypted database in a temporary folder, the cast, a clock that tests move.

For tests of what a request does; tests of what a browser or a network does use servers.py. Public: House, build, Device.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from fieldform.app import create_app
from fieldform.keys_folder import Keys
from fieldform.parts import EXTENSION, Parts
from fieldform.record import form_versions
from sync import certificates, receipts
from sync.certificates import Certificate
from sync.encoding import compact_json
from sync.models import Device as DeviceRow
from sync.parse import parse_signed
from sync.receipts import Receipt
from sync.sealing import PrivateKey, new_key, public_bytes, seal
from sync.signer import Signer
from sync.wire import Kind, Place, Signed, body_info, pad
from tests.support.cast import PHRASE, Cast, Member, create_cast
from tests.support.ground import lay, opened

MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
ZONE = "America/Detroit"


@dataclass
class House:
    """`now` is what its clock says."""

    app: Flask
    keys: Keys
    cast: Cast
    now: datetime = MORNING

    @property
    def parts(self) -> Parts:
        found: Parts = self.app.extensions[EXTENSION]
        return found

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def visitor(self, member: Member | None = None) -> FlaskClient:
        """A browser without JavaScript; signed in, if a member is named."""
        client = self.app.test_client()
        if member is not None:
            answer = client.post("/sign-in", json={"username": member.username, "phrase": PHRASE}, headers=self.token(client))
            assert answer.status_code == 200, answer.get_data(as_text=True)
        return client

    @staticmethod
    def token(client: FlaskClient) -> dict[str, str]:
        """The header that a script sends with whatever it changes."""
        return {"X-CSRFToken": client.get("/session").get_json()["csrf"]}

    def device(self, agency: str, label: str = "car 12") -> "Device":
        """An enrolled phone of this agency."""
        key, name = new_key(), str(uuid4())
        DeviceRow.create(
            id=name,
            public_key=public_bytes(key),
            agency=agency,
            device_class="phone",
            label=label,
            enrolled_at=self.now,
            enrolled_by=self.cast.admin.id,
        )
        certificate = certificates.issue(Certificate(name, public_bytes(key), "phone", agency, self.now), self.keys.receipt)
        return Device(self, key, self._signer(name, key, certificate))

    def _signer(self, name: str, key: PrivateKey, certificate: Signed) -> Signer:
        sealing = self.keys.current_sealing_id
        return Signer(name, key, sealing, public_bytes(self.keys.sealing[sealing]), certificate)


@dataclass
class Device:
    """A phone in Python: it seals, signs and pushes over HTTP, and reads its receipts as a phone does."""

    house: House
    key: PrivateKey
    signer: Signer
    author: str = ""
    epoch: int = 1
    next_sequence: int = 1
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.house.app.test_client()
        self.author = self.author or self.house.cast.officer.id

    def report(self, answers: dict[str, Any], *, form: str = "crisis_contact", **body: Any) -> dict[str, Any]:
        """A sealed submission to the newest version of a form."""
        return self.seal(Kind.SUBMISSION, self.body(answers, form=form, **body))

    def body(self, answers: dict[str, Any], *, form: str = "crisis_contact", **changes: Any) -> dict[str, Any]:
        version = form_versions.current(form).version
        plain: dict[str, Any] = {
            "form": form,
            "version": version,
            "base": None,
            "captured_at": self.house.now.isoformat(),
            "zone": ZONE,
            "monotonic_ms": 1,
            "skew_ms": 0,
            "answers": answers,
            "attachments": [],
        }
        return plain | changes

    def seal(self, kind: Kind, body: dict[str, Any], *, place: Place | None = None, envelope_id: str = "") -> dict[str, Any]:
        return self.signer.envelope(
            kind, body, author=self.author, envelope_id=envelope_id or str(uuid4()), place=place or self._next_place()
        )

    def seal_bytes(self, kind: Kind, plaintext: bytes) -> dict[str, Any]:
        """What a broken app seals: anything."""
        fields = {
            "v": 1,
            "kind": kind,
            "id": str(uuid4()),
            "device": self.signer.device,
            "author": self.author,
            "key": self.signer.sealing_id,
        }
        header = compact_json(fields)
        return self.signer.placed(header, seal(self.signer.sealing_public, body_info(header), pad(plaintext)), self._next_place())

    def raw(self, *envelopes: dict[str, Any]) -> bytes:
        return self.signer.push(list(envelopes), epoch=self.epoch, next_sequence=self.next_sequence, wall_clock=self.house.now)

    def _next_place(self) -> Place:
        self.next_sequence += 1
        return Place(self.epoch, self.next_sequence - 1)

    def push(self, *envelopes: dict[str, Any]) -> list[Receipt]:
        """What the server says of each; a receipt that does not verify fails the test."""
        answer = self.client.post("/sync/push", data=self.raw(*envelopes), content_type="application/json")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return self.read(answer.get_json())

    def read(self, answer: dict[str, Any]) -> list[Receipt]:
        read = [receipts.read(parse_signed(one), public_bytes(self.house.keys.receipt)) for one in answer["receipts"]]
        assert all(read)
        return [receipt for receipt in read if receipt is not None]


@contextmanager
def build(folder: Path, **settings: Any) -> Iterator[House]:
    """A new house, gone at the end."""
    config, keys = lay(folder, **settings)
    with opened(config, keys):
        house = House(app=create_app(config, keys, lambda: house.now), keys=keys, cast=create_cast(MORNING))
        yield house
