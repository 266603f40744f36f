"""What a person decides of a record that was set aside, numbers that are written off, copies of a device that were looked into.

Public: up.
"""

from typing import Any

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, Model, TextField


class Device(Model):
    id = CharField(36, primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "device"


class StoredEnvelope(Model):
    number = IntegerField(primary_key=True)

    class Meta:
        legacy_table_names = False
        table_name = "envelope"


class Ruling(Model):
    id = CharField(36, primary_key=True)
    envelope = ForeignKeyField(StoredEnvelope, backref="+")
    what = CharField(12)
    by = CharField(36)
    at = BigIntegerField()
    note = TextField()
    before = CharField(16)
    became = CharField(36)
    undone_at = BigIntegerField(null=True)
    undone_by = CharField(36, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "ruling"


class WriteOff(Model):
    device = ForeignKeyField(Device, backref="+")
    epoch = BigIntegerField()
    sequence = BigIntegerField()
    by = CharField(36)
    at = BigIntegerField()
    because = CharField(200)

    class Meta:
        legacy_table_names = False
        table_name = "write_off"
        indexes = ((("device", "epoch", "sequence"), True),)


class CopySettled(Model):
    device = ForeignKeyField(Device, backref="+")
    through = IntegerField()
    how = CharField(16)
    by = CharField(36)
    at = BigIntegerField()
    because = CharField(200)

    class Meta:
        legacy_table_names = False
        table_name = "copy_settled"


TABLES = (Ruling, WriteOff, CopySettled)
# A device counts in the newest epoch in which it has delivered.
_COUNTS_IN = "UPDATE device SET said_epoch = COALESCE((SELECT MAX(envelope.epoch) FROM envelope WHERE envelope.device_id = device.id), 1)"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("ALTER TABLE device ADD COLUMN said_epoch BIGINT NOT NULL DEFAULT 1")
    db.execute_sql(_COUNTS_IN)
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
