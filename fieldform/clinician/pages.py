"""What the desk's pages show, read through the record with the viewer and put into frozen values for the templates.

Public: ListPage, OpenedPage, ReportPage, list_page, opened_page, report_page, closed_entry, details_of,
told_of, chosen_of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldform.access.queries import log_views
from fieldform.access.viewer import Viewer
from fieldform.clinician.story import Entry, closing_of, entries
from fieldform.clinician.words import because_words, due_words, point_words, tries_words
from fieldform.record import authors, contacts, deadlines, follow_ups, persons, readings, report, said, steps, worklist
from fieldform.record.acuity import Acuity
from fieldform.record.approach import contact_rules
from fieldform.record.contacts import ContactRevision
from fieldform.record.follow_ups import FollowUp, State
from fieldform.record.steps import Attempt
from fieldform.record.worklist import Cursor, ListFilter, Row, Tab, Whose
from fieldform.web.words import day_words, full_words, person_now


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, in words."""

    row: Row
    person: str
    due: str
    tries: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """`agencies` are (id, name) where the viewer serves several; `next` is the cursor of the rows after these; `first` says that nothing
    comes before them; `by_law_late` how much of the viewer's own is late by law."""

    chosen: ListFilter
    agencies: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    counts: dict[Tab, int]
    next: Cursor | None
    too_many: bool
    first: bool
    by_law_late: int


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """One follow-up. `contact_rules` and `safety` (of a visit) come before everything; `facts` are (name, words); `because`
    says why it is due then where nobody chose the time; `left` counts the officer's answers still to come; `owner` is a name, empty where
    it is nobody's.

    The story tells of every follow-up of this person that the viewer may see.
    """

    follow_up: FollowUp
    person: str
    contact_rules: str
    safety: str
    facts: tuple[tuple[str, str], ...]
    due: str
    because: str
    overdue: bool
    tries: str
    left: int
    owner: str
    is_mine: bool
    story: tuple[Entry, ...]
    closed: Entry | None


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said of a person; `by` is the name of who entered it."""

    said: said.Said
    by: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A contact's newest revision, whole and in words, under its letterhead.

    `officer` is who wrote the first; `corrections` say of each later one its number, who wrote it and when it came, newest first.
    """

    follow_up: FollowUp
    revision: ContactRevision
    title: str
    person: str
    agency: str
    officer: str
    happened: str
    received: str
    drawn: str
    sections: tuple[report.Section, ...]
    corrections: tuple[tuple[int, str, str], ...]


def chosen_of(arguments: Mapping[str, str], text: str = "") -> ListFilter:
    """The list that an address asks for; what it does not understand it leaves out."""
    tab, acuity, whose = arguments.get("tab", ""), arguments.get("acuity", ""), arguments.get("whose", "")
    return ListFilter(
        tab=Tab(tab) if tab in list(Tab) else Tab.OPEN,
        acuity=Acuity(acuity) if acuity in list(Acuity) else None,
        text=text.strip()[:100],
        whose=Whose(whose) if whose in list(Whose) else Whose.EVERYONE,
        agency=arguments.get("agency", ""),
        queue=arguments.get("queue", ""),
    )


def list_page(viewer: Viewer, chosen: ListFilter, after: Cursor | None, now: datetime, zone: ZoneInfo) -> ListPage:
    """One page, whose names somebody is about to read: that is written down."""
    found = worklist.page(viewer, chosen, after, now, zone)
    log_views(viewer, "person", (row.person for row in found.rows), now, reason="list")
    return ListPage(
        chosen=chosen,
        agencies=_to_choose_from(viewer),
        lines=tuple(_line(row, now, zone) for row in found.rows),
        counts=found.counts,
        next=found.next,
        too_many=found.too_many,
        first=after is None,
        by_law_late=deadlines.overdue(viewer, now),
    )


