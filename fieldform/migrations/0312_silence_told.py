"""When IT was told that a device fell silent with something unsent, so that it is told once. Public: up."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("ALTER TABLE device ADD COLUMN silence_told_at BIGINT")
