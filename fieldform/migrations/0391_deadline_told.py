"""When somebody was written to about a deadline that had passed, so that it is told once. Public: up."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("ALTER TABLE deadline ADD COLUMN told_at BIGINT")
