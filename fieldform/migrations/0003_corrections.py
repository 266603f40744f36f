"""Withdrawn reports, corrections in conflict and what was decided of them, and envelopes set aside beside their line.

Public: up.
"""

from typing import Any

from peewee import AutoField, BigIntegerField, BlobField, CharField, ForeignKeyField, IntegerField, JSONField, Model, TextField


class FormVersion(Model):
    version = CharField(64, primary_key=True)

    class Meta:
        table_name = "form_version"


class Contact(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        table_name = "contact"


class StoredEnvelope(Model):
    number = AutoField()

    class Meta:
        table_name = "envelope"


class Aside(Model):
    envelope = ForeignKeyField(StoredEnvelope, unique=True, backref="+")
    body_hash = BlobField(unique=True)
    submission_id = CharField(36)
    number = IntegerField()

    class Meta:
        table_name = "aside"


class Withdrawal(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    contact = ForeignKeyField(Contact, backref="+")
    reason = CharField(32)
    words = TextField()

    class Meta:
        table_name = "withdrawal"


class Reinstatement(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    contact = ForeignKeyField(Contact, backref="+")

    class Meta:
        table_name = "reinstatement"


class Conflict(Model):
    id = CharField(36, primary_key=True)
    contact = ForeignKeyField(Contact, backref="+")
    base = IntegerField()
    against = IntegerField()
    body_hash = BlobField(unique=True)
    version = ForeignKeyField(FormVersion, backref="+")
    author = CharField(64)
    device = CharField(36)
    captured_at = BigIntegerField()
    received_at = BigIntegerField()
    answers = JSONField()
    missing = JSONField()
    superseded_by = CharField(36, null=True)

    class Meta:
        table_name = "conflict"


class Resolution(Model):
    id = CharField(36, primary_key=True)
    conflict = ForeignKeyField(Conflict, unique=True, backref="+")
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    side = CharField(8)
    revision = IntegerField(null=True)
    note = TextField()

    class Meta:
        table_name = "resolution"


TABLES = (Aside, Withdrawal, Reinstatement, Conflict, Resolution)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((FormVersion, Contact, StoredEnvelope, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    migrator.migrate(
        migrator.add_column("contact", "withdrawn_at", BigIntegerField(null=True)),
        migrator.add_column("contact", "withdrawn_by", CharField(64, null=True)),
        migrator.add_column("contact", "withdrawn_for", TextField(default="")),
    )
