"""What is counted of a report: one narrow row each, in the codes of its form, so that a month's numbers never read a report.

Only what stands on the police's side of every wall is kept here, and no name. Codes are those of the form it was made with.
Public: ReportFacts, ReportRow, enter, between, of_contacts, rows_where, TO_REVIEW, REVIEWED, SENT_BACK.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, chunked

from fieldform.access.viewer import Viewer, Wall
from fieldform.record.contacts import Contact
from fieldform.record.meaning import Meaning
from sync.gathering import add
from sync.tables import InstantField, Table

TO_REVIEW, REVIEWED, SENT_BACK = "to_review", "reviewed", "sent_back"
_LONGEST_NUMBER = 64
_AT_ONCE = 500


class ReportFacts(Table):
    """`number` is dispatch's or the case's; `review` repeats for lists what the newest Review says of the newest revision.

    `counted` is False for a paper beside a contact (a screen, a log), which is read and counted as no report."""

    contact = ForeignKeyField(Contact, primary_key=True, backref="facts", on_delete="CASCADE")
    contact_id: str
    agency = CharField(36)
    occurred_at = InstantField()
    review = CharField(12, default=TO_REVIEW)
    number = CharField(_LONGEST_NUMBER, default="")
    type = CharField(64, default="")
    how_received = CharField(64, default="")
    custody = CharField(64, default="")
    dispositions = JSONField(default=list)
    techniques = JSONField(default=list)
    injuries = JSONField(default=list)
    diverted = CharField(16, default="")
    age = IntegerField(null=True)
    housing = CharField(64, default="")
    veteran = CharField(64, default="")
    cleared_at = InstantField(null=True)
    counted = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])

    class Meta:
        table_name = "report_facts"
        indexes = ((("agency", "occurred_at"), False), (("agency", "review", "occurred_at"), False))


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as counts and lists know it: `author` is a user id, `incomplete` how many answers are still to come.

    One that was withdrawn stands in lists, to be seen, and in no count.
    """

    contact: str
    author: str
    form: str
    occurred_at: datetime
    received_at: datetime
    revision: int
    incomplete: int
    withdrawn_at: datetime | None
    review: str
    number: str
    type: str
    how_received: str
    custody: str
    dispositions: tuple[str, ...]
    techniques: tuple[str, ...]
    injuries: tuple[str, ...]
    diverted: str
    age: int | None
    housing: str
    veteran: str
    cleared_at: datetime | None


def enter(contact: str, agency: str, revision: int, occurred_at: datetime, meaning: Meaning) -> None:
    """What the newest revision says; whatever was decided of an older one, it is to be read again. An agency's own form may put a question
    behind a wall: what stands there is counted by nobody on this side."""
    meaning = meaning.behind(Wall.POLICE)
    said = {"agency": agency, "occurred_at": occurred_at, "review": TO_REVIEW, **_codes(meaning)}
    if revision == 1:
        add(ReportFacts, contact=contact, **said)
    else:
        ReportFacts.insert(contact=contact, **said).on_conflict(conflict_target=[ReportFacts.contact], update=said).execute()


def between(viewer: Viewer, since: datetime, until: datetime) -> list[ReportRow]:
    """The reports that stand, in the viewer's agencies, of what happened from `since` on and before `until`, oldest first."""
    counted = ReportFacts.counted & Contact.withdrawn_at.is_null()
    return rows_where(viewer, ReportFacts.occurred_at >= since, ReportFacts.occurred_at < until, counted)


def of_contacts(viewer: Viewer, contacts: Sequence[str]) -> list[ReportRow]:
    """Those of these reports that the viewer's agencies have."""
    found = (rows_where(viewer, ReportFacts.contact << list(some)) for some in chunked(contacts, _AT_ONCE))
    return [row for rows in found for row in rows]


def rows_where(viewer: Viewer, *conditions: Any, most: int | None = None, newest_first: bool = False) -> list[ReportRow]:
    """For the named queries of this folder: as plain rows, because a busy month has thousands."""
    order = (ReportFacts.occurred_at, ReportFacts.contact)
    rows: Any = (
        ReportFacts.select(*_COLUMNS)
        .join(Contact)
        .where(ReportFacts.agency << sorted(viewer.agencies), *conditions)
        .order_by(*(column.desc() for column in order) if newest_first else order)
        .limit(most)
        .tuples()
    )
    return [_row(values) for values in rows]


_COLUMNS = (
    ReportFacts.contact,
    Contact.author,
    Contact.form,
    ReportFacts.occurred_at,
    Contact.received_at,
    Contact.revision,
    Contact.incomplete,
    Contact.withdrawn_at,
    ReportFacts.review,
    ReportFacts.number,
    ReportFacts.type,
    ReportFacts.how_received,
    ReportFacts.custody,
    ReportFacts.dispositions,
    ReportFacts.techniques,
    ReportFacts.injuries,
    ReportFacts.diverted,
    ReportFacts.age,
    ReportFacts.housing,
    ReportFacts.veteran,
    ReportFacts.cleared_at,
)


def _row(values: tuple[Any, ...]) -> ReportRow:
    plain: list[Any] = [tuple(value) if isinstance(value, list) else value for value in values]
    return ReportRow(*plain)


def _codes(meaning: Meaning) -> dict[str, Any]:
    return {
        "number": (_text(meaning, "contact.cad_no") or _text(meaning, "contact.case_no"))[:_LONGEST_NUMBER],
        "type": _text(meaning, "contact.type"),
        "how_received": _text(meaning, "contact.how_received"),
        "custody": _text(meaning, "contact.custody"),
        "dispositions": _several(meaning, "contact.disposition"),
        "techniques": _several(meaning, "contact.techniques"),
        "injuries": _several(meaning, "contact.injuries"),
        "diverted": _text(meaning, "contact.diverted"),
        "age": meaning.number("person.age"),
        "housing": _text(meaning, "person.housing"),
        "veteran": _text(meaning, "person.veteran"),
        "cleared_at": meaning.instant("contact.cleared_at"),
        "counted": meaning.text("contact.beside") != "yes",
    }


def _text(meaning: Meaning, role: str) -> str:
    return meaning.text(role)[:_LONGEST_NUMBER]


def _several(meaning: Meaning, role: str) -> list[str]:
    value = meaning.value(role)
    return [str(code) for code in value] if isinstance(value, list | tuple) else []
