"""After how many hours a device with something unsent counts as silent, as each agency chose. Columns as they were. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


class Agency(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "agency"


class SilenceRule(Model):
    id = CharField(36, primary_key=True)
    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    hours = IntegerField()
    by = CharField(36)
    at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "silence_rule"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((Agency, SilenceRule), bind_refs=False, bind_backrefs=False):
        db.create_tables((SilenceRule,), safe=False)
