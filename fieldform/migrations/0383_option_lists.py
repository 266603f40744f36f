"""The option lists that were set here: a frozen copy of the table as it was. Public: up."""

from typing import Any

from peewee import BigIntegerField, CharField, JSONField, Model


class OptionList(Model):
    id = CharField(36, primary_key=True)
    name = CharField(64)
    choices = JSONField()
    set_at = BigIntegerField()
    set_by = CharField(80)

    class Meta:
        legacy_table_names = False
        table_name = "option_list"
        indexes = ((("name", "set_at"), True),)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx((OptionList,), bind_refs=False, bind_backrefs=False):
        db.create_tables((OptionList,), safe=False)
