"""A supervisor's reading of the reports of their own officers: which are to be read, which were sent back, and who decided it.

A review speaks of one revision; a newer one is to be read again. Nothing here reaches past the police's wall, and nothing of what the
desk did is told. Public: Review, Verdict, ReviewState, Entry, Chosen, Queue, enter, objections, queue, tally, state_of,
state_of_contact, open_one, history, sent_back_of.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import SQL, CharField, ForeignKeyField, IntegerField, TextField, fn

from fieldform.access import queries as access
from fieldform.access.viewer import Role, Viewer
from fieldform.record import contacts, facts
from fieldform.record.contacts import Contact
from fieldform.record.facts import REVIEWED, SENT_BACK, TO_REVIEW, ReportFacts, ReportRow
from fieldform.record.form_versions import FormVersion
from sync import changes
from sync.tables import InstantField, Table, database

QUEUE_SIZE = 50
_UNFINISHED = Contact.incomplete > 0
_WITHDRAWN = Contact.withdrawn_at.is_null(is_null=False)


class Verdict(StrEnum):
    REVIEWED = REVIEWED
    SENT_BACK = SENT_BACK


class ReviewState(StrEnum):
    """What a report is waiting for, or not."""

    TO_REVIEW = TO_REVIEW
    INCOMPLETE = "incomplete"
    SENT_BACK = SENT_BACK
    REVIEWED = REVIEWED
    WITHDRAWN = "withdrawn"


_WAITING = (ReviewState.TO_REVIEW, ReviewState.INCOMPLETE, ReviewState.SENT_BACK)


class Review(Table):
    """One reading of one revision, never changed. `id` is that of the envelope it came in; `note` is for the author."""

    id = CharField(36, primary_key=True)
    contact = ForeignKeyField(Contact, backref="reviews")
    contact_id: str
    revision = IntegerField()
    verdict = CharField(12)
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField(default="")

    class Meta:
        table_name = "review"


@dataclass(frozen=True, slots=True)
class Entry:
    """A review on its way into the record."""

    id: str
    contact: str
    revision: int
    verdict: Verdict
    by: str
    at: datetime
    version: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which reports are asked for: of `state`, by `author` (a user id), of what happened from `since` on and before `until`."""

    state: ReviewState | None = ReviewState.TO_REVIEW
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits stands the oldest first, what is done the newest first; `more` where not all of them are shown."""

    rows: tuple[ReportRow, ...]
    more: bool
    counts: dict[ReviewState, int] = field(default_factory=dict)


def enter(entry: Entry) -> None:
    """Keep it; where it speaks of the newest revision it says how the report stands, and the author is told what concerns them."""
    contact = Contact.get_by_id(entry.contact)
    Review.create(**{name: getattr(entry, name) for name in entry.__slots__})
    if entry.revision != contact.revision:
        return
    before = ReportFacts.select(ReportFacts.review).where(ReportFacts.contact == entry.contact).scalar()
    ReportFacts.update(review=entry.verdict.value).where(ReportFacts.contact == entry.contact).execute()
    if SENT_BACK in (before, entry.verdict):
        changes.note(audience=contact.author, subject=contact.id, at=entry.at)


def objections(viewer: Viewer | None, contact: str) -> tuple[str, ...]:
    """Why this author's review must wait for a person to look at: codes, none where all is well."""
    if viewer is None:
        return ("author_unknown",)
    known = viewer.role is Role.SUPERVISOR and contacts.peek(viewer, contact) is not None
    return () if known else ("report_unknown",)


def queue(viewer: Viewer, chosen: Chosen, size: int = QUEUE_SIZE) -> Queue:
    """The chosen reports without a name, and how many there are of each state under the same day and officer."""
    newest_first = chosen.state not in _WAITING
    rows = facts.rows_where(viewer, *_conditions(chosen), *_in_state(chosen.state), most=size + 1, newest_first=newest_first)
    return Queue(tuple(rows[:size]), len(rows) > size, tally(viewer, chosen))


def tally(viewer: Viewer, chosen: Chosen = Chosen()) -> dict[ReviewState, int]:
    """How many reports are in each state, whatever state was chosen."""
    unfinished, withdrawn_too = _UNFINISHED.alias("unfinished"), _WITHDRAWN.alias("withdrawn")
    grouped: Any = (
        ReportFacts.select(ReportFacts.review, unfinished, withdrawn_too, fn.COUNT(ReportFacts.contact))
        .join(Contact)
        .where(ReportFacts.agency << sorted(viewer.agencies), *_conditions(chosen))
        .group_by(ReportFacts.review, SQL("unfinished"), SQL("withdrawn"))
        .tuples()
    )
    counted: Counter[ReviewState] = Counter()
    for review, incomplete, withdrawn, number in grouped:
        counted[state_of(review, incomplete=bool(incomplete), withdrawn=bool(withdrawn))] += number
    return {state: counted[state] for state in ReviewState}


def state_of(review: str, *, incomplete: bool, withdrawn: bool) -> ReviewState:
    """An unfinished report is its author's to finish before it is a supervisor's to read; a withdrawn one waits for nobody."""
    if withdrawn:
        return ReviewState.WITHDRAWN
    return ReviewState.INCOMPLETE if review == TO_REVIEW and incomplete else ReviewState(review)


def state_of_contact(contact: Contact) -> ReviewState:
    """How a report stands that the caller was allowed to see."""
    review = ReportFacts.select(ReportFacts.review).where(ReportFacts.contact == contact.id).scalar()
    return state_of(review or TO_REVIEW, incomplete=bool(contact.incomplete), withdrawn=contact.withdrawn_at is not None)


def open_one(viewer: Viewer, contact: str, now: datetime) -> Contact | None:
    """One report with its person, the view logged; None where it does not exist for this viewer."""
    with database.atomic():
        found = contacts.peek(viewer, contact)
        if found is not None:
            access.log_view(viewer, "person", found.person_id, now, reason="review")
    return found


def history(contact: str) -> list[Review]:
    """Every review of a report that the caller was allowed to see, oldest first."""
    return list(Review.select().where(Review.contact == contact).order_by(Review.at, Review.id))


def sent_back_of(contacts: Sequence[str]) -> dict[str, Review]:
    """The newest words to the author of each of these reports that is with its author now."""
    rows = (
        Review.select(Review)
        .join(ReportFacts, on=(ReportFacts.contact == Review.contact))
        .where(Review.contact << list(contacts), Review.verdict == SENT_BACK, ReportFacts.review == SENT_BACK)
        .order_by(Review.at, Review.id)
    )
    return {row.contact_id: row for row in rows}


def _conditions(chosen: Chosen) -> list[Any]:
    conditions: list[Any] = [Contact.author == chosen.author] if chosen.author else []
    conditions += [ReportFacts.occurred_at >= chosen.since] if chosen.since else []
    return conditions + ([ReportFacts.occurred_at < chosen.until] if chosen.until else [])


def _in_state(state: ReviewState | None) -> tuple[Any, ...]:
    stands = Contact.withdrawn_at.is_null()
    match state:
        case None:
            return ()
        case ReviewState.WITHDRAWN:
            return (Contact.withdrawn_at.is_null(is_null=False),)
        case ReviewState.TO_REVIEW:
            return (ReportFacts.review == TO_REVIEW, Contact.incomplete == 0, stands)
        case ReviewState.INCOMPLETE:
            return (ReportFacts.review == TO_REVIEW, Contact.incomplete > 0, stands)
        case _:
            return (ReportFacts.review == state.value, stands)
