"""Follow-ups that no report raised, steps taken back, and what each wall knows of a person: frozen copies of the tables as they were.

What reports said before is given its author. Public: up.
"""

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)


class Person(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "person"


class FollowUp(Model):
    id = CharField(36, primary_key=True)

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


class PersonShown(Model):
    person = ForeignKeyField(Person, backref="+")
    wall = CharField(16)
    name = TextField()
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "person_shown"
        primary_key = CompositeKey("person", "wall")


class DeskName(Model):
    agency = CharField(36)
    wall = CharField(16)
    word = BlobField()
    person = ForeignKeyField(Person, backref="+")

    class Meta:
        legacy_table_names = False
        table_name = "desk_name"
        primary_key = CompositeKey("agency", "wall", "word", "person")


class Intake(Model):
    id = CharField(36, primary_key=True)
    follow_up = ForeignKeyField(FollowUp, backref="+", unique=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    how = CharField(32)
    note = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "intake"


class Undoing(Model):
    id = CharField(36, primary_key=True)
    entry = CharField(36)
    step = CharField(36, unique=True)
    follow_up = ForeignKeyField(FollowUp, backref="+")
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "undoing"


_TABLES = (PersonShown, DeskName, Intake, Undoing)
_AUTHORS = (
    "UPDATE person_details SET author = COALESCE((SELECT contact_revision.author FROM contact_revision "
    "WHERE contact_revision.contact_id = person_details.contact AND contact_revision.revision = person_details.revision), '')"
)


def up(migrator: Any, db: Any) -> None:
    migrator.migrate(
        migrator.add_column("person_details", "wall", CharField(16, default="police", constraints=[SQL("DEFAULT 'police'")])),
        migrator.add_column("person_details", "author", CharField(64, default="", constraints=[SQL("DEFAULT ''")])),
        migrator.add_column("person_details", "told_by", TextField(default="", constraints=[SQL("DEFAULT ''")])),
        migrator.add_column("person_details", "whole", BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])),
    )
    db.execute_sql(_AUTHORS)
    with db.bind_ctx((Person, FollowUp, FormVersion, *_TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(_TABLES, safe=False)
