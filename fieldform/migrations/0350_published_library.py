"""Which states of the shipped forms were published: a frozen copy of the table as it was. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, Model


class PublishedLibrary(Model):
    digest = CharField(64, primary_key=True)
    published_at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "published_library"


TABLES = (PublishedLibrary,)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
