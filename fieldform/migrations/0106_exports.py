"""What was taken out as a file, by whom and why. Public: up."""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, Model


class User(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "user_account"


class Export(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36, index=True)
    by = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    at = BigIntegerField()
    what = CharField(120)
    month = CharField(7)
    ending = CharField(8)
    rows = IntegerField()
    outside = BooleanField()
    reason = CharField(200)

    class Meta:
        legacy_table_names = False
        table_name = "export"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((Export, User), bind_refs=False, bind_backrefs=False):
        db.create_tables([Export], safe=False)
