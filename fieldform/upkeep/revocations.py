"""What was shut since the backup stays shut after it is restored: a stolen phone must not come back to life.

Public: Shut, shut_now, shut_again.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldform.access.models import User
from sync import enrolment
from sync.models import AuthorRevocation, Device


@dataclass(frozen=True, slots=True)
class Shut:
    """Revoked devices as (id, by, reason, at), closed accounts as (id, by, at), revoked authors as (id, by, at)."""

    devices: tuple[tuple[str, str, str, datetime], ...] = ()
    accounts: tuple[tuple[str, str, datetime], ...] = ()
    authors: tuple[tuple[str, str, datetime], ...] = ()


def shut_now() -> Shut:
    """Of the records that the tables are bound to."""
    devices = Device.select().where(Device.revoked_at.is_null(is_null=False))
    accounts = User.select().where(User.disabled_at.is_null(is_null=False))
    return Shut(
        tuple((row.id, row.revoked_by or "", row.revoked_because, row.revoked_at) for row in devices),
        tuple((row.id, row.disabled_by or "", row.disabled_at) for row in accounts),
        tuple((row.author, row.by, row.at) for row in AuthorRevocation.select()),
    )


def shut_again(shut: Shut) -> int:
    """In the restored records; how many devices and accounts these had as open."""
    again = 0
    for device, by, because, at in shut.devices:
        again += Device.select().where(Device.id == device, Device.revoked_at.is_null()).count()
        enrolment.revoke_device(device, by=by, now=at, because=because)
    for user, by, at in shut.accounts:
        open_here = (User.id == user) & User.disabled_at.is_null()
        again += User.update(disabled_at=at, disabled_by=by).where(open_here).execute()
    for author, by, at in shut.authors:
        enrolment.revoke_author(author, by=by, now=at)
    return again
