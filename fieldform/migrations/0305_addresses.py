"""Where a person lives, what an import's words for urgency became and which of its rows stayed out, and how urgent it was before a plan.

Columns as they were. Public: up.
"""

from typing import Any

from peewee import SQL, CharField, JSONField, TextField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    migrator.migrate(
        migrator.add_column("person_details", "address", TextField(default="", constraints=[SQL("DEFAULT ''")])),
        migrator.add_column("import", "acuities", JSONField(null=True)),
        migrator.add_column("import", "left_out", JSONField(null=True)),
        migrator.add_column("next_step", "acuity_before", CharField(8, null=True)),
    )
