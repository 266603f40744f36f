"""The names behind opaque ids: who wrote a report, which agency it belongs to.

Public: author, names, signature, agency_name, agency_names.
"""

from collections.abc import Iterable
from typing import Any

from fieldform.access.models import Agency, User
from sync.gathering import asked_once
from sync.prepared import prepared_of


def names(users: Iterable[str]) -> dict[str, str]:
    """Names by user id; an id that no account bears is left out."""
    wanted = sorted(set(users))
    return {user.id: user.name for user in User.select(User.id, User.name).where(User.id << wanted)}


@asked_once
def author(user: str) -> User | None:
    """Whoever wrote it; None for an id that no account bears."""
    return next(iter(_user(user)), None)


@prepared_of(User)
def _user(user: Any) -> Any:
    return User.select().where(User.id == user)


def signature(user: str) -> str:
    """Whoever signs now, in words: name, unit, crisis training, supervisor, whichever are known; "" for an unknown id."""
    signed = author(user)
    if signed is None:
        return ""
    supervisor = f"supervisor {signed.supervisor}" if signed.supervisor else ""
    return ", ".join(part for part in (signed.name, signed.unit, signed.training, supervisor) if part)


def agency_names(agencies: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(id, name) of each, by name."""
    rows = Agency.select().where(Agency.id << sorted(agencies)).order_by(Agency.name)
    return tuple((str(agency.id), str(agency.name)) for agency in rows)


def agency_name(agency: str) -> str:
    found = Agency.get_or_none(Agency.id == agency)
    return "" if found is None else str(found.name)
