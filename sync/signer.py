"""A device held in Python: it seals and signs as a phone does. The server's own `web` device, the demo and the tests use it.

Public: Signer.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync.encoding import b64, compact_json, label, sha256
from sync.sealing import PrivateKey, seal, sign
from sync.wire import Kind, Place, Signed, author_claim, body_info, device_claim, pad


@dataclass(frozen=True, slots=True)
class Signer:
    """`sealing_public` is the server's sealing key (uncompressed point), `sealing_id` its name; `certificate` came at enrolment."""

    device: str
    device_key: PrivateKey
    sealing_id: str
    sealing_public: bytes
    certificate: Signed

    def envelope(
        self, kind: Kind, body: dict[str, Any], *, author: str, envelope_id: str, place: Place, author_key: PrivateKey | None = None
    ) -> dict[str, Any]:
        """One element of a push: `body` (JSON, see wire.Body) sealed for the server, in its place, signed."""
        header = compact_json({"v": 1, "kind": kind, "id": envelope_id, "device": self.device, "author": author, "key": self.sealing_id})
        sealed = seal(self.sealing_public, body_info(header), pad(compact_json(body)))
        return self.placed(header, sealed, place, author_key)

    def placed(self, header: bytes, sealed: bytes, place: Place, author_key: PrivateKey | None = None) -> dict[str, Any]:
        """Sealed bytes with a place and signatures: what a device makes again, from the same bytes, each time it sends."""
        body_hash = sha256(sealed)
        return {
            "header": b64(header),
            "body": b64(sealed),
            "epoch": place.epoch,
            "sequence": place.sequence,
            "author_sig": b64(sign(author_key, author_claim(header, body_hash))) if author_key else None,
            "device_sig": b64(sign(self.device_key, device_claim(header, place, body_hash))),
        }

    def push(self, envelopes: list[dict[str, Any]], *, epoch: int, next_sequence: int, wall_clock: datetime, app: str = "python") -> bytes:
        """The bytes of `POST /sync/push`."""
        heartbeat = self.heartbeat(epoch=epoch, next_sequence=next_sequence, waiting=len(envelopes), wall_clock=wall_clock, app=app)
        return compact_json(
            {
                "device": self.device,
                "certificate": self.certificate.as_json(),
                "heartbeat": heartbeat.as_json(),
                "envelopes": envelopes,
            }
        )

    def heartbeat(
        self, *, epoch: int, next_sequence: int, waiting: int, wall_clock: datetime, app: str, challenge: str | None = None
    ) -> Signed:
        said: dict[str, Any] = {
            "device": self.device,
            "epoch": epoch,
            "next_sequence": next_sequence,
            "waiting": waiting,
            "oldest_unacknowledged": None,
            "app": app,
            "wall_clock": wall_clock.astimezone(UTC).isoformat(),
        }
        raw = compact_json(said if challenge is None else said | {"challenge": challenge})
        return Signed(raw, sign(self.device_key, label("heartbeat") + raw))
