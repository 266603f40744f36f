"""What was entered by mistake is taken back with a reason: an attempt logged on the wrong person, a follow-up that should not be there.

Nothing is erased: the step stays readable, marked, and the follow-up stands as if it had not been taken. One envelope may take back many.
Public: Undoing, TakenBack, enter, objections, history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, TextField

from fieldform.access.viewer import Viewer
from fieldform.record.acuity import REACHED, Acuity, next_try
from fieldform.record.follow_ups import FollowUp, State, seen_by, tell_author
from fieldform.record.form_versions import FormVersion
from fieldform.record.intakes import Intake
from fieldform.record.steps import Attempt, NextStep, Outcome, Reopening
from sync.tables import InstantField, Table

_WORK = (Attempt, NextStep, Outcome)


class Undoing(Table):
    """`step` is the id of the attempt or intake that was taken back, `entry` the envelope that took it back."""

    id = CharField(36, primary_key=True)
    entry = CharField(36)
    step = CharField(36, unique=True)
    follow_up = ForeignKeyField(FollowUp, backref="undoings")
    follow_up_id: str
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField(default="")

    class Meta:
        table_name = "undoing"


@dataclass(frozen=True, slots=True)
class TakenBack:
    entry: str
    steps: tuple[str, ...]
    version: str
    by: str
    at: datetime
    note: str


def enter(taken: TakenBack) -> None:
    """Mark each of them; what was taken back already stays as it is."""
    shared = {"entry": taken.entry, "version": taken.version, "by": taken.by, "at": taken.at, "note": taken.note}
    named = _named(taken.steps)
    own_id = UUID(taken.entry)
    rows = [{"id": str(uuid5(own_id, step)), "step": step, "follow_up": row.follow_up_id, **shared} for step, row in named.items()]
    if rows:
        Undoing.insert_many(rows).on_conflict_ignore().execute()
    void = [row.follow_up_id for row in named.values() if isinstance(row, Intake)]
    FollowUp.update(state=State.VOID.value).where(FollowUp.id << void).execute()
    for attempt in (row for row in named.values() if isinstance(row, Attempt)):
        _stand_without(attempt, taken.at)


def objections(viewer: Viewer, steps: Sequence[str]) -> tuple[str, ...]:
    """Only who took a step may take it back, and a beginning only while nothing else was done."""
    named = _named(steps)
    if not steps or len(named) != len(set(steps)) or any(row.by != viewer.user for row in named.values()):
        return ("step_unknown",)
    follow_ups = sorted({row.follow_up_id for row in named.values()})
    if seen_by(viewer).where(FollowUp.id << follow_ups).count() != len(follow_ups):
        return ("step_unknown",)
    return ("worked_on",) if worked_on([row.follow_up_id for row in named.values() if isinstance(row, Intake)]) else ()


def worked_on(follow_ups: Sequence[str]) -> set[str]:
    """Those of these follow-ups on which somebody did something since they were entered."""
    tables: tuple[Any, ...] = (*_WORK, Reopening)
    rows = (row for table in tables for row in table.select(table.follow_up).where(table.follow_up << list(follow_ups)).tuples())
    return {str(follow_up) for (follow_up,) in rows}


def history(follow_ups: Sequence[str]) -> dict[str, Undoing]:
    """What was taken back on follow-ups that the caller was allowed to see, by the step's id."""
    return {row.step: row for row in Undoing.select().where(Undoing.follow_up << list(follow_ups))}


def _named(steps: Sequence[str]) -> dict[str, Any]:
    rows = (row for table in (Attempt, Intake) for row in table.select().where(table.id << list(steps)))
    return {row.id: row for row in rows}


def _stand_without(attempt: Attempt, at: datetime) -> None:
    """Count again what the attempts that stand say; what is due follows the newest step that stands."""
    follow_up = FollowUp.get_by_id(attempt.follow_up_id)
    gone = set(history([follow_up.id]))
    rows = Attempt.select().where(Attempt.follow_up == follow_up.id).order_by(Attempt.at, Attempt.id)
    tries = [row for row in rows if row.id not in gone]
    reached = [row.at for row in tries if row.result == REACHED]
    changed: dict[str, Any] = {
        "attempts_count": len(tries),
        "last_attempt_at": tries[-1].at if tries else None,
        "reached_at": min(reached, default=None),
    }
    if follow_up.state == State.OPEN:
        changed["due_at"] = _due(follow_up, tries)
    FollowUp.update(changed).where(FollowUp.id == follow_up.id).execute()
    tell_author(follow_up, at)


def _due(follow_up: FollowUp, tries: Sequence[Attempt]) -> datetime:
    plans = [(row.at, row.due_at) for table in (NextStep, Reopening) for row in table.select().where(table.follow_up == follow_up.id)]
    acuity = Acuity(follow_up.acuity)
    tried = [(row.at, row.next_at or next_try(acuity, row.result, number, row.at)) for number, row in enumerate(tries, start=1)]
    due: datetime = max([*plans, *tried], default=(None, follow_up.target_at))[1]
    return due
