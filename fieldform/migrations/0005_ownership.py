"""Whose a follow-up is, how it was handed over, and how a closed one was opened again: frozen copies of the tables as they were.

Public: up.
"""

from typing import Any

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, JSONField, Model, TextField


class FollowUp(Model):
    """Only the columns that the indexes below name."""

    id = CharField(36, primary_key=True)
    agency = CharField(36)
    wall = CharField(16)
    acuity_rank = IntegerField()
    due_at = BigIntegerField()
    state = CharField(8)
    closed_at = BigIntegerField(null=True)
    owner = CharField(36, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "follow_up"


class FormVersion(Model):
    version = CharField(64, primary_key=True)
    form_id = CharField(64, index=True)
    title = TextField()
    definition = JSONField()
    published_at = BigIntegerField()
    current = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "form_version"


class Handover(Model):
    id = CharField(36, primary_key=True)
    entry = CharField(36)
    follow_up = ForeignKeyField(FollowUp, backref="+")
    owner_before = CharField(36, null=True)
    owner = CharField(36, null=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "handover"


class Reopening(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    follow_up = ForeignKeyField(FollowUp, backref="+")
    due_at = BigIntegerField()
    acuity = CharField(8, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "reopening"


_NOBODYS = (FollowUp.agency, FollowUp.wall, FollowUp.state, FollowUp.acuity_rank)
_OWNED = (FollowUp.owner, *_NOBODYS)
INDEXES = (
    FollowUp.index(*_NOBODYS, FollowUp.due_at, FollowUp.id, FollowUp.owner, name="follow_up_of_nobody_due").where(FollowUp.owner.is_null()),
    FollowUp.index(*_NOBODYS, FollowUp.closed_at, FollowUp.id, FollowUp.owner, name="follow_up_of_nobody_closed").where(
        FollowUp.owner.is_null()
    ),
    FollowUp.index(*_OWNED, FollowUp.due_at, FollowUp.id, name="follow_up_owned_due").where(FollowUp.owner.is_null(is_null=False)),
    FollowUp.index(*_OWNED, FollowUp.closed_at, FollowUp.id, name="follow_up_owned_closed").where(FollowUp.owner.is_null(is_null=False)),
)


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.add_column("follow_up", "owner", CharField(36, null=True)))
    with db.bind_ctx((FollowUp, FormVersion, Handover, Reopening), bind_refs=False, bind_backrefs=False):
        db.create_tables((Handover, Reopening), safe=False)
        for index in INDEXES:
            db.execute(index)
