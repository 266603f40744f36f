"""The names behind opaque ids: who wrote a report, which agency it belongs to.

Public: names, agency_name.
"""

from collections.abc import Iterable

from fieldform.access.models import Agency, User


def names(users: Iterable[str]) -> dict[str, str]:
    """Names by user id; an id that no account bears is left out."""
    wanted = sorted(set(users))
    return {user.id: user.name for user in User.select(User.id, User.name).where(User.id << wanted)}


def agency_name(agency: str) -> str:
    found = Agency.get_or_none(Agency.id == agency)
    return "" if found is None else str(found.name)