def opened_page(follow_up: FollowUp, viewer: Viewer, now: datetime, zone: ZoneInfo) -> OpenedPage:
    """`follow_up` is one that the viewer was allowed to open."""
    seen = list(follow_ups.of_person(viewer, follow_up.person_id))
    history = steps.history([one.id for one in seen])
    statements = persons.statements(viewer, follow_up.person_id)
    details = persons.Details(**said.known(statements))
    reported = list(contacts.revisions(follow_up.contact_id))
    return OpenedPage(
        follow_up=follow_up,
        person=_person(follow_up, now, zone),
        contact_rules=contact_rules(follow_up, reported[0] if reported else None, statements, details),
        safety=follow_up.contact.safety if follow_up.contact else "",
        facts=tuple(_facts(follow_up, details, now, zone)),
        due=due_words(follow_up.acuity, follow_up.due_at, follow_up.closed_at, follow_up.attempts_count, now, zone),
        because=_because(follow_up, history.attempts),
        overdue=follow_up.state == State.OPEN and follow_up.due_at < now,
        tries=tries_words(follow_up.attempts_count),
        left=follow_up.contact.incomplete if follow_up.contact else 0,
        owner=authors.names([follow_up.owner]).get(follow_up.owner, "") if follow_up.owner else "",
        is_mine=follow_up.owner == viewer.user,
        story=entries(seen, reported, history, said.corrections(statements), viewer.walls, zone),
        closed=closing_of(follow_up, history),
    )


def closed_entry(follow_up: FollowUp) -> Entry | None:
    """How a follow-up ended; None while it is open."""
    return closing_of(follow_up, steps.history([follow_up.id])) if follow_up.state == State.CLOSED else None


def details_of(follow_up: FollowUp, viewer: Viewer) -> persons.Details:
    """What is known of its person, by the viewer, after all that was said."""
    return persons.Details(**said.known(persons.statements(viewer, follow_up.person_id)))


def told_of(follow_up: FollowUp, viewer: Viewer) -> tuple[Told, ...]:
    """Who said what of its person, newest first."""
    told = said.said(persons.statements(viewer, follow_up.person_id))
    names = authors.names(one.author for one in told)
    return tuple(Told(one, names.get(one.author, "")) for one in told)


def report_page(follow_up: FollowUp, viewer: Viewer, now: datetime, zone: ZoneInfo) -> ReportPage | None:
    """None where a follow-up has no report behind it."""
    reported = list(contacts.revisions(follow_up.contact_id))
    if not reported or follow_up.contact is None:
        return None
    revision, first = reported[0], reported[-1]
    meaning = contacts.meaning_of(revision)
    return ReportPage(
        follow_up=follow_up,
        revision=revision,
        title=meaning.form.title,
        person=_person(follow_up, now, zone),
        agency=authors.agency_name(follow_up.agency),
        officer=first.signed_as,
        happened=full_words(follow_up.contact.occurred_at, zone),
        received=full_words(first.received_at, zone),
        drawn=full_words(now, zone),
        sections=readings.sections(meaning.form, revision.answers, revision.missing, viewer.walls, zone),
        corrections=tuple((one.revision, one.signed_as, full_words(one.received_at, zone)) for one in reported[:-1]),
    )


def _to_choose_from(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    served = authors.agency_names(viewer.agencies)
    return served if len(served) > 1 else ()


def _person(follow_up: FollowUp, now: datetime, zone: ZoneInfo) -> str:
    return person_now(follow_up.person, now, zone)


def _because(follow_up: FollowUp, attempts: Sequence[Attempt]) -> str:
    own = [one for one in attempts if one.follow_up_id == follow_up.id and one.at == follow_up.last_attempt_at]
    if not own or own[-1].next_at is not None:
        return ""
    return because_words(follow_up.acuity, follow_up.due_at, follow_up.attempts_count, own[-1].result, own[-1].at)


def _facts(follow_up: FollowUp, details: persons.Details, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Those that are known, the most needed first."""
    contact = follow_up.contact
    summary = contact.summary if contact else ""
    known = [("Why", follow_up.reason), ("What happened", summary if summary != follow_up.reason else "")]
    known += [("Language", details.language), ("Phone", details.phone), ("Address", details.address)]
    known += [("Also called", details.known_as), ("Born", day_words(details.born_on) if details.born_on else "")]
    if contact is not None:
        officer = authors.names([contact.author]).get(contact.author, "")
        by = ", ".join(part for part in (officer, authors.agency_name(contact.agency)) if part)
        known += [("When it was", _moment(contact.occurred_at, now, zone)), ("Where it was", contact.location), ("Reported by", by)]
    return ((name, words) for name, words in known if words)


def _moment(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    words = point_words(instant, now, zone)
    return words if " " in words else f"today {words}"


def _line(row: Row, now: datetime, zone: ZoneInfo) -> Line:
    person = person_now(row, now, zone)
    return Line(row, person, due_words(row.acuity, row.due_at, row.closed_at, row.tries, now, zone), tries_words(row.tries))
