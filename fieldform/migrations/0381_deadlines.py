"""What the law wants done by a time, as a report says it: a frozen copy of the table as it was. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, Model, TextField


class Contact(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "contact"


class Deadline(Model):
    contact = ForeignKeyField(Contact, primary_key=True, backref="+", on_delete="CASCADE")
    agency = CharField(36)
    what = TextField()
    due_at = BigIntegerField()
    met_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "deadline"
        indexes = ((("agency", "met_at", "due_at"), False),)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((Contact, Deadline), bind_refs=False, bind_backrefs=False):
        db.create_tables((Deadline,), safe=False)
