"""The alerts that went out about a "Now" nobody has opened: one row for each step of one follow-up's ladder.

A row is claimed before its message is sent, so that two servers never send the same step, and then says what happened. It holds no
address, no name and no reason. Public: Alert, Result, Waiting, waiting, unopened, unopened_in, claim, claim_again, settle, of_follow_ups,
results_since.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField, fn

from fieldform.access.viewer import Viewer
from fieldform.record.acuity import Acuity
from fieldform.record.follow_ups import FollowUp, State, within
from sync.tables import InstantField, Table, database

# A claim that nobody settled for so long was a server that died with it.
CLAIM_LIFE = timedelta(minutes=3)


class Result(StrEnum):
    """`refused`: the mail server takes nothing for these people. `unreachable`: it did not answer, or would not have us."""

    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class Alert(Table):
    """`step` counts from 1; `rung` is who was meant (duty.ladder); `tries` how often it was sent, `result` what came of the last time."""

    id = CharField(36, primary_key=True)
    follow_up = ForeignKeyField(FollowUp, backref="alerts", on_delete="CASCADE")
    follow_up_id: str
    step = IntegerField()
    rung = CharField(16)
    result = CharField(16, default=Result.CLAIMED.value)
    tries = IntegerField(default=1)
    claimed_at = InstantField()
    settled_at = InstantField(null=True)

    class Meta:
        table_name = "alert"
        indexes = ((("follow_up", "step"), True),)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A "Now" that nobody has opened, and its alerts so far, in order."""

    follow_up: str
    agency: str
    queue: str
    since: datetime
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Unopened:
    """How many a viewer could open, and since when the oldest waits: no name, no reason."""

    count: int
    oldest: datetime | None


def waiting() -> list[Waiting]:
    """Every unopened "Now" of every agency, the oldest first: for whoever sends alerts, not for a viewer."""
    rows = list(FollowUp.select().where(*_UNOPENED).order_by(FollowUp.raised_at, FollowUp.id))
    alerts = of_follow_ups([row.id for row in rows])
    return [Waiting(row.id, row.agency, row.queue, row.raised_at, alerts.get(row.id, ())) for row in rows]


def unopened(viewer: Viewer) -> Unopened:
    """What this viewer's own list holds of them."""
    asked: Any = FollowUp.select(fn.COUNT(FollowUp.id), fn.MIN(FollowUp.raised_at)).where(*within(viewer), *_UNOPENED)
    number, oldest = asked.scalar(as_tuple=True)
    return Unopened(number, oldest)


def unopened_in(viewer: Viewer) -> Unopened:
    """What stands unopened in the viewer's agencies, whatever the wall: for those who see numbers and no names."""
    asked: Any = FollowUp.select(fn.COUNT(FollowUp.id), fn.MIN(FollowUp.raised_at).converter(FollowUp.raised_at.python_value))
    number, oldest = asked.where(FollowUp.agency << sorted(viewer.agencies), *_UNOPENED).tuples().get()
    return Unopened(number, oldest)


def results_since(since: datetime) -> dict[Result, int]:
    """How many messages had which end since then, of every agency: for whoever looks after the server."""
    asked: Any = Alert.select(Alert.result, fn.COUNT(Alert.id)).where(Alert.settled_at > since).group_by(Alert.result)
    return {Result(result): number for result, number in asked.tuples()}


def of_follow_ups(follow_ups: Sequence[str]) -> dict[str, tuple[Alert, ...]]:
    """The alerts of each, in the order of their steps."""
    found: dict[str, list[Alert]] = {}
    for alert in Alert.select().where(Alert.follow_up << list(follow_ups)).order_by(Alert.step):
        found.setdefault(alert.follow_up_id, []).append(alert)
    return {follow_up: tuple(alerts) for follow_up, alerts in found.items()}


def claim(alert_id: str, follow_up: str, step: int, rung: str, now: datetime) -> bool:
    """Take this step; False where another server has it, or the follow-up was opened meanwhile."""
    with database.atomic():
        if not FollowUp.select().where(FollowUp.id == follow_up, *_UNOPENED).exists():
            return False
        Alert.insert(id=alert_id, follow_up=follow_up, step=step, rung=rung, claimed_at=now).on_conflict_ignore().execute()
        return bool(Alert.select().where(Alert.id == alert_id).exists())


def claim_again(alert: Alert, now: datetime) -> bool:
    """Take a step that failed, or whose server died; False where another server was quicker, or the follow-up was opened meanwhile."""
    with database.atomic():
        if not FollowUp.select().where(FollowUp.id == alert.follow_up_id, *_UNOPENED).exists():
            return False
        taken = Alert.update(result=Result.CLAIMED.value, tries=alert.tries + 1, claimed_at=now)
        return bool(taken.where(Alert.id == alert.id, Alert.tries == alert.tries).execute())


def settle(alert_id: str, result: Result, now: datetime) -> None:
    Alert.update(result=result.value, settled_at=now).where(Alert.id == alert_id).execute()


_UNOPENED = (
    FollowUp.state == State.OPEN.value,
    FollowUp.acuity_rank == 1,
    FollowUp.acuity == Acuity.NOW.value,
    FollowUp.first_opened_at.is_null(),
)
