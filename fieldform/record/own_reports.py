"""What somebody at the desk must report themselves because the law says so: it is their own agency's, and nobody's to read but theirs.

Who reported must not be known, to the police or to colleagues; an officer's is read by their supervisor as well (finding.py keeps other
officers from it). Public: OwnReport, home_of, all_of, peek, open_one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import ModelSelect

from fieldform.access import queries as access
from fieldform.access.models import AgencyKind, User
from fieldform.access.viewer import Role, Viewer
from fieldform.record.contacts import Contact
from fieldform.record.deadlines import Deadline
from fieldform.record.persons import Person
from sync.tables import database

_AT_THE_DESK = (Role.CLINICIAN, Role.ADVOCATE)


@dataclass(frozen=True, slots=True)
class OwnReport:
    """`due`: what the law still asks for, None where nothing or where it is done; `met_at` when it was."""

    contact: Contact
    due: str
    due_at: datetime | None
    met_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


def home_of(author: User) -> str:
    """Where what only its author may read belongs. A department that employs a clinician is no place for it: its officers and supervisors
    would read it there, so it belongs to nobody but her."""
    at_the_police = author.role in _AT_THE_DESK and author.agency.kind == AgencyKind.POLICE
    return str(author.id if at_the_police else author.agency_id)


def all_of(viewer: Viewer, now: datetime) -> list[OwnReport]:
    """The newest first, their persons' names about to be read: that is written down."""
    rows = list(_own(viewer).order_by(Contact.received_at.desc(), Contact.id))
    found = _with_clocks(rows)
    access.log_views(viewer, "person", (one.contact.person_id for one in found), now, reason="own reports")
    return found


def peek(viewer: Viewer, contact: str) -> Contact | None:
    """One of them with its person, without a look being written down; None where it is not theirs."""
    found: Contact | None = _own(viewer).where(Contact.id == contact).first()
    return found


def open_one(viewer: Viewer, contact: str, now: datetime) -> OwnReport | None:
    """The same with its clock, the look written down."""
    with database.atomic():
        found = peek(viewer, contact)
        if found is not None:
            access.log_view(viewer, "person", found.person_id, now, reason="own report")
    return None if found is None else _with_clocks([found])[0]


def _own(viewer: Viewer) -> "ModelSelect[Contact]":
    """Of somebody at the desk: what an officer wrote comes back on their device."""
    query = Contact.select(Contact, Person).join(Person)
    return query.where(Contact.author == viewer.user, Contact.restricted, Contact.agency << [viewer.agency, viewer.user])


def _with_clocks(contacts: list[Contact]) -> list[OwnReport]:
    """All their clocks by one query."""
    clocks: Any = Deadline.select().where(Deadline.contact << [contact.id for contact in contacts])
    by_contact = {clock.contact_id: clock for clock in clocks}
    return [_with_clock(contact, by_contact.get(contact.id)) for contact in contacts]


def _with_clock(contact: Contact, clock: Any) -> OwnReport:
    if clock is None or clock.met_at is not None or contact.withdrawn_at is not None:
        return OwnReport(contact, "", None, None if clock is None else clock.met_at)
    return OwnReport(contact, clock.what, clock.due_at, None)
