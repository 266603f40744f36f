"""Drafts on their way home are found by their author. Public: up."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("""CREATE INDEX envelope_draft_of ON envelope (author) WHERE kind = 'draft'""")
