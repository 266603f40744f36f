"""What happened: crisis contacts, narrow for lists, with every revision kept in full beside them.

A contact is the submission it came from (the same id). Answers live in ContactRevision alone, so that reading a list never reads a
report. Public: Contact, ContactRevision, Entry, enter, seen_by, peek, revisions, newest_of, revision_of,
is_withdrawn, agency_of, author_of, meaning_of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, BlobField, BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField, JSONField, ModelSelect, TextField

from fieldform.access.viewer import Viewer
from fieldform.record import form_versions
from fieldform.record.form_versions import FormVersion
from fieldform.record.meaning import Meaning
from fieldform.record.persons import Person
from sync.gathering import add
from sync.tables import InstantField, Table


class Contact(Table):
    """The newest revision's few facts. `author` is the officer's opaque user id; `incomplete` how many required answers are still open;

    `safety` what whoever goes there must know. `restricted`: nobody reads it but its author and who answers for them; `belongs_to` the
    contact that it was begun from, which need not have come. Withdrawn: who, when
    and why in words, repeated here from the newest Withdrawal so that lists need no other table.
    """

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    person = ForeignKeyField(Person, backref="contacts")
    author = CharField(64)
    form = CharField(64)
    occurred_at = InstantField()
    received_at = InstantField()
    summary = TextField(default="")
    location = TextField(default="")
    safety = TextField(default="")
    incomplete = IntegerField(default=0)
    revision = IntegerField()
    restricted = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    belongs_to = CharField(36, null=True, index=True)
    withdrawn_at = InstantField(null=True)
    withdrawn_by = CharField(64, null=True)
    withdrawn_for = TextField(default="")
    person_id: str
    follow_ups: Any  # FollowUp declares it
    conflicts: Any  # Conflict declares it

    class Meta:
        table_name = "contact"
        indexes = ((("author", "received_at"), False), (("agency", "occurred_at"), False))


class ContactRevision(Table):
    """One revision as it came. `captured_at` is the device's time with its skew taken out, `missing` the paths still to be answered.

    `signed_as` is who wrote it as their account said when it came: a promotion or a marriage changes no report that was signed before.
    """

    contact = ForeignKeyField(Contact, backref="revisions", index=False)  # The key begins with it.
    contact_id: str
    revision = IntegerField()
    envelope = CharField(36)
    body_hash = BlobField(unique=True)
    version = ForeignKeyField(FormVersion, backref="+")
    version_id: str
    author = CharField(64)
    signed_as = TextField(default="")
    device = CharField(36)
    captured_at = InstantField()
    received_at = InstantField()
    answers = JSONField()
    missing = JSONField(default=list)

    class Meta:
        table_name = "contact_revision"
        primary_key = CompositeKey("contact", "revision")


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision on its way into the record: the facts for the contact's row and the whole for its history. `reporter` wrote the report,
    also where `author` began its line by correcting what could not be used."""

    contact: str
    agency: str
    person: str
    form: str
    version: str
    revision: int
    envelope: str
    body_hash: bytes
    author: str
    reporter: str
    signed_as: str
    device: str
    occurred_at: datetime
    captured_at: datetime
    received_at: datetime
    summary: str
    location: str
    safety: str
    restricted: bool
    belongs_to: str | None
    answers: dict[str, Any]
    missing: tuple[str, ...]


def enter(entry: Entry) -> None:
    """Add the revision and show it: revisions come in order, so the one entered is the newest."""
    facts = {
        "occurred_at": entry.occurred_at,
        "received_at": entry.received_at,
        "summary": entry.summary,
        "location": entry.location,
        "safety": entry.safety,
        "incomplete": len(entry.missing),
        "revision": entry.revision,
        "belongs_to": entry.belongs_to,
    }
    if entry.revision == 1:
        kept = {"author": entry.reporter, "restricted": entry.restricted}
        add(Contact, id=entry.contact, agency=entry.agency, person=entry.person, form=entry.form, **kept, **facts)
    else:
        Contact.update(facts).where(Contact.id == entry.contact).execute()
    _keep(entry)


def seen_by(viewer: Viewer) -> "ModelSelect[Contact]":
    """The contacts of the agencies this viewer serves."""
    return Contact.select().where(Contact.agency << sorted(viewer.agencies))


def peek(viewer: Viewer, contact: str) -> Contact | None:
    """One contact with its person, without a look being written down; None where it does not exist for this viewer."""
    query = Contact.select(Contact, Person).join(Person)
    return query.where(Contact.id == contact, Contact.agency << sorted(viewer.agencies)).get_or_none()


def revisions(contact: str | None) -> "ModelSelect[ContactRevision]":
    """Every revision of a contact, newest first."""
    return ContactRevision.select().where(ContactRevision.contact == contact).order_by(ContactRevision.revision.desc())


def newest_of(ids: Iterable[str]) -> dict[str, ContactRevision]:
    """The newest revision of each of these contacts, in one statement."""
    rows = ContactRevision.select().join(Contact, on=(ContactRevision.contact == Contact.id))
    newest = rows.where(Contact.id << list(ids), ContactRevision.revision == Contact.revision)
    return {row.contact_id: row for row in newest}


def revision_of(contact: str, envelope: str) -> ContactRevision | None:
    """The revision that came in this envelope; None where it is none of this contact's."""
    return ContactRevision.get_or_none((ContactRevision.contact == contact) & (ContactRevision.envelope == envelope))


def is_withdrawn(contact: str) -> bool:
    return bool(Contact.select().where(Contact.id == contact, Contact.withdrawn_at.is_null(is_null=False)).exists())


def agency_of(contact: str) -> str | None:
    row = Contact.select(Contact.agency).where(Contact.id == contact).first()
    return None if row is None else str(row.agency)


def author_of(contact: str) -> str | None:
    """Whose report it is; None where it has not come."""
    row = Contact.select(Contact.author).where(Contact.id == contact).first()
    return None if row is None else str(row.author)


def meaning_of(revision: ContactRevision) -> Meaning:
    """A revision read by the roles of the form version it was made with."""
    form = form_versions.by_version(revision.version_id)
    if form is None:
        raise LookupError(revision.version_id)
    return Meaning.of_accepted(form, revision.answers, revision.missing)


def _keep(entry: Entry) -> None:
    add(
        ContactRevision,
        contact=entry.contact,
        revision=entry.revision,
        envelope=entry.envelope,
        body_hash=entry.body_hash,
        version=entry.version,
        author=entry.author,
        signed_as=entry.signed_as,
        device=entry.device,
        captured_at=entry.captured_at,
        received_at=entry.received_at,
        answers=entry.answers,
        missing=list(entry.missing),
    )
