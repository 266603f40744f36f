"""The end of a push: what the device said of itself is written down, and what is known of its numbers is said.

Public: Answer, conclude, epoch_order.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync import ledger
from sync.batch import Batch
from sync.clocks import corrected
from sync.lives import instance_id
from sync.models import Device
from sync.wire import Heartbeat, Signed


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push gets back: a receipt for each element in its order, what the server knows of the device's numbers, the key to seal to."""

    receipts: tuple[Signed, ...]
    epoch: int
    acked_through: int
    missing: tuple[int, ...]
    server_time: datetime
    instance: str
    orders: tuple[dict[str, Any], ...]
    key: Signed | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "fieldform": 1,
            "receipts": [signed.as_json() for signed in self.receipts],
            "epoch": self.epoch,
            "acked_through": self.acked_through,
            "missing": list(self.missing),
            "server_time": self.server_time.astimezone(UTC).isoformat(),
            "instance": self.instance,
            "orders": list(self.orders),
            "key": self.key.as_json() if self.key else None,
        }


def conclude(batch: Batch, signed: tuple[Signed, ...]) -> Answer:
    """Write down what the device said of itself, and say what is known of its numbers."""
    device, heartbeat = batch.device, batch.heartbeat
    epoch = heartbeat.epoch if heartbeat else device.epoch
    if epoch > device.epoch:  # This server was restored to a day before it ordered that epoch.
        device.epoch, device.acked_through = epoch, 0
    known = device.acked_through if epoch == device.epoch else 0
    acked, missing = ledger.numbers(device.id, epoch, known, heartbeat.next_sequence if heartbeat else 0)
    if epoch == device.epoch:
        device.acked_through = acked
    if batch.new_epoch_needed and epoch == device.epoch:
        device.epoch, device.acked_through = epoch + 1, 0
    if heartbeat is not None:
        device.said_epoch, device.next_sequence, device.waiting = heartbeat.epoch, heartbeat.next_sequence, heartbeat.waiting
        device.oldest_unacknowledged_at, device.app_version = _waiting_since(batch, heartbeat), heartbeat.app
        device.last_seen_at, device.skew_ms = batch.now, batch.skew
    ledger.write_down(device)
    return Answer(signed, epoch, acked, tuple(missing), batch.now, instance_id(), _orders(device, epoch))


def epoch_order(device: Device, known: int = 1) -> tuple[dict[str, Any], ...]:
    """Count anew, where that was ordered since the epoch that the device is known to have begun; one that has obeyed lets it pass."""
    return ({"order": "new_epoch", "epoch": device.epoch},) if device.epoch > known else ()


def _waiting_since(batch: Batch, heartbeat: Heartbeat) -> datetime | None:
    oldest = heartbeat.oldest_unacknowledged
    return None if oldest is None else corrected(oldest, batch.skew, batch.now)


def _orders(device: Device, epoch: int) -> tuple[dict[str, Any], ...]:
    if device.revoked_at is not None:
        return ({"order": "lock"}, {"order": "erase"})
    return epoch_order(device, epoch)
