"""What the law wants done by a time, as a report says it: the written report after one by phone, say. One clock for each report.

The form says what it is, since when and for how many hours, and by which answer it is met (`deadline.…` roles). Knows no law.
Public: Deadline, Due, enter, running, overdue, untold, claim, tell_later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from fieldform.access.viewer import Role, Viewer
from fieldform.record.contacts import Contact
from fieldform.record.facts import ReportFacts
from fieldform.record.meaning import Meaning
from sync.gathering import add
from sync.tables import InstantField, Table


class Deadline(Table):
    """`met_at` is None until it is done; `told_at` is when somebody was written to that it had passed; what a correction no longer asks
    for is gone."""

    contact = ForeignKeyField(Contact, primary_key=True, backref="deadlines", on_delete="CASCADE")
    contact_id: str
    agency = CharField(36)
    what = TextField()
    due_at = InstantField()
    met_at = InstantField(null=True)
    told_at = InstantField(null=True)

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
    before = Deadline.get_or_none(Deadline.contact == contact) if revision > 1 else None
    if before is not None:
        before.delete_instance()
    if what and since is not None:
        due_at = since + timedelta(hours=meaning.number("deadline.hours") or 0)
        told_at = before.told_at if before is not None and before.due_at == due_at else None
        add(Deadline, contact=contact, agency=agency, what=what, due_at=due_at, met_at=meaning.instant("deadline.met_at"), told_at=told_at)


def running(viewer: Viewer) -> list[Due]:
    """Those that are not met, the earliest first, of a supervisor's agencies and of anybody else their own; a withdrawn report asks for
    nothing."""
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


def untold(now: datetime) -> dict[str, dict[str, str]]:
    """What has passed unmet and nobody was written to about, for the watchman: by agency, each contact with its author."""
    found: dict[str, dict[str, str]] = {}
    passed = Deadline.select(Deadline.agency, Deadline.contact, Contact.author).join(Contact)
    wanted = (Deadline.due_at < now, Deadline.told_at.is_null(), Deadline.met_at.is_null(), Contact.withdrawn_at.is_null())
    rows: Any = passed.where(*wanted).order_by(Deadline.due_at, Deadline.contact).tuples()
    for agency, contact, author in rows:
        found.setdefault(agency, {})[contact] = author
    return found


def claim(contacts: Iterable[str], now: datetime) -> bool:
    """They are told of now, and by us; False where another server was faster."""
    return bool(Deadline.update(told_at=now).where(Deadline.contact << list(contacts), Deadline.told_at.is_null()).execute())


def tell_later(contacts: Iterable[str]) -> None:
    """It could not be told."""
    Deadline.update(told_at=None).where(Deadline.contact << list(contacts)).execute()


def _running(viewer: Viewer) -> tuple[Any, ...]:
    theirs = (Deadline.agency << sorted(viewer.agencies),) if viewer.role is Role.SUPERVISOR else _own(viewer)
    return (*theirs, Deadline.met_at.is_null(), Contact.withdrawn_at.is_null())


def _own(viewer: Viewer) -> tuple[Any, ...]:
    return (Deadline.agency << [viewer.agency, viewer.user], Contact.author == viewer.user)
