"""How many calls dispatch coded as mental health in a month, as somebody read it off its system: who said so, when, and what before.

Without it nobody knows which share of such calls is reported (the capture rate). Rows are added and never changed.
Public: CodedCalls, say, said_of, calls_of, MOST.
"""

from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField

from fieldform.access.models import User
from fieldform.access.viewer import Viewer
from fieldform.record.months import Month
from sync.tables import InstantField, Table

MOST = 1_000_000


class CodedCalls(Table):
    """The newest of an agency's month counts. `month` as “2026-11”."""

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    month = CharField(7)
    calls = IntegerField()
    by = ForeignKeyField(User, backref="coded_calls", on_delete="RESTRICT")
    by_id: str
    at = InstantField()

    class Meta:
        table_name = "coded_calls"
        indexes = ((("agency", "month", "at"), False),)


def say(viewer: Viewer, month: Month, calls: int, *, own_id: str, now: datetime) -> None:
    """The same number once more says nothing new."""
    if calls_of(viewer, month) != calls:
        CodedCalls.create(id=own_id, agency=viewer.agency, month=str(month), calls=calls, by=viewer.user, at=now)


def said_of(viewer: Viewer, month: Month) -> list[CodedCalls]:
    """The newest first, with who said it."""
    theirs = (CodedCalls.agency == viewer.agency) & (CodedCalls.month == str(month))
    return list(CodedCalls.select(CodedCalls, User).join(User).where(theirs).order_by(CodedCalls.at.desc()))


def calls_of(viewer: Viewer, month: Month) -> int | None:
    """None where nobody has said."""
    said = said_of(viewer, month)
    return said[0].calls if said else None
