"""News for every role: changes found by their subject, why a life of the database began, who looked over it since.

Public: up.
"""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, Model


class Agency(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "agency"


class Instance(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "instance"


class StandingReview(Model):
    id = CharField(36, primary_key=True)
    instance = ForeignKeyField(Instance, backref="+", on_delete="CASCADE")
    agency = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    at = BigIntegerField()
    by = CharField(80)

    class Meta:
        legacy_table_names = False
        table_name = "standing_review"
        indexes = ((("instance", "agency"), True),)


class Change(Model):
    audience = CharField(64)
    subject = CharField(36)

    class Meta:
        legacy_table_names = False
        table_name = "change"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("ALTER TABLE instance ADD COLUMN because VARCHAR(16) NOT NULL DEFAULT ''")
    with db.bind_ctx((Agency, Change, Instance, StandingReview), bind_refs=False, bind_backrefs=False):
        db.execute(Change.index(Change.audience, Change.subject, name="change_audience_subject"))
        db.create_tables([StandingReview], safe=False)
