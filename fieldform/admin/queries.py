"""Devices, their codes, and how much arrived that waits for a person, as IT of one agency may see it: never a name from a report.

Public: devices_of, codes_in_hand, set_aside, DeviceLine.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldform.access.device_codes import DEVICE_CLASSES
from fieldform.access.devices import is_silent
from fieldform.access.queries import names_of
from fieldform.access.viewer import Viewer
from sync.decide import Outcome
from sync.models import Device, EnrolmentCode, StoredEnvelope


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """`silent`: to be looked for. `waiting` is what the device itself last said it still had to send."""

    label: str
    device_class: str
    last_seen_at: datetime | None
    waiting: int
    oldest_waiting_since: datetime | None
    app_version: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_because: str
    silent: bool


def devices_of(viewer: Viewer, now: datetime) -> list[DeviceLine]:
    """The agency's devices: those still in use first, the longest silent on top."""
    rows = (
        Device.select()
        .where(Device.agency == viewer.agency)
        .order_by(Device.revoked_at.is_null(is_null=False), Device.last_seen_at.is_null(is_null=False), Device.last_seen_at, Device.id)
    )
    names = names_of(row.revoked_by for row in rows if row.revoked_by)
    return [_line(row, names.get(row.revoked_by or "", row.revoked_by or ""), now) for row in rows]


def codes_in_hand(viewer: Viewer, now: datetime) -> list[EnrolmentCode]:
    """Codes that were handed out and may still be used; the codes themselves are known to nobody here."""
    return list(
        EnrolmentCode.select()
        .where(
            EnrolmentCode.agency == viewer.agency,
            EnrolmentCode.used_at.is_null(),
            EnrolmentCode.expires_at > now,
        )
        .order_by(EnrolmentCode.expires_at)
    )


def set_aside(viewer: Viewer) -> int:
    """How many records arrived from the agency's devices and could not enter the record: damaged, contradicting each other, or held."""
    return (
        StoredEnvelope.select()
        .join(Device)
        .where(Device.agency == viewer.agency, StoredEnvelope.outcome << [Outcome.QUARANTINED, Outcome.CONFLICT, Outcome.HELD])
        .count()
    )


def _line(row: Device, revoked_by: str, now: datetime) -> DeviceLine:
    return DeviceLine(
        label=row.label,
        device_class=DEVICE_CLASSES.get(row.device_class, row.device_class),
        last_seen_at=row.last_seen_at,
        waiting=row.waiting,
        oldest_waiting_since=row.oldest_unacknowledged_at,
        app_version=row.app_version,
        revoked_at=row.revoked_at,
        revoked_by=revoked_by,
        revoked_because=row.revoked_because,
        silent=row.revoked_at is None and is_silent(row.last_seen_at, now),
    )
