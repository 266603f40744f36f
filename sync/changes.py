"""The change feed's raw material: who may want to know that what has changed.

Written in the transaction of the change itself. Public: note, since, newest.
"""

from datetime import datetime

from peewee import fn

from sync.gathering import add, asked_once
from sync.models import Change
from sync.tables import take_turns


def note(audience: str, subject: str, at: datetime) -> None:
    """Remember that `subject` (a submission's id) changed for `audience` (an opaque user id).

    Numbers of one audience are given out in the order in which they are committed: a cursor never passes one that is still to come.
    """
    _take_turn(audience)
    add(Change, audience=audience, subject=subject, at=at)


def since(audience: str, number: int, limit: int) -> list[Change]:
    """Up to `limit` changes after `number`, oldest first."""
    return list(Change.select().where((Change.audience == audience) & (Change.number > number)).order_by(Change.number).limit(limit))


def newest() -> int:
    """The highest number written so far, 0 before the first."""
    return Change.select(fn.COALESCE(fn.MAX(Change.number), 0)).scalar() or 0


@asked_once
def _take_turn(audience: str) -> None:
    """Held to the end of the transaction: once is enough for a batch."""
    take_turns([f"changes:{audience}"])
