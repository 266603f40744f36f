"""What the law wants done by a time, as a report says it: the written report after one by phone, say. One clock for each report.

The form says what it is, since when and for how many hours, and by which answer it is met (`deadline.…` roles). Knows no law.
Public: Deadline, Due, enter, running, overdue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from fieldform.access.viewer import Viewer
from fieldform.record.contacts import Contact
from fieldform.record.facts import ReportFacts
from fieldform.record.meaning import Meaning
from sync.gathering import add
from sync.tables import InstantField, Table


class Deadline(Table):
    """`met_at` is None until it is done; what a correction no longer asks for is gone."""

    contact = ForeignKeyField(Contact, primary_key=True, backref="deadlines", on_delete="CASCADE")
    contact_id: str
    agency = CharField(36)
    what = TextField()
    due_at = InstantField()
    met_at = InstantField(null=True)

    class Meta:
        table_name = "deadline"
        indexes = ((("agency", "met_at", "due_at"), False),)


@dataclass(frozen=True, slots=True)
class Due:
    """`author` is the user who must do it."""

    contact: str
    what: str
    due_at: datetime
    author: str
    number: str

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at < now


def enter(contact: str, agency: str, revision: int, meaning: Meaning) -> None:
    """What the newest revision says; nobody else's word stops a clock."""
    what, since = meaning.text("deadline.what"), meaning.instant("deadline.since_at")
    if revision > 1:
        Deadline.delete().where(Deadline.contact == contact).execute()
    if what and since is not None:
        due_at = since + timedelta(hours=meaning.number("deadline.hours") or 0)
        add(Deadline, contact=contact, agency=agency, what=what, due_at=due_at, met_at=meaning.instant("deadline.met_at"))


def running(viewer: Viewer) -> list[Due]:
    """Those of the viewer's agencies that are not met, the earliest first; a withdrawn report asks for nothing."""
    rows: Any = (
        Deadline.select(Deadline.contact, Deadline.what, Deadline.due_at, Contact.author, ReportFacts.number)
        .join(Contact)
        .left_outer_join(ReportFacts, on=(ReportFacts.contact == Contact.id))
        .where(*_running(viewer))
        .order_by(Deadline.due_at, Deadline.contact)
        .tuples()
    )
    return [Due(contact, what, due_at, author, number or "") for contact, what, due_at, author, number in rows]


def overdue(viewer: Viewer, now: datetime) -> int:
    return int(Deadline.select().join(Contact).where(*_running(viewer), Deadline.due_at < now).count())


def _running(viewer: Viewer) -> tuple[Any, ...]:
    return (Deadline.agency << sorted(viewer.agencies), Deadline.met_at.is_null(), Contact.withdrawn_at.is_null())
