"""What was read when a translation was approved, as a hash: an approval holds for every version that says the same. An approval of
before holds for its own version, as it was given. A column as it was. Public: up."""

from typing import Any

from peewee import CharField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    migrator.migrate(migrator.add_column("form_act", "texts", CharField(64, default="")))
