"""Which reports are counted: papers beside a contact (a screen, a log) are read and counted as none. Columns as they were. Public: up."""

from typing import Any

from peewee import SQL, BooleanField


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    counted = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])
    migrator.migrate(migrator.add_column("report_facts", "counted", counted))
