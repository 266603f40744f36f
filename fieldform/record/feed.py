"""What an officer learns of their own reports: how far the clinicians have come, and nothing clinical.

Five words and a time; never a note, a result, a name or a reason. From behind the advocate's wall nothing comes back, not even a look: who
reads an officer's screen may be the one who must not know. Public: fates.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from fieldform.access.viewer import Viewer
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import CLINICIAN, FollowUp


def fates(viewer: Viewer, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """For each of `subjects` that the viewer wrote: submission, fate and its time (ISO, UTC)."""
    own = Contact.select().where(Contact.id << list(subjects), Contact.author == viewer.user).prefetch(FollowUp)
    return [_fate(contact) for contact in own]


def _fate(contact: Contact) -> dict[str, Any]:
    fate, at = next(_furthest_first(contact))
    return {"submission": contact.id, "fate": fate, "at": at.isoformat()}


def _furthest_first(contact: Contact) -> Iterator[tuple[str, datetime]]:
    """The clinicians' newest follow-up speaks: what was raised again is not helped yet."""
    theirs = [follow_up for follow_up in contact.follow_ups if follow_up.queue == CLINICIAN]
    if theirs:
        newest = max(theirs, key=lambda follow_up: follow_up.raised_revision)
        steps = (
            ("closed", newest.closed_at),
            ("reached", newest.reached_at),
            ("attempted", newest.last_attempt_at),
            ("opened", newest.first_opened_at),
        )
        yield from ((fate, at) for fate, at in steps if at is not None)
    yield "received", contact.received_at
