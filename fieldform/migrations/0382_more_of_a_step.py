"""What a step at the desk says beyond what is counted: a triage, a screen, referrals made. Columns as they were. Public: up."""

from typing import Any

from peewee import JSONField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    migrator.migrate(*(migrator.add_column(table, "answers", JSONField(null=True)) for table in ("attempt", "next_step")))
