"""What was taken out of the house as a file: who, what, how much and why. Rows are added and never changed.

Holds no name and no answer. Public: Export, write_down, exports_seen_by.
"""

from datetime import datetime

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField

from fieldform.access.models import User
from fieldform.access.viewer import Viewer
from sync.tables import InstantField, Table

LONGEST_REASON = 200


class Export(Table):
    """`what` is a measure's key, with its line after a slash, or “numbers” for a month's counts; `outside` with small numbers held back."""

    id = CharField(36, primary_key=True)
    agency = CharField(36, index=True)
    by = ForeignKeyField(User, backref="exports", on_delete="RESTRICT")
    by_id: str
    at = InstantField()
    what = CharField(120)
    month = CharField(7)
    ending = CharField(8)
    rows = IntegerField()
    outside = BooleanField(default=False)
    reason = CharField(LONGEST_REASON)

    class Meta:
        table_name = "export"


def write_down(
    viewer: Viewer, export: str, *, what: str, month: str, ending: str, rows: int, outside: bool, reason: str, now: datetime
) -> None:
    """`export` is its id, which the file carries too."""
    said = {"what": what, "month": month, "ending": ending, "rows": rows, "outside": outside, "reason": reason[:LONGEST_REASON]}
    Export.create(id=export, agency=viewer.agency, by=viewer.user, at=now, **said)


def exports_seen_by(viewer: Viewer, most: int = 20) -> list[Export]:
    """The agency's, the newest first, with who took them."""
    return list(Export.select(Export, User).join(User).where(Export.agency == viewer.agency).order_by(Export.at.desc()).limit(most))
