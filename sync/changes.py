"""The change feed's raw material: who may want to know that what has changed.

Written in the transaction of the change itself. What is superseded and older than KEPT is forgotten as the next change of the same
subject is written, so that whoever was away for long reads subjects and not their history. Public: note, since, newest, stands, Mark, KEPT.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from sync.gathering import add, asked_once
from sync.models import Change
from sync.tables import take_turns

# So long every change stays, and with it the proof that a reader's place in the feed is this database's own.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read: the number of the last change and the time it bears. 0 and None: nothing yet."""

    number: int = 0
    at: datetime | None = None


def note(audience: str, subject: str, at: datetime, *, is_first: bool = False) -> None:
    """Remember that `subject` (an opaque id) changed for `audience` (an opaque name). `is_first`: nothing was ever noted of it there.

    Numbers of one audience are given out in the order in which they are committed: a cursor never passes one that is still to come.
    """
    _take_turn(audience)
    add(Change, audience=audience, subject=subject, at=at)
    if not is_first:
        superseded = (Change.audience == audience) & (Change.subject == subject) & (Change.at < at - KEPT)
        # The new one is above all of these, so the highest number of an audience is never forgotten.
        Change.delete().where(superseded).execute()


def since(audience: str, number: int, limit: int) -> list[Change]:
    """Up to `limit` changes after `number`, oldest first."""
    return list(Change.select().where((Change.audience == audience) & (Change.number > number)).order_by(Change.number).limit(limit))


def newest(audience: str) -> int:
    """The highest number written so far for this audience, 0 before the first."""
    return Change.select(fn.COALESCE(fn.MAX(Change.number), 0)).where(Change.audience == audience).scalar() or 0


def stands(audience: str, mark: Mark, now: datetime) -> bool:
    """Whether this database once gave out this mark; False says that it was rolled back to a time before it did."""
    if mark.number == 0:
        return True
    row: Any = Change.select(Change.audience, Change.at).where(Change.number == mark.number).tuples().first()
    if row is not None:
        return bool(row == (audience, mark.at))
    forgotten_long_since = mark.at is not None and mark.at < now - KEPT
    return forgotten_long_since and mark.number < newest(audience)


@asked_once
def _take_turn(audience: str) -> None:
    """Held to the end of the transaction: once is enough for a batch."""
    take_turns([f"changes:{audience}"])
