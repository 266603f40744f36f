"""What was entered by mistake is taken back with a reason: an attempt logged on the wrong person, a plan, an outcome, a follow-up that
should not be there.

Nothing is erased: the step stays readable, marked, and the follow-up stands as if it had not been taken. One envelope may take back many.
Public: Undoing, TakenBack, enter, objections, history, follow_ups_of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, TextField

from fieldform.access.viewer import Viewer
from fieldform.record.acuity import REACHED, Acuity, next_try, rank
from fieldform.record.follow_ups import FollowUp, State, seen_by, tell_author
from fieldform.record.form_versions import FormVersion
from fieldform.record.intakes import Intake
from fieldform.record.steps import Attempt, NextStep, Outcome, Reopening
from sync.tables import InstantField, Table

_WORK = (Attempt, NextStep, Outcome)


class Undoing(Table):
    """`step` is the id of the attempt, plan, outcome or intake that was taken back, `entry` the envelope that took it back."""

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
    for step in (row for row in named.values() if not isinstance(row, Intake)):
        _stand_without(step, taken.at)


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
    """Those of these follow-ups on which somebody did something since they were entered that still stands."""
    gone = history(follow_ups)
    tables: tuple[Any, ...] = (*_WORK, Reopening)
    rows = (row for table in tables for row in table.select(table.id, table.follow_up).where(table.follow_up << list(follow_ups)).tuples())
    return {str(follow_up) for step, follow_up in rows if step not in gone}


def follow_ups_of(entry: str) -> list[str]:
    """Those on which this entry took something back."""
    return [row.follow_up_id for row in Undoing.select(Undoing.follow_up).where(Undoing.entry == entry)]


def history(follow_ups: Sequence[str]) -> dict[str, Undoing]:
    """What was taken back on follow-ups that the caller was allowed to see, by the step's id."""
    return {row.step: row for row in Undoing.select().where(Undoing.follow_up << list(follow_ups))}


def _named(steps: Sequence[str]) -> dict[str, Any]:
    rows = (row for table in (*_WORK, Intake) for row in table.select().where(table.id << list(steps)))
    return {row.id: row for row in rows}


def _stand_without(step: Attempt | NextStep | Outcome, at: datetime) -> None:
    """The follow-up as the steps that stand leave it."""
    follow_up = FollowUp.get_by_id(step.follow_up_id)
    gone = set(history([follow_up.id]))
    match step:
        case Attempt():
            changed = _tried(follow_up, gone) | {"due_at": _due(follow_up, gone)}
        case NextStep():
            changed = _urgency(follow_up, step, gone) | {"due_at": _due(follow_up, gone)}
        case Outcome():  # When it is due again, closing never changed.
            changed = _ended(follow_up, step, gone)
    if changed:
        FollowUp.update(changed).where(FollowUp.id == follow_up.id).execute()
    tell_author(follow_up, at)


def _tried(follow_up: FollowUp, gone: set[str]) -> dict[str, Any]:
    """Count again what the attempts that stand say."""
    tries = _standing(Attempt, follow_up, gone)
    reached = [row.at for row in tries if row.result == REACHED]
    return {
        "attempts_count": len(tries),
        "last_attempt_at": tries[-1].at if tries else None,
        "reached_at": min(reached, default=None),
    }


def _ended(follow_up: FollowUp, outcome: Outcome, gone: set[str]) -> dict[str, Any]:
    """It is open again where this outcome had closed it, unless a later one stands that closes it as well."""
    if follow_up.state != State.CLOSED or follow_up.closed_at != outcome.at:
        return {}
    later = [row for row in _standing(Outcome, follow_up, gone) if row.at >= outcome.at]
    return {"closed_at": later[0].at} if later else {"state": State.OPEN.value, "closed_at": None}


def _urgency(follow_up: FollowUp, plan: NextStep, gone: set[str]) -> dict[str, Any]:
    """As urgent as before the plan, where it was the last to say how urgent: a report may have said otherwise since."""
    said = [*_standing(NextStep, follow_up, gone), *_standing(Reopening, follow_up, gone)]
    later = any(row.acuity is not None and row.at > plan.at for row in said)
    if plan.acuity is None or not plan.acuity_before or later or follow_up.acuity != plan.acuity:
        return {}
    return {"acuity": plan.acuity_before, "acuity_rank": rank(Acuity(plan.acuity_before))}


def _due(follow_up: FollowUp, gone: set[str]) -> datetime:
    """What is due follows the newest step that stands."""
    plans = [(row.at, row.due_at) for table in (NextStep, Reopening) for row in _standing(table, follow_up, gone)]
    acuity, tries = Acuity(follow_up.acuity), _standing(Attempt, follow_up, gone)
    tried = [(row.at, row.next_at or next_try(acuity, row.result, number, row.at)) for number, row in enumerate(tries, start=1)]
    due: datetime = max([*plans, *tried], default=(None, follow_up.target_at))[1]
    return due


def _standing(table: Any, follow_up: FollowUp, gone: set[str]) -> list[Any]:
    rows = table.select().where(table.follow_up == follow_up.id).order_by(table.at, table.id)
    return [row for row in rows if row.id not in gone]
