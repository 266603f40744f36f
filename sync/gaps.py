"""What a device said of itself and what does not fit: numbers that have not come, and traces of a second device with the same key.

Both end with a person's word: a number is written off, a copy is looked into. Public: Gap, gaps, write_off, written_off, WrittenOff, Trace,
copies, How, settle_copies, order_new_epoch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import JOIN, fn

from sync import ledger
from sync.models import CopySettled, Device, StoredEnvelope, WriteOff
from sync.tables import whole


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of one epoch that the server lacks, at most 100. `since`: when a later one came; None where the device alone speaks of
    them, so that they may still lie on it."""

    epoch: int
    numbers: tuple[int, ...]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """`came_at`: when a record came in this number after all."""

    epoch: int
    sequence: int
    by: str
    at: datetime
    because: str
    came_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Two envelopes that one device cannot both have made: they stand in one place, or bear one id. `first` came first."""

    first: StoredEnvelope
    second: StoredEnvelope


class How(StrEnum):
    NEW_EPOCH = "new_epoch"
    SET_UP_ANEW = "set_up_anew"
    NO_COPY = "no_copy"


def gaps(device: Device) -> list[Gap]:
    """The oldest epoch first. Nothing is asked of the envelopes where the device's own numbers already add up."""
    return [gap for epoch in _epochs(device) for gap in _gap(device, epoch)]


@whole
def write_off(device: str, epoch: int, sequences: Iterable[int], *, by: str, at: datetime, because: str) -> tuple[int, ...]:
    """Nobody waits for these any more; those of them that were really missing."""
    row = ledger.device_for_writing(device)
    if row is None:
        return ()
    lacking = {number for gap in gaps(row) if gap.epoch == epoch for number in gap.numbers}
    written = tuple(sorted(lacking & set(sequences)))
    for sequence in written:
        WriteOff.create(device=device, epoch=epoch, sequence=sequence, by=by, at=at, because=because)
    if epoch == row.epoch:
        acked, _ = ledger.numbers(device, epoch, row.acked_through, _following(row, epoch))
        Device.update(acked_through=acked).where(Device.id == device).execute()
    return written


def written_off(device: str) -> list[WrittenOff]:
    """Every number of it that was, the newest word first."""
    same = (
        (StoredEnvelope.device == WriteOff.device)
        & (StoredEnvelope.epoch == WriteOff.epoch)
        & (StoredEnvelope.sequence == WriteOff.sequence)
        & StoredEnvelope.owns_place
    )
    rows: Any = (
        WriteOff.select(WriteOff, StoredEnvelope.received_at.alias("came_at"))
        .join(StoredEnvelope, JOIN.LEFT_OUTER, on=same)
        .where(WriteOff.device == device)
        .order_by(WriteOff.at.desc(), WriteOff.epoch, WriteOff.sequence)
        .objects()
    )
    return [WrittenOff(row.epoch, row.sequence, row.by, row.at, row.because, row.came_at) for row in rows]


def copies(device: str) -> list[Trace]:
    """The traces that nobody has looked into yet, the newest first."""
    through = CopySettled.select(fn.MAX(CopySettled.through)).where(CopySettled.device == device).scalar() or 0
    later = (StoredEnvelope.device == device) & (StoredEnvelope.number > through)
    seconds = StoredEnvelope.select().where(later & (~StoredEnvelope.owns_place | ~StoredEnvelope.owns_id))
    found = [(_first_of(second), second) for second in seconds.order_by(StoredEnvelope.number.desc())]
    return [Trace(first, second) for first, second in found if first is not None]


@whole
def settle_copies(device: str, how: How, *, by: str, at: datetime, because: str) -> None:
    """The traces so far are explained; what comes later is shown again."""
    newest = StoredEnvelope.select(fn.MAX(StoredEnvelope.number)).where(StoredEnvelope.device == device).scalar() or 0
    CopySettled.create(device=device, through=newest, how=how.value, by=by, at=at, because=because)
    if how is How.NEW_EPOCH:
        order_new_epoch(device)


@whole
def order_new_epoch(device: str) -> None:
    """Whoever counts on in the old one is the copy. One order at a time: where the device has not obeyed the last, that one stands."""
    anew = Device.update(epoch=Device.epoch + 1, acked_through=0)
    anew.where(Device.id == device, Device.epoch == Device.said_epoch).execute()


def _epochs(device: Device) -> list[int]:
    if device.epoch == device.said_epoch == 1:
        return [1] if device.acked_through + 1 < device.next_sequence else []
    stored: Any = StoredEnvelope.select(StoredEnvelope.epoch).where(StoredEnvelope.device == device.id).distinct().tuples()
    return sorted({epoch for (epoch,) in stored} | {device.said_epoch})


def _gap(device: Device, epoch: int) -> list[Gap]:
    known = device.acked_through if epoch == device.epoch else 0
    _, missing = ledger.numbers(device.id, epoch, known, _following(device, epoch))
    return [Gap(epoch, tuple(missing), _since(device.id, epoch, missing[0]))] if missing else []


def _following(device: Device, epoch: int) -> int:
    """The device's own word on which number comes next counts for the epoch in which it said so."""
    return device.next_sequence if epoch == device.said_epoch else 0


def _since(device: str, epoch: int, sequence: int) -> datetime | None:
    later = (StoredEnvelope.device == device) & (StoredEnvelope.epoch == epoch) & (StoredEnvelope.sequence > sequence)
    earliest = StoredEnvelope.select(StoredEnvelope.received_at).where(later).order_by(StoredEnvelope.number).first()
    return None if earliest is None else earliest.received_at


def _first_of(second: StoredEnvelope) -> StoredEnvelope | None:
    same_place = (
        (StoredEnvelope.device == second.device_id)
        & (StoredEnvelope.epoch == second.epoch)
        & (StoredEnvelope.sequence == second.sequence)
        & StoredEnvelope.owns_place
    )
    same_id = (StoredEnvelope.envelope_id == second.envelope_id) & StoredEnvelope.owns_id
    found: StoredEnvelope | None = StoredEnvelope.get_or_none(same_id if not second.owns_id else same_place)
    return found
