"""A clinician's own day for her phone: whom to see today and what is overdue, each with what a visitor must know, to read and no more.

What time alone makes due is found by its time, what somebody did by its change: so a phone asks often and is told little. Every look that
leaves the server is written down. Public: Due, audience, now_due, told, tell_owners, owners_of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.queries import log_views
from fieldform.access.viewer import Viewer
from fieldform.record import contacts, persons, said
from fieldform.record.approach import contact_rules
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp, State, as_known, is_within, with_person, within
from fieldform.record.list_order import day_ends
from sync import changes

_AT_ONCE = 200
_REASON = "day list, for a device"


@dataclass(frozen=True, slots=True)
class Due:
    """The ids that became due; `bookmark` is plain JSON: after which time and id to look next."""

    ids: list[str]
    bookmark: list[str]
    more: bool


def audience(user: str) -> str:
    """Under which name changes to somebody's own follow-ups are noted."""
    return f"day:{user}"


def tell_owners(at: datetime, *which: Any) -> None:
    """Note for whoever owns these follow-ups (conditions on FollowUp) that something about them changed."""
    for follow_up, owner in owners_of(*which):
        changes.note(audience=audience(owner), subject=follow_up, at=at)


def owners_of(*which: Any) -> list[tuple[str, str]]:
    """(follow-up, owner) of those that are somebody's, in one order for all, so that two who note them never wait for each other."""
    rows: Any = FollowUp.select(FollowUp.id, FollowUp.owner).where(*which, FollowUp.owner.is_null(is_null=False)).tuples()
    return sorted(rows, key=lambda row: (row[1], row[0]))


def now_due(viewer: Viewer, bookmark: Any, now: datetime, zone: ZoneInfo) -> Due:
    """The viewer's own open follow-ups that are due before the day ends and were not when the bookmark was set (None: never)."""
    ends, after = day_ends(now, zone), _after(bookmark)
    rows = _own(viewer).where(FollowUp.due_at < ends).order_by(FollowUp.due_at, FollowUp.id)
    if after is not None:
        at, id = after
        rows = rows.where((FollowUp.due_at > at) | ((FollowUp.due_at == at) & (FollowUp.id > id)))
    found = list(rows.limit(_AT_ONCE))
    if len(found) == _AT_ONCE:
        return Due([row.id for row in found], [found[-1].due_at.isoformat(), found[-1].id], more=True)
    reached = ends if after is None else max(ends, after[0])
    return Due([row.id for row in found], [reached.isoformat(), ""], more=False)


def told(viewer: Viewer, ids: Sequence[str], now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Those of these follow-ups that are on the viewer's list of today, the look at each person written down."""
    query = with_person(Contact).left_outer_join(Contact).where(FollowUp.id << list(ids))
    rows = [as_known(row) for row in query if is_within(viewer, row) and _is_today(viewer, row, now, zone)]
    statements = persons.statements_of(viewer, [row.person_id for row in rows])
    newest = contacts.newest_of([row.contact_id for row in rows if row.contact_id])
    log_views(viewer, "person", (row.person_id for row in rows), now, reason=_REASON)
    return [_entry(row, statements.get(row.person_id, []), newest.get(row.contact_id or "")) for row in rows]


def _own(viewer: Viewer) -> Any:
    return FollowUp.select(FollowUp.id, FollowUp.due_at).where(
        FollowUp.owner == viewer.user, *within(viewer), FollowUp.state == State.OPEN.value
    )


def _is_today(viewer: Viewer, follow_up: FollowUp, now: datetime, zone: ZoneInfo) -> bool:
    return follow_up.owner == viewer.user and follow_up.state == State.OPEN and follow_up.due_at < day_ends(now, zone)


def _entry(follow_up: FollowUp, statements: list[persons.PersonDetails], newest: ContactRevision | None) -> dict[str, Any]:
    """What a visitor must know comes first; what is not known is left out."""
    details, contact, person = persons.Details(**said.known(statements)), follow_up.contact, follow_up.person
    facts = {
        "contact_rules": contact_rules(follow_up, newest, statements, details),
        "safety": contact.safety if contact else "",
        "name": person.name,
        "born_on": person.born_on.isoformat() if person.born_on else "",
        "age": person.age,
        "sex": person.sex,
        "address": details.address,
        "where": contact.location if contact else "",
        "phone": details.phone,
        "language": details.language,
        "known_as": details.known_as,
        "why": follow_up.reason,
        "summary": contact.summary if contact else "",
    }
    known: Iterable[tuple[str, Any]] = ((name, words) for name, words in facts.items() if words not in ("", None))
    stands = {"acuity": follow_up.acuity, "due_at": follow_up.due_at.isoformat(), "tries": follow_up.attempts_count}
    return {"follow_up": follow_up.id, **stands, **dict(known)}


def _after(bookmark: Any) -> tuple[datetime, str] | None:
    return None if bookmark is None else (datetime.fromisoformat(bookmark[0]), bookmark[1])
