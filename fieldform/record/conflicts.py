"""Corrections that were made on an older version of a report: both sides kept, until a supervisor of the agency says which holds.

Public: Conflict, Resolution, Side, Contest, Decided, enter, resolve, is_entered, count, waiting, peek, open_one, objections.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, JSONField, ModelSelect, TextField

from fieldform.access.queries import log_view
from fieldform.access.viewer import Role, Viewer
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.form_versions import FormVersion
from fieldform.record.persons import Person
from sync.tables import InstantField, Table, database


class Side(StrEnum):
    KEEP = "keep"
    TAKE = "take"
    CHOOSE = "choose"


class Conflict(Table):
    """A correction that is no revision. `base` is the revision it was made on (0: none that could be used), `against` the newest when it
    came; `superseded_by` a later correction by which its author replaced it."""

    id = CharField(36, primary_key=True)
    contact = ForeignKeyField(Contact, backref="conflicts")
    contact_id: str
    base = IntegerField()
    against = IntegerField()
    body_hash = BlobField(unique=True)
    version = ForeignKeyField(FormVersion, backref="+")
    version_id: str
    author = CharField(64)
    device = CharField(36)
    captured_at = InstantField()
    received_at = InstantField()
    answers = JSONField()
    missing = JSONField(default=list)
    superseded_by = CharField(36, null=True)
    resolutions: Any  # Resolution declares it

    class Meta:
        table_name = "conflict"

    @property
    def is_open(self) -> bool:
        """For rows fetched with their resolutions."""
        return self.superseded_by is None and not list(self.resolutions)


class Resolution(Table):
    """Who decided, when, and which side holds. `revision` is the number of the one that came of it; null where the report stayed."""

    id = CharField(36, primary_key=True)
    conflict = ForeignKeyField(Conflict, unique=True, backref="resolutions")
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    side = CharField(8)
    revision = IntegerField(null=True)
    note = TextField(default="")

    class Meta:
        table_name = "resolution"


@dataclass(frozen=True, slots=True)
class Contest:
    """A contested correction on its way into the record; `edits` is the body hash it was made on."""

    envelope: str
    contact: str
    base: int
    edits: bytes
    body_hash: bytes
    version: str
    author: str
    device: str
    captured_at: datetime
    received_at: datetime
    answers: dict[str, Any]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A resolution on its way into the record; `revision` the envelope that came of it, or empty."""

    id: str
    conflict: str
    version: str
    by: str
    at: datetime
    side: Side
    revision: str
    note: str


def enter(contest: Contest) -> None:
    newest = Contact.select(Contact.revision).where(Contact.id == contest.contact).get().revision
    Conflict.create(
        id=contest.envelope,
        contact=contest.contact,
        base=contest.base,
        against=newest,
        body_hash=contest.body_hash,
        version=contest.version,
        author=contest.author,
        device=contest.device,
        captured_at=contest.captured_at,
        received_at=contest.received_at,
        answers=contest.answers,
        missing=list(contest.missing),
    )
    Conflict.update(superseded_by=contest.envelope).where(Conflict.body_hash == contest.edits).execute()


def resolve(decided: Decided) -> Conflict:
    """The conflict that this ends."""
    conflict: Conflict = Conflict.get_by_id(decided.conflict)
    came = ContactRevision.get_or_none((ContactRevision.contact == conflict.contact_id) & (ContactRevision.envelope == decided.revision))
    Resolution.create(
        id=decided.id,
        conflict=conflict.id,
        by=decided.by,
        at=decided.at,
        version=decided.version,
        side=decided.side.value,
        revision=came and came.revision,
        note=decided.note,
    )
    return conflict


def is_entered(resolution: str, conflict: str) -> bool:
    """Whether this very decision is in the record: a second press of the same button."""
    return bool(Resolution.select().where(Resolution.id == resolution, Resolution.conflict == conflict).exists())


def count(contact: str) -> int:
    """How many there ever were of a report."""
    return Conflict.select().where(Conflict.contact == contact).count()


def waiting(viewer: Viewer) -> "ModelSelect[Conflict]":
    """What waits for a decision in the viewer's agencies, the longest first; a withdrawn report needs none."""
    return (
        Conflict.select(Conflict, Contact, Person)
        .join(Contact)
        .join(Person)
        .switch(Conflict)
        .where(
            Contact.agency << sorted(viewer.agencies),
            Contact.withdrawn_at.is_null(),
            Conflict.superseded_by.is_null(),
            ~(Conflict.id << Resolution.select(Resolution.conflict)),
        )
        .order_by(Conflict.received_at, Conflict.id)
    )


def peek(viewer: Viewer, conflict: str) -> Conflict | None:
    """One conflict with contact and person; None where it does not exist for this viewer."""
    query = Conflict.select(Conflict, Contact, Person).join(Contact).join(Person)
    return query.where(Conflict.id == conflict, Contact.agency << sorted(viewer.agencies)).get_or_none()


def open_one(viewer: Viewer, conflict: str, now: datetime) -> Conflict | None:
    """The same, the look written down."""
    with database.atomic():
        found = peek(viewer, conflict)
        if found is not None:
            log_view(viewer, "person", found.contact.person_id, now, reason="conflict")
    return found


def objections(viewer: Viewer, conflict: str, side: str, revision: str) -> tuple[str, ...]:
    """Why this resolution must wait for a person to look at it; none where all is well."""
    found = peek(viewer, conflict)
    if found is None or viewer.role is not Role.SUPERVISOR:
        return ("conflict_unknown",)
    if not found.is_open:
        return ("decided_already",)
    came = ContactRevision.select().where(ContactRevision.contact == found.contact_id, ContactRevision.envelope == revision)
    return () if (side == Side.KEEP) is (not revision) and (not revision or came.exists()) else ("revision_unknown",)
