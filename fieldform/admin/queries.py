"""Devices, their codes, and how much arrived that waits for a person, as IT of one agency may see it: never a name from a report.

Public: devices_of, device_of, devices_of_agency, codes_in_hand, set_aside, owed_by, DeviceLine, Owed.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldform.access.device_codes import DEVICE_CLASSES
from fieldform.access.devices import is_silent
from fieldform.access.models import Agency
from fieldform.access.queries import names_of
from fieldform.access.viewer import Viewer
from fieldform.record.set_aside import held_and_quarantined
from sync.gaps import Gap, Trace, WrittenOff, copies, gaps, written_off
from sync.models import CopySettled, Device, EnrolmentCode


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """`silent`: to be looked for. `waiting` is what the device itself last said it still had to send; `skew_ms` how far its clock was
    behind the server's."""

    id: str
    label: str
    device_class: str
    enrolled_at: datetime
    enrolled_by: str
    last_seen_at: datetime | None
    waiting: int
    oldest_waiting_since: datetime | None
    app_version: str
    skew_ms: int | None
    certified_at: datetime | None
    pending_since: datetime | None
    approved_at: datetime | None
    approved_by: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_because: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """`written` are numbers written off, with whose name; `ordered`: it was told to count anew and has not been heard to do so yet."""

    gaps: tuple[Gap, ...]
    written: tuple[tuple[WrittenOff, str], ...]
    traces: tuple[Trace, ...]
    settled: CopySettled | None
    settled_by: str
    ordered: bool


def devices_of(viewer: Viewer, now: datetime) -> list[DeviceLine]:
    """The agency's devices: those that wait for IT first, then those in use, the longest silent on top; revoked ones last."""
    rows = (
        Device.select()
        .where(Device.agency == viewer.agency)
        .order_by(
            Device.revoked_at.is_null(is_null=False),
            Device.pending_since.is_null(),
            Device.last_seen_at.is_null(is_null=False),
            Device.last_seen_at,
            Device.id,
        )
    )
    return _lines(list(rows), now)


def device_of(viewer: Viewer, device: str, now: datetime) -> DeviceLine | None:
    """One of them; None for anybody else's."""
    return next(iter(_lines(list(Device.select().where(Device.id == device, Device.agency == viewer.agency)), now)), None)


def devices_of_agency(agency: Agency | None) -> list[Device]:
    """Those of one agency, or of all, for the server's console; never the server's own."""
    asked = Device.agency == agency.id if agency else Device.agency != ""
    return list(Device.select().where(asked).order_by(Device.revoked_at.is_null(is_null=False), Device.last_seen_at, Device.id))


def owed_by(device: str) -> Owed:
    """What one device, which the viewer was allowed to see, has not accounted for."""
    row, written = Device.get_by_id(device), written_off(device)
    settled = CopySettled.select().where(CopySettled.device == device).order_by(CopySettled.at.desc()).first()
    names = names_of([*(one.by for one in written), settled.by if settled else ""])
    return Owed(
        gaps=tuple(gaps(row)),
        written=tuple((one, names.get(one.by, one.by)) for one in written),
        traces=tuple(copies(device)),
        settled=settled,
        settled_by=names.get(settled.by, settled.by) if settled else "",
        ordered=row.epoch > row.said_epoch,
    )


def codes_in_hand(viewer: Viewer, now: datetime) -> list[EnrolmentCode]:
    """Codes that were handed out and may still be used; the codes themselves are known to nobody here."""
    return list(
        EnrolmentCode.select()
        .where(
            EnrolmentCode.agency == viewer.agency,
            EnrolmentCode.used_at.is_null(),
            EnrolmentCode.expires_at > now,
        )
        .order_by(EnrolmentCode.expires_at, EnrolmentCode.label)
    )


def set_aside(viewer: Viewer) -> int:
    """How many records arrived and could not enter the record: damaged, from somebody shut out, or waiting for what has not come."""
    return sum(held_and_quarantined(viewer))


def _lines(rows: list[Device], now: datetime) -> list[DeviceLine]:
    names = names_of(by for row in rows for by in (row.enrolled_by, row.approved_by, row.revoked_by) if by)
    return [_line(row, names, now) for row in rows]


def _line(row: Device, names: dict[str, str], now: datetime) -> DeviceLine:
    return DeviceLine(
        id=row.id,
        label=row.label or "Without a name",
        device_class=DEVICE_CLASSES.get(row.device_class, row.device_class),
        enrolled_at=row.enrolled_at,
        enrolled_by=_name(row.enrolled_by, names),
        last_seen_at=row.last_seen_at,
        waiting=row.waiting,
        oldest_waiting_since=row.oldest_unacknowledged_at,
        app_version=row.app_version,
        skew_ms=row.skew_ms,
        certified_at=row.certified_at,
        pending_since=row.pending_since,
        approved_at=row.approved_at,
        approved_by=_name(row.approved_by, names),
        revoked_at=row.revoked_at,
        revoked_by=_name(row.revoked_by, names),
        revoked_because=row.revoked_because,
        silent=row.revoked_at is None and is_silent(row.last_seen_at, now),
    )


def _name(by: str | None, names: dict[str, str]) -> str:
    return names.get(by or "", by or "")
