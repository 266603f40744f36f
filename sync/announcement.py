"""The server's current sealing key, in words that a device believes: signed by the receipt key that it pinned (docs/wire.md, Keys).

A device that still seals to an older key learns the newer one with its next delivery. Public: announce.
"""

from sync.encoding import b64, compact_json, label
from sync.sealing import PrivateKey, key_id, sign
from sync.wire import Signed


def announce(sealing_public: bytes, receipt_key: PrivateKey) -> Signed:
    """`sealing_public` is the uncompressed point that bodies are to be sealed to from now on."""
    raw = compact_json({"v": 1, "id": key_id(sealing_public), "public_key": b64(sealing_public)})
    return Signed(raw, sign(receipt_key, label("key") + raw))
