"""What the pages of the review queue show: rows without a name, and one report in words as far as the police's wall.

Public: QueuePage, ReportPage, DueLine, queue_page, report_page, due_lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.models import User
from fieldform.access.queries import officers_of
from fieldform.access.viewer import Viewer
from fieldform.record import authors, belonging, contacts, deadlines, readings, report, reviews
from fieldform.record.belonging import Beside
from fieldform.record.compare import Changed
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.facts import ReportRow
from fieldform.record.reviews import Review, ReviewState
from fieldform.supervisor.asked import Asked
from fieldform.supervisor.words import kind_words
from fieldform.web.words import age_of, full_words, person_words


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the queue."""

    row: ReportRow
    state: ReviewState
    kind: str
    officer: str


@dataclass(frozen=True, slots=True)
class DueLine:
    """A deadline of the law that runs, and who must meet it."""

    due: deadlines.Due
    officer: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    asked: Asked
    lines: tuple[Line, ...]
    more: bool
    counts: dict[ReviewState, int]
    officers: list[User]


@dataclass(frozen=True, slots=True)
class Event:
    """What became of it, in time. `kind`: sent, revised, reviewed, sent_back or withdrawn; `revision` which one it speaks of."""

    kind: str
    at: datetime
    by: str
    revision: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`revision` is the one shown, `changed` what it says otherwise than the one before it; only the newest may be decided on."""

    asked: Asked
    contact: Contact
    revision: ContactRevision
    newest: bool
    state: ReviewState
    title: str
    person: str
    agency: str
    officer: str
    corrected_by: str
    happened: str
    received: str
    drawn: str
    sections: tuple[report.Section, ...]
    changed: tuple[Changed, ...]
    events: tuple[Event, ...]
    beside: tuple[Beside, ...]


def queue_page(viewer: Viewer, asked: Asked, zone: ZoneInfo) -> QueuePage:
    found = reviews.queue(viewer, asked.chosen(zone))
    names = authors.names(row.author for row in found.rows)
    return QueuePage(asked, tuple(_line(row, names) for row in found.rows), found.more, found.counts, officers_of(viewer))


def due_lines(viewer: Viewer, now: datetime) -> tuple[DueLine, ...]:
    """Without a name of whom it is about, the earliest first."""
    running = deadlines.running(viewer)
    names = authors.names(one.author for one in running)
    return tuple(DueLine(one, names.get(one.author, ""), one.is_overdue(now)) for one in running)


def report_page(
    viewer: Viewer, contact: Contact, asked: Asked, now: datetime, zone: ZoneInfo, revision: int | None = None
) -> ReportPage | None:
    """`contact` is one that the viewer was allowed to open; None where it has no such revision."""
    reported = list(contacts.revisions(contact.id))
    shown = next((one for one in reported if revision in (None, one.revision)), None)
    if shown is None:
        return None
    meaning = contacts.meaning_of(shown)
    return ReportPage(
        asked=asked,
        contact=contact,
        revision=shown,
        newest=shown.revision == contact.revision,
        state=reviews.state_of_contact(contact),
        title=meaning.form.title,
        person=person_words(contact.person.name, contact.person.sex, _age(contact, now, zone)),
        agency=authors.agency_name(contact.agency),
        officer=reported[-1].signed_as,
        corrected_by=shown.signed_as if shown.revision > 1 else "",
        happened=full_words(contact.occurred_at, zone),
        received=full_words(shown.received_at, zone),
        drawn=full_words(now, zone),
        sections=readings.sections(meaning.form, shown.answers, shown.missing, viewer.walls, zone),
        changed=_changed(viewer, reported, shown, zone),
        events=_events(contact, reported, reviews.history(contact.id)),
        beside=belonging.beside(viewer, contact),
    )


def _line(row: ReportRow, names: dict[str, str]) -> Line:
    state = reviews.state_of(row.review, incomplete=bool(row.incomplete), withdrawn=row.withdrawn_at is not None)
    return Line(row, state, kind_words(row), names.get(row.author, ""))


def _age(contact: Contact, now: datetime, zone: ZoneInfo) -> int | None:
    return age_of(contact.person.born_on, contact.person.age, now.astimezone(zone).date())


def _changed(viewer: Viewer, reported: list[ContactRevision], shown: ContactRevision, zone: ZoneInfo) -> tuple[Changed, ...]:
    """Nothing for a first revision, which changes nothing."""
    before = next((one for one in reported if one.revision == shown.revision - 1), None)
    if before is None:
        return ()
    older, newer = contacts.meaning_of(before).form, contacts.meaning_of(shown).form
    return readings.differences(older, before.answers, newer, shown.answers, viewer.walls, zone)


def _events(contact: Contact, reported: list[ContactRevision], read: list[Review]) -> tuple[Event, ...]:
    names = authors.names([*(one.author for one in reported), *(one.by for one in read), contact.withdrawn_by or ""])
    told = [*_sendings(reported, names), *_readings(read, names), *_withdrawal(contact, names)]
    return tuple(sorted(told, key=lambda event: event.at))


def _sendings(reported: list[ContactRevision], names: dict[str, str]) -> Iterator[Event]:
    for one in reported:
        yield Event("sent" if one.revision == 1 else "revised", one.captured_at, names.get(one.author, ""), one.revision)


def _readings(read: list[Review], names: dict[str, str]) -> Iterator[Event]:
    for one in read:
        yield Event(one.verdict, one.at, names.get(one.by, ""), one.revision, one.note)


def _withdrawal(contact: Contact, names: dict[str, str]) -> Iterator[Event]:
    if contact.withdrawn_at is not None:
        yield Event("withdrawn", contact.withdrawn_at, names.get(contact.withdrawn_by or "", ""), 1, contact.withdrawn_for)
