"""Find a person or a place again among the police's own reports: who was met where, when and in which few words.

From reports alone and no further than the viewer's walls: what the desk knows of a person, or calls them, is neither shown nor searched;
and what an officer had to write by law is found by them and their supervisor alone.
Looking is written down, each search and each person shown. Public: Found, FoundPage, Place, find, open_report, readable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fieldform.access.queries import log_view, log_views
from fieldform.access.viewer import Role, Viewer, Wall
from fieldform.forms import Form
from fieldform.record import contacts, form_versions, persons, places
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.persons import PersonDetails
from fieldform.record.words import folded_words
from sync.encoding import MalformedText, b64, compact_json, strict_json, unb64

PAGE_SIZE = 25
REASON = "find"


@dataclass(frozen=True, slots=True)
class Place:
    """After which report to go on: when it happened, and its id."""

    at: datetime
    id: str

    def __str__(self) -> str:
        return b64(compact_json([self.at.isoformat(), self.id]))

    @classmethod
    def of_text(cls, text: str) -> "Place | None":
        """None for anything that no page gave out: the list then starts at its beginning."""
        try:
            at, report = strict_json(unb64(text))
            return cls(datetime.fromisoformat(at).astimezone(UTC), str(report))
        except (MalformedText, ValueError, TypeError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Found:
    """One report: whom it names, what happened when and where, `safety` for whoever goes there. Absent is empty."""

    contact: str
    person: str
    name: str
    born_on: date | None
    age: int | None
    sex: str
    occurred_at: datetime
    location: str
    summary: str
    safety: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class FoundPage:
    rows: tuple[Found, ...]
    next: Place | None


def find(viewer: Viewer, text: str, after: Place | None, now: datetime, size: int = PAGE_SIZE) -> FoundPage:
    """The reports of the viewer's agencies that name such a person or place, newest first: names and places by how their words begin."""
    if not folded_words(text):
        return FoundPage((), None)
    log_view(viewer, "search", "", now, REASON)
    candidates = list(_matching(viewer, text, after).limit(size + 1))
    more = Place(candidates[size - 1].occurred_at, candidates[size - 1].id) if len(candidates) > size else None
    rows = tuple(_rows(viewer, candidates[:size]))
    log_views(viewer, "person", (row.person for row in rows), now, REASON)
    return FoundPage(rows, more)


def open_report(viewer: Viewer, contact: str, now: datetime) -> Contact | None:
    """One report with its person, the look written down; None where it does not exist for this viewer."""
    found = contacts.peek(viewer, contact)
    if found is not None and found.restricted and not (found.author == viewer.user or viewer.role is Role.SUPERVISOR):
        return None
    if found is not None:
        log_view(viewer, "person", found.person_id, now, REASON)
    return found


def readable(viewer: Viewer) -> tuple[Any, ...]:
    """The conditions under which a report of the viewer's agencies is theirs to read; the same as in `open_report`."""
    return () if viewer.role is Role.SUPERVISOR else (~Contact.restricted | (Contact.author == viewer.user),)


def _matching(viewer: Viewer, text: str, after: Place | None) -> Any:
    """Two ways to be meant, each with an index of its own."""
    columns = (Contact.id, Contact.person, Contact.occurred_at, Contact.location, Contact.summary, Contact.safety)
    by_name = Contact.select(Contact.id).where(Contact.person << persons.named(viewer, text))
    either = by_name | Contact.select(Contact.id).where(Contact.id << places.found(viewer, text))
    rows = Contact.select(*columns, Contact.revision, Contact.withdrawn_at).where(
        Contact.agency << sorted(viewer.agencies), Contact.id << either
    )
    rows = rows.where(*readable(viewer))
    if after is not None:
        earlier = (Contact.occurred_at < after.at) | ((Contact.occurred_at == after.at) & (Contact.id < after.id))
        rows = rows.where(earlier)
    return rows.order_by(Contact.occurred_at.desc(), Contact.id.desc())


def _rows(viewer: Viewer, found: Sequence[Contact]) -> Iterator[Found]:
    said = _said_in(found)
    forms = _forms_of(found)
    for contact in found:
        details, form = said.get(contact.id), forms.get(contact.id)
        if form is not None and details is not None:
            yield _row(viewer, contact, details, form)


def _row(viewer: Viewer, contact: Contact, details: PersonDetails, form: Form) -> Found:
    def seen(role: str, value: Any, hidden: Any = "") -> Any:
        question = form.roles.get(role)
        return value if question is not None and viewer.may_see(question.wall) else hidden

    return Found(
        contact=contact.id,
        person=contact.person_id,
        name=seen("person.name", details.name) or seen("person.family_name", details.name),
        born_on=seen("person.born_on", details.born_on, None),
        age=seen("person.age", details.age, None),
        sex=seen("person.sex", details.sex),
        occurred_at=contact.occurred_at,
        location=seen("contact.location", contact.location),
        summary=seen("contact.summary", contact.summary),
        safety=seen("contact.safety", contact.safety),
        withdrawn=contact.withdrawn_at is not None,
    )


def _said_in(found: Sequence[Contact]) -> dict[str, PersonDetails]:
    """What each report's newest version says of its person."""
    newest = {contact.id: contact.revision for contact in found}
    rows = PersonDetails.select().where(PersonDetails.contact << list(newest), PersonDetails.wall == Wall.POLICE.value)
    return {row.contact: row for row in rows if newest[row.contact] == row.revision}


def _forms_of(found: Sequence[Contact]) -> dict[str, Form]:
    """The form that each report's newest version was made with."""
    newest = {contact.id: contact.revision for contact in found}
    columns = (ContactRevision.contact, ContactRevision.revision, ContactRevision.version)
    rows: Any = ContactRevision.select(*columns).where(ContactRevision.contact << list(newest)).tuples()
    made_with = {contact: form_versions.by_version(version) for contact, revision, version in rows if newest[contact] == revision}
    return {contact: form for contact, form in made_with.items() if form is not None}
