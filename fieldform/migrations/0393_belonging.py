"""To which crisis contact a report belongs that was begun from one. A column as it was. Public: up."""

from typing import Any

from peewee import CharField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    migrator.migrate(migrator.add_column("contact", "belongs_to", CharField(36, null=True)), migrator.add_index("contact", ("belongs_to",)))
