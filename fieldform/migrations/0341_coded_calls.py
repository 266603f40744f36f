"""How many calls dispatch coded as mental health in a month, with who said so. Columns as they were. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model


class User(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "user_account"


class CodedCalls(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    month = CharField(7)
    calls = IntegerField()
    by = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "coded_calls"
        indexes = ((("agency", "month", "at"), False),)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((User, CodedCalls), bind_refs=False, bind_backrefs=False):
        db.create_tables((CodedCalls,), safe=False)
