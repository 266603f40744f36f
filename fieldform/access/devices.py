"""The devices of an agency as the people who answer for them see them: whose, when last heard from, lost; and the word that one is lost.

Never a name from a report. Public: DeviceInHand, SILENT_AFTER, is_silent, devices_seen_by, device_seen_by, may_deliver,
heard_on, report_lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import ModelSelect

from fieldform.access import accounts
from fieldform.access.device_codes import DEVICE_CLASSES
from fieldform.access.models import User
from fieldform.access.queries import names_of
from fieldform.access.standing import refuse_unreviewed
from fieldform.access.viewer import Viewer
from sync import enrolment
from sync.models import AuthorKey, Device
from sync.tables import database

# A phone that has said nothing for three days may lie in a drawer with a report in it.
SILENT_AFTER = timedelta(days=3)
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class DeviceInHand:
    """`people` are (user id, name) of those who signed in on it; `waiting` is what it last said it still had to send."""

    id: str
    label: str
    kind: str
    people: tuple[tuple[str, str], ...]
    last_seen_at: datetime | None
    waiting: int
    oldest_waiting_since: datetime | None
    pending_since: datetime | None
    revoked_at: datetime | None
    revoked_by: str
    revoked_because: str
    silent: bool


def devices_seen_by(viewer: Viewer, now: datetime) -> list[DeviceInHand]:
    """The agency's devices by their names, those that are lost or put away last."""
    rows = Device.select().where(Device.agency == viewer.agency).order_by(Device.revoked_at.is_null(is_null=False), Device.label, Device.id)
    return _in_hand(list(rows), now)


def device_seen_by(viewer: Viewer, device: str, now: datetime) -> DeviceInHand | None:
    """One of them; None where the viewer's agency has no such device."""
    rows = list(Device.select().where(Device.id == device, Device.agency == viewer.agency))
    return _in_hand(rows, now)[0] if rows else None


def may_deliver(viewer: Viewer, device: str) -> bool:
    """Whether it is one of the viewer's own agency and not revoked; it may still wait for IT."""
    return bool(_delivering(viewer, device).exists())


def heard_on(viewer: Viewer, device: str) -> Device | None:
    """The device, where news may go to it as well: one that IT has approved, or set up with a code. UnderReview while none may go."""
    found: Device | None = _delivering(viewer, device).where(Device.pending_since.is_null()).first()
    if found is not None:
        refuse_unreviewed(viewer.agency)
    return found


def report_lost(viewer: Viewer, device: DeviceInHand, because: str, sign_out: Iterable[str], now: datetime) -> int:
    """Revoke it at once and end the sessions of those people; how many sessions were ended. `device` is one the viewer was shown.

    Only people who signed in on it can be signed out by this: the rest of the agency is IT's business.
    """
    wanted = set(sign_out) & {user for user, _ in device.people}
    with database.atomic():
        enrolment.revoke_device(device.id, by=viewer.user, now=now, because=because[:_LONGEST_REASON])
        users = User.select().where(User.id << sorted(wanted))
        return sum(accounts.end_sessions(user, by=viewer.user, now=now, because="device lost") for user in users)


def _delivering(viewer: Viewer, device: str) -> "ModelSelect[Device]":
    return Device.select().where(Device.id == device, Device.agency == viewer.agency, Device.revoked_at.is_null())


def is_silent(last_seen_at: datetime | None, now: datetime) -> bool:
    return last_seen_at is None or now - last_seen_at > SILENT_AFTER


def _in_hand(rows: list[Device], now: datetime) -> list[DeviceInHand]:
    people, names = _people_of(rows), names_of(row.revoked_by for row in rows if row.revoked_by)
    return [_one(row, tuple(people.get(row.id, ())), names.get(row.revoked_by or "", row.revoked_by or ""), now) for row in rows]


def _one(row: Device, people: tuple[tuple[str, str], ...], revoked_by: str, now: datetime) -> DeviceInHand:
    return DeviceInHand(
        id=row.id,
        label=row.label or "without a name",
        kind=DEVICE_CLASSES.get(row.device_class, row.device_class),
        people=people,
        last_seen_at=row.last_seen_at,
        waiting=row.waiting,
        oldest_waiting_since=row.oldest_unacknowledged_at,
        pending_since=row.pending_since,
        revoked_at=row.revoked_at,
        revoked_by=revoked_by,
        revoked_because=row.revoked_because,
        silent=row.revoked_at is None and is_silent(row.last_seen_at, now),
    )


def _people_of(rows: list[Device]) -> dict[str, list[tuple[str, str]]]:
    """Who signed in on each device, by name, each once."""
    signed: Any = (
        AuthorKey.select(AuthorKey.device, User.id, User.name)
        .join(User, on=(AuthorKey.author == User.id))
        .where(AuthorKey.device << [row.id for row in rows])
        .distinct()
        .order_by(User.name, User.id)
        .tuples()
    )
    people: dict[str, list[tuple[str, str]]] = {}
    for device, user, name in signed:
        people.setdefault(device, []).append((user, name))
    return people
