"""Finding the second of two envelopes in one place, or under one id, without reading them all. Public: up."""

from typing import Any

from peewee import BooleanField, CharField, Model


class StoredEnvelope(Model):
    device = CharField(36, column_name="device_id")
    owns_id = BooleanField()
    owns_place = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "envelope"


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    second = ~StoredEnvelope.owns_place | ~StoredEnvelope.owns_id
    with db.bind_ctx((StoredEnvelope,), bind_refs=False, bind_backrefs=False):
        db.execute(StoredEnvelope.index(StoredEnvelope.device, name="envelope_second").where(second))
