"""Spreadsheets on their way in, and which follow-ups came of one: frozen copies of the tables as they were. Public: up."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField, JSONField, Model


class Import(Model):
    id = CharField(36, primary_key=True)
    by = CharField(36)
    agency = CharField(36)
    queue = CharField(32)
    started_at = BigIntegerField()
    expires_at = BigIntegerField(index=True)
    sheets = JSONField(null=True)
    sheet = IntegerField()
    mapping = JSONField()
    acuity = CharField(8)
    month_first = BooleanField()
    entered_at = BigIntegerField(null=True)
    entered = IntegerField()
    undone_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "import"
        indexes = ((("by", "started_at"), False),)


class ImportedRow(Model):
    batch = ForeignKeyField(Import, backref="+")
    intake = CharField(36)

    class Meta:
        legacy_table_names = False
        table_name = "imported_row"
        primary_key = CompositeKey("batch", "intake")


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((Import, ImportedRow), bind_refs=False, bind_backrefs=False):
        db.create_tables((Import, ImportedRow), safe=False)
