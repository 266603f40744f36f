"""What a person's devices are told: what became of their own reports, which forms are the newest, a clinician's day.

Of a report an officer learns how far the clinicians have come, or that a supervisor sent it back: a word and a time; never a clinician's
note, a result, a name or a reason. What comes back from the supervisor brings their words and the whole report, so that it can be corrected
after the phone has let go of it. From behind the advocate's wall nothing comes back, not even a look: who reads an officer's screen may be
the one who must not know. Public: Listener, hearing, feed, fates, own_report.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.queries import log_view
from fieldform.access.viewer import Viewer
from fieldform.forms import Question
from fieldform.forms.rows import counts_of, every_row, value_in
from fieldform.record import contacts, day, form_versions, reviews, set_aside
from fieldform.record.conflicts import Conflict, Resolution
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import CLINICIAN, FollowUp, desk_walls
from fieldform.record.reviews import Review
from sync.domain import Asked, Hearing, Told
from sync.encoding import b64, compact_json, sha256
from sync.models import Ruling


@dataclass(frozen=True, slots=True)
class Listener:
    """Who asks for news, and when: the day ends where the desk stands."""

    viewer: Viewer
    now: datetime
    zone: ZoneInfo


def hearing(listener: Listener) -> Hearing:
    """A person's streams; whoever may see something else than before starts anew, and the device drops what they may not."""
    viewer = listener.viewer
    streams = {"reports": viewer.user, "forms": form_versions.AUDIENCE}
    if desk_walls(viewer):
        streams["day"] = day.audience(viewer.user)
    sees = [viewer.user, viewer.role.value, viewer.agency, sorted(viewer.agencies), sorted(viewer.walls)]
    return Hearing(streams, b64(sha256(compact_json(sees))[:8]))


def feed(listener: Listener, asked: Asked) -> Told:
    """Each list as docs/wire.md has it; what changed and may not, or need not, be shown any longer is told as gone."""
    viewer, now, zone = listener.viewer, listener.now, listener.zone
    due = day.now_due(viewer, asked.bookmark, now, zone) if desk_walls(viewer) else None
    changed = list(dict.fromkeys([*asked.subjects.get("day", ()), *(due.ids if due else ())]))
    reports, today = fates(viewer, asked.subjects.get("reports", ())), day.told(viewer, changed, now, zone) if changed else []
    gone = _gone("submission", asked.subjects.get("reports", ()), reports) + _gone("follow_up", changed, today)
    lists = {"changes": reports, "day": today, "gone": gone}
    if asked.is_first or asked.subjects.get("forms"):
        lists["forms"] = [{"form": form.form_id, "version": form.version} for form in form_versions.report_forms()]
    return Told(lists, due.bookmark if due else None, more=due is not None and due.more)


def fates(viewer: Viewer, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """For each of `subjects` that the viewer wrote or corrected: submission, fate and its time (ISO, UTC)."""
    if not subjects:
        return []
    corrected = Conflict.select(Conflict.contact).where(Conflict.author == viewer.user)
    theirs = (Contact.author == viewer.user) | (Contact.id << corrected)
    own = Contact.select().where(Contact.id << list(subjects), theirs, Contact.agency << sorted(viewer.agencies))
    found = own.prefetch(FollowUp, Conflict, Resolution)
    returned = reviews.sent_back_of([contact.id for contact in found])
    rejected = set_aside.told_of_rejections(viewer, subjects)
    # Whoever has sent a newer version since has heeded the note.
    for contact in found:
        if contact.id in rejected and contact.received_at > rejected[contact.id].at:
            del rejected[contact.id]
    told = [_told(viewer, contact, returned.get(contact.id)) for contact in found if contact.id not in rejected]
    return [*told, *(_rejected(subject, ruling) for subject, ruling in rejected.items())]


def own_report(viewer: Viewer, contact: str, now: datetime) -> dict[str, Any] | None:
    """The newest version of a report for its author, whose device has let go of it; the look is written down. None for anybody else."""
    found = Contact.get_or_none((Contact.id == contact) & (Contact.author == viewer.user) & (Contact.agency << sorted(viewer.agencies)))
    newest = None if found is None else contacts.revisions(contact).first()
    if found is None or newest is None or not _may_have_back(viewer, newest):
        return None
    log_view(viewer, "person", found.person_id, now, reason="own report")
    return _whole(newest)


def _gone(name: str, subjects: Sequence[str], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = {one[name] for one in told}
    return [{name: subject} for subject in subjects if subject not in shown]


def _told(viewer: Viewer, contact: Contact, returned: Review | None) -> dict[str, Any]:
    """What does not stand, or waits for a supervisor, is sent back to nobody."""
    waits = contact.withdrawn_at is not None or any(conflict.is_open for conflict in contact.conflicts)
    return _fate(contact) if returned is None or waits else _sent_back(viewer, returned)


def _rejected(submission: str, ruling: Ruling) -> dict[str, Any]:
    """What was set aside and a supervisor looked at: it, or this correction of it, will not enter, and why."""
    return {"submission": submission, "fate": "rejected", "at": ruling.at.isoformat(), "note": ruling.note}


def _fate(contact: Contact) -> dict[str, Any]:
    fate, at = next(_furthest_first(contact))
    return {"submission": contact.id, "fate": fate, "at": at.isoformat(), **_decided(contact)}


def _decided(contact: Contact) -> dict[str, str]:
    """How the last conflict of this report ended, and the supervisor's word to its author."""
    ended = [resolution for conflict in contact.conflicts for resolution in conflict.resolutions]
    if not ended:
        return {}
    last = max(ended, key=lambda resolution: resolution.at)
    return {"decided": last.side, **({"note": last.note} if last.note else {})}


def _sent_back(viewer: Viewer, review: Review) -> dict[str, Any]:
    told = {"submission": review.contact_id, "fate": "sent_back", "at": review.at.isoformat(), "note": review.note}
    newest = contacts.revisions(review.contact_id).get()
    return told | {"report": _whole(newest)} if _may_have_back(viewer, newest) else told


def _whole(newest: ContactRevision) -> dict[str, Any]:
    """`base` names the revision that a correction edits."""
    form = contacts.meaning_of(newest).form
    return {"form": form.form_id, "version": form.version, "base": b64(bytes(newest.body_hash)), "answers": newest.answers}


def _may_have_back(viewer: Viewer, newest: ContactRevision) -> bool:
    """Their own words, all of them; what a colleague added only where nothing of it stands behind a wall."""
    children = contacts.meaning_of(newest).form.children
    asked = (node for node in every_row(children, counts_of(children, newest.answers)) if isinstance(node, Question))
    walled = (value_in(newest.answers, question.path) is not None for question in asked if not viewer.may_see(question.wall))
    return newest.author == viewer.user or not any(walled)


def _furthest_first(contact: Contact) -> Iterator[tuple[str, datetime]]:
    """The clinicians' newest follow-up speaks: what was raised again is not helped yet."""
    if contact.withdrawn_at is not None:
        yield "withdrawn", contact.withdrawn_at
    yield from (("conflict", conflict.received_at) for conflict in contact.conflicts if conflict.is_open)
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
    # Where no clinician was asked, none will ever have seen it.
    yield "received" if theirs else "not_asked", contact.received_at
