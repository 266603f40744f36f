"""What an officer learns of their own reports: how far help has come, and nothing clinical.

Five words and a time; never a note, a result, a name or a reason. Behind the advocate's wall only that it was opened.
Public: fates.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fieldform.access.viewer import Viewer
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import CLINICIAN, FollowUp


def fates(viewer: Viewer, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """For each of `subjects` that the viewer wrote: submission, fate, its time (ISO, UTC), and `by`, the queue it came from."""
    own = Contact.select().where(Contact.id << list(subjects), Contact.author == viewer.user).prefetch(FollowUp)
    return [_fate(contact) for contact in own]


def _fate(contact: Contact) -> dict[str, Any]:
    fate, at, by = _furthest(contact, contact.follow_ups)
    return {"submission": contact.id, "fate": fate, "at": at.isoformat(), "by": by}


def _furthest(contact: Contact, raised: Iterable[FollowUp]) -> tuple[str, datetime, str | None]:
    """The newest follow-up speaks, the clinician's before any other desk's: what was raised again is not helped yet."""
    for follow_up in sorted(raised, key=_standing, reverse=True)[:1]:
        for fate, at in _reached_by(follow_up):
            if at is not None:
                return fate, at, follow_up.queue
    return "received", contact.received_at, None


def _standing(follow_up: FollowUp) -> tuple[bool, int]:
    return follow_up.queue == CLINICIAN, follow_up.raised_revision


def _reached_by(follow_up: FollowUp) -> Iterable[tuple[str, datetime | None]]:
    if follow_up.queue == CLINICIAN:
        yield "closed", follow_up.closed_at
        yield "reached", follow_up.reached_at
        yield "attempted", follow_up.last_attempt_at
    yield "opened", follow_up.first_opened_at
