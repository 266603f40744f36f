"""What was done to forms and by whom, the files that come with a version, and what was read and waits to be published. Public: up."""

from typing import Any

from peewee import BigIntegerField, BlobField, CharField, ForeignKeyField, IntegerField, JSONField, Model, TextField


class FormVersion(Model):
    version = CharField(64, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "form_version"


class FormAct(Model):
    id = CharField(36, primary_key=True)
    form_id = CharField(64, index=True)
    what = CharField(16)
    version = CharField(64)
    language = CharField(40)
    by = CharField(80)
    at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "form_act"


class FormFile(Model):
    sha256 = CharField(64, primary_key=True)
    content = BlobField()
    size = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "form_file"


class VersionFile(Model):
    id = CharField(36, primary_key=True)
    version = ForeignKeyField(FormVersion, backref="+")
    name = CharField(200)
    kind = CharField(16)
    file = ForeignKeyField(FormFile, backref="+")

    class Meta:
        legacy_table_names = False
        table_name = "form_version_file"
        indexes = ((("version", "kind", "name"), True),)


class FormUpload(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    by = CharField(36)
    at = BigIntegerField(index=True)
    file_name = TextField()
    workbook = BlobField()
    definition = JSONField()
    warnings = JSONField()
    lists = JSONField()

    class Meta:
        legacy_table_names = False
        table_name = "form_upload"


TABLES = (FormAct, FormFile, VersionFile, FormUpload)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((FormVersion, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
