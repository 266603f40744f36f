"""What an agency's devices still owe: those that fell silent with something unsent, numbers that have not come, traces of a copy.

Sorted by danger; never a name from a report. Public: Silent, Owing, silent_with_unsent, owing, untold, claim, tell_later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldform.access.silence import HOURS, hours_by_agency, hours_of
from fieldform.access.viewer import Viewer
from sync.gaps import Gap, copies, gaps
from sync.models import Device, StoredEnvelope

_NOT_TOLD = Device.silence_told_at.is_null() | (Device.silence_told_at < Device.last_seen_at)


@dataclass(frozen=True, slots=True)
class Silent:
    """`waiting` is what it said it still had to send when it was last heard from, `oldest` since when the oldest of these waits."""

    id: str
    label: str
    waiting: int
    oldest: datetime | None
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Owing:
    """`gaps` are numbers that the server lacks, `copies` how many traces of a second device with the same key nobody has looked into."""

    id: str
    label: str
    waiting: int
    gaps: tuple[Gap, ...]
    copies: int

    @property
    def lacking(self) -> int:
        return sum(len(gap.numbers) for gap in self.gaps)


def silent_with_unsent(viewer: Viewer, now: datetime) -> list[Silent]:
    """Whose oldest record has waited longest comes first; of equals, who has more."""
    rows = Device.select().where(Device.agency == viewer.agency, *_is_silent(now, hours_of(viewer.agency)))
    found = [Silent(row.id, row.label or "Without a name", row.waiting, row.oldest_unacknowledged_at, row.last_seen_at) for row in rows]
    return sorted(found, key=lambda one: (one.oldest or one.last_seen_at, -one.waiting, one.label))


def owing(viewer: Viewer) -> list[Owing]:
    """Copies first, then whoever lacks most. Only devices whose numbers do not add up, or that left a trace, are looked at closely."""
    own = Device.select().where(Device.agency == viewer.agency)
    uneven = (Device.acked_through + 1 < Device.next_sequence) | (Device.epoch > 1) | (Device.id << _traced())
    found = [_owing(row) for row in own.where(uneven)]
    return sorted((one for one in found if one.lacking or one.copies), key=lambda one: (-one.copies, -one.lacking, one.label))


def untold(now: datetime) -> dict[str, list[str]]:
    """Devices that fell silent with something unsent since IT was last told of them, by agency, for the watchman."""
    found: dict[str, list[str]] = {}
    chosen = hours_by_agency()
    shortest = min([HOURS, *chosen.values()])
    for row in Device.select(Device.id, Device.agency, Device.last_seen_at).where(*_is_silent(now, shortest), _NOT_TOLD):
        if row.last_seen_at < now - timedelta(hours=chosen.get(row.agency, HOURS)):
            found.setdefault(row.agency, []).append(row.id)
    return found


def claim(devices: list[str], now: datetime) -> bool:
    """IT is told of these now, and by us; False where another server was faster."""
    return bool(Device.update(silence_told_at=now).where(Device.id << devices, _NOT_TOLD).execute())


def tell_later(devices: list[str]) -> None:
    """It could not be told."""
    Device.update(silence_told_at=None).where(Device.id << devices).execute()


def _is_silent(now: datetime, hours: int) -> tuple[Any, ...]:
    return (Device.waiting > 0, Device.revoked_at.is_null(), Device.last_seen_at < now - timedelta(hours=hours))


def _owing(row: Device) -> Owing:
    return Owing(row.id, row.label or "Without a name", row.waiting, tuple(gaps(row)), len(copies(row.id)))


def _traced() -> object:
    return StoredEnvelope.select(StoredEnvelope.device).where(~StoredEnvelope.owns_place | ~StoredEnvelope.owns_id)
