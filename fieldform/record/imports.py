"""A spreadsheet on its way into the record: its cells for as long as somebody maps and mends them, then only what came of it.

The cells lie in the database alone, encrypted as all else, and are gone once they are entered or after a day. Nobody but who sent a
spreadsheet sees it. Public: Import, ImportedRow, begin, of_viewer, all_of, replace_cells, save_mapping, save_acuities,
finish, mark_undone, intakes_of, forget_old, KEPT_FOR.
"""

from datetime import datetime, timedelta
from typing import Any

from peewee import BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField, JSONField

from fieldform.access.viewer import Viewer
from sync.prepared import prepared
from sync.tables import InstantField, Table

KEPT_FOR = timedelta(hours=24)
_MOST_SHOWN = 20


class Import(Table):
    """`sheets`: title, rows, numbers and unsaved formulas of each (web/spreadsheets.py); None once they are gone.

    `mapping`: what each heading of the sheet means. `acuity` is that of rows which name none, `acuities` what somebody said that a word of
    the file means. `left_out`: of each row that was not entered its number in the file and the code of why; no name.
    """

    id = CharField(36, primary_key=True)
    by = CharField(36)
    agency = CharField(36)
    queue = CharField(32)
    started_at = InstantField()
    expires_at = InstantField(index=True)
    sheets = JSONField(null=True)
    sheet = IntegerField(default=0)
    mapping = JSONField(default=dict)
    acuity = CharField(8, default="")
    acuities = JSONField(null=True)
    month_first = BooleanField(default=True)
    entered_at = InstantField(null=True)
    entered = IntegerField(default=0)
    undone_at = InstantField(null=True)
    left_out = JSONField(null=True)

    class Meta:
        table_name = "import"
        indexes = ((("by", "started_at"), False),)


class ImportedRow(Table):
    """`intake` is the id of the entry that a row became."""

    batch = ForeignKeyField(Import, backref="rows")
    intake = CharField(36)

    class Meta:
        table_name = "imported_row"
        primary_key = CompositeKey("batch", "intake")


def begin(viewer: Viewer, own_id: str, agency: str, queue: str, sheets: Any, now: datetime) -> Import:
    forget_old(now)
    return Import.create(id=own_id, by=viewer.user, agency=agency, queue=queue, sheets=sheets, started_at=now, expires_at=now + KEPT_FOR)


def of_viewer(viewer: Viewer, own_id: str, now: datetime) -> Import | None:
    """One that this viewer sent and that can still be worked on, or was entered; None for anybody else's."""
    forget_old(now)
    return Import.get_or_none(Import.id == own_id, Import.by == viewer.user, Import.agency << sorted(viewer.agencies))


def all_of(viewer: Viewer) -> list[Import]:
    """What this viewer imported or is importing, newest first, without the cells."""
    columns = (Import.id, Import.started_at, Import.entered_at, Import.entered, Import.undone_at)
    return list(Import.select(*columns).where(Import.by == viewer.user).order_by(Import.started_at.desc()).limit(_MOST_SHOWN))


def replace_cells(batch: Import, sheets: Any, now: datetime) -> None:
    """The spreadsheet was mended and sent again: what its headings mean is kept."""
    Import.update(sheets=sheets, expires_at=now + KEPT_FOR).where(Import.id == batch.id).execute()


def save_mapping(batch: Import, sheet: int, mapping: dict[str, str], acuity: str, *, month_first: bool) -> None:
    Import.update(sheet=sheet, mapping=mapping, acuity=acuity, month_first=month_first).where(Import.id == batch.id).execute()


def save_acuities(batch: Import, acuities: dict[str, str]) -> None:
    Import.update(acuities=acuities).where(Import.id == batch.id).execute()


def finish(batch: Import, intakes: list[str], left_out: list[tuple[int, str]], now: datetime) -> None:
    """The cells are gone; what came of them is remembered."""
    ImportedRow.insert_many([{"batch": batch.id, "intake": intake} for intake in intakes]).on_conflict_ignore().execute()
    Import.update(sheets=None, acuities=None, entered_at=now, entered=len(intakes), left_out=left_out).where(
        Import.id == batch.id
    ).execute()


def mark_undone(batch: Import, now: datetime) -> None:
    Import.update(undone_at=now).where(Import.id == batch.id).execute()


def intakes_of(batch: Import) -> list[str]:
    return [row.intake for row in ImportedRow.select(ImportedRow.intake).where(ImportedRow.batch == batch.id).order_by(ImportedRow.intake)]


def forget_old(now: datetime) -> int:
    """Take away whatever nobody entered within a day; how many that were."""
    if not _any_old(Import.expires_at.db_value(now)):  # Asked after every push.
        return 0
    return int(Import.delete().where(*_is_old(now)).execute())


@prepared
def _any_old(now: Any) -> Any:
    return Import.select(Import.id).where(*_is_old(now)).limit(1)


def _is_old(now: Any) -> tuple[Any, ...]:
    return (Import.expires_at <= now, Import.entered_at.is_null())


def forget(batch: Import) -> None:
    """Thrown away before anything of it was entered."""
    Import.delete().where(Import.id == batch.id, Import.entered_at.is_null()).execute()
