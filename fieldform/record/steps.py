"""What the desk did: attempts, next steps, outcomes and reopenings, each a row with who and when, none ever changed.

Steps may arrive late and out of order (a phone on a home visit): the newest decides when the follow-up is due, the first outcome closes it
until it is opened again, and all of them stay readable. Public: Attempt, NextStep, Outcome, Reopening, Step, enter_attempt,
enter_next_step, enter_outcome, enter_reopening, objections, history, is_entered, closings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, JSONField, TextField

from fieldform.access.viewer import Viewer
from fieldform.record import caseload
from fieldform.record.acuity import REACHED, Acuity, next_try, rank
from fieldform.record.caseload import Handover
from fieldform.record.follow_ups import FollowUp, State, for_writing, peek, tell_author
from fieldform.record.form_versions import FormVersion
from sync.gathering import add
from sync.tables import InstantField, Table


class _StepTable(Table):
    """`id` is that of the envelope it came in; `version` the form whose words explain its codes; `at` when it was done. Where its form asks
    for more than the record counts (a triage, a screen at the desk), `answers` are all of them."""

    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = InstantField()
    version = ForeignKeyField(FormVersion, backref="+")
    version_id: str
    note = TextField(default="")


class Attempt(_StepTable):
    follow_up = ForeignKeyField(FollowUp, backref="attempts")
    follow_up_id: str
    mode = CharField(32)
    result = CharField(32)
    next_at = InstantField(null=True)
    answers = JSONField(null=True)

    class Meta:
        table_name = "attempt"


class NextStep(_StepTable):
    """What is planned and by when; `acuity` where the clinician set another one, `acuity_before` then what it was."""

    follow_up = ForeignKeyField(FollowUp, backref="next_steps")
    follow_up_id: str
    due_at = InstantField()
    acuity = CharField(8, null=True)
    acuity_before = CharField(8, null=True)
    answers = JSONField(null=True)

    class Meta:
        table_name = "next_step"


class Outcome(_StepTable):
    """How a follow-up ended. A second one may arrive late; the one whose time is the follow-up's `closed_at` closed it."""

    follow_up = ForeignKeyField(FollowUp, backref="outcomes")
    follow_up_id: str
    outcome = CharField(32)

    class Meta:
        table_name = "outcome"


class Reopening(_StepTable):
    """A closed follow-up is open again, with the reason as its note."""

    follow_up = ForeignKeyField(FollowUp, backref="reopenings")
    due_at = InstantField()
    acuity = CharField(8, null=True)

    class Meta:
        table_name = "reopening"


@dataclass(frozen=True, slots=True)
class Step:
    """What every step has. `at` is when it was done, or else the time of entry with the device's skew taken out."""

    id: str
    follow_up: str
    version: str
    by: str
    at: datetime
    note: str
    answers: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything done on some follow-ups, each list oldest first."""

    attempts: list[Attempt]
    next_steps: list[NextStep]
    outcomes: list[Outcome]
    reopenings: list[Reopening]
    handovers: list[Handover]


def enter_attempt(step: Step, mode: str, result: str, next_at: datetime | None) -> None:
    """Add an attempt: it counts, and where it is the newest step of an open follow-up it sets when the next is due."""
    follow_up = for_writing(step.follow_up)
    newest = _is_newest(step)
    add(Attempt, **_columns(step), mode=mode, result=result, next_at=next_at, answers=step.answers)
    tries = follow_up.attempts_count + 1
    changed: dict[str, Any] = {"attempts_count": tries, "last_attempt_at": max(step.at, follow_up.last_attempt_at or step.at)}
    if result == REACHED:
        changed["reached_at"] = min(step.at, follow_up.reached_at or step.at)
    if newest and follow_up.state == State.OPEN:
        changed["due_at"] = next_at or next_try(Acuity(follow_up.acuity), result, tries, step.at)
    _change(follow_up, changed, step.at)


def enter_next_step(step: Step, due_at: datetime, acuity: Acuity | None) -> None:
    """Plan what comes next. Only here may an acuity be lowered, and only by the desk."""
    follow_up = for_writing(step.follow_up)
    newest = _is_newest(step)
    before = follow_up.acuity if acuity else None
    add(NextStep, **_columns(step), due_at=due_at, acuity=acuity, acuity_before=before, answers=step.answers)
    if newest and follow_up.state == State.OPEN:
        changed: dict[str, Any] = {"due_at": due_at}
        FollowUp.update(changed | _with_acuity(acuity)).where(FollowUp.id == follow_up.id).execute()


def enter_outcome(step: Step, outcome: str) -> None:
    """Close the follow-up; a later outcome is kept beside the first and changes nothing."""
    follow_up = for_writing(step.follow_up)
    add(Outcome, **_columns(step), outcome=outcome)
    if follow_up.state == State.OPEN:
        _change(follow_up, {"state": State.CLOSED.value, "closed_at": step.at}, step.at)


def enter_reopening(step: Step, due_at: datetime, acuity: Acuity | None) -> None:
    """Open it again, due as said. One that arrives after the follow-up was closed anew is kept and changes nothing."""
    follow_up = FollowUp.get_by_id(step.follow_up)
    Reopening.create(**_columns(step), due_at=due_at, acuity=acuity)
    if follow_up.closed_at is not None and follow_up.closed_at <= step.at:
        changed: dict[str, Any] = {"state": State.OPEN.value, "closed_at": None, "due_at": due_at}
        _change(follow_up, changed | _with_acuity(acuity), step.at)


def objections(viewer: Viewer | None, follow_up: str) -> tuple[str, ...]:
    """Why this author's step must wait for a person to look at: codes, none where all is well.

    That the follow-up is closed is no reason: what was done is kept all the same.
    """
    if viewer is None:
        return ("author_unknown",)
    return () if peek(viewer, follow_up) is not None else ("follow_up_unknown",)


def history(follow_ups: Sequence[str]) -> History:
    """The steps of follow-ups that the caller was allowed to see."""
    return History(
        attempts=list(Attempt.select().where(Attempt.follow_up << follow_ups).order_by(Attempt.at, Attempt.id)),
        next_steps=list(NextStep.select().where(NextStep.follow_up << follow_ups).order_by(NextStep.at, NextStep.id)),
        outcomes=list(Outcome.select().where(Outcome.follow_up << follow_ups).order_by(Outcome.at, Outcome.id)),
        reopenings=list(Reopening.select().where(Reopening.follow_up << follow_ups).order_by(Reopening.at, Reopening.id)),
        handovers=caseload.history(follow_ups),
    )


def is_entered(step: str, follow_up: str) -> bool:
    """Whether this very step of this follow-up is in the record: a second press of the same button."""
    tables = (Attempt, NextStep, Outcome, Reopening)
    return any(table.select().where(table.id == step, table.follow_up == follow_up).exists() for table in tables)


def closings(follow_ups: Sequence[str]) -> dict[str, str]:
    """The outcome that closed each of these follow-ups, the last time that it was closed."""
    rows = Outcome.select(Outcome.follow_up, Outcome.outcome).join(FollowUp, on=_closed_it()).where(Outcome.follow_up << follow_ups)
    return {row.follow_up_id: row.outcome for row in rows.order_by(Outcome.id.desc())}


def _closed_it() -> Any:
    return (Outcome.follow_up == FollowUp.id) & (Outcome.at == FollowUp.closed_at)


def _columns(step: Step) -> dict[str, Any]:
    return {"id": step.id, "follow_up": step.follow_up, "version": step.version, "by": step.by, "at": step.at, "note": step.note}


def _with_acuity(acuity: Acuity | None) -> dict[str, Any]:
    return {} if acuity is None else {"acuity": acuity.value, "acuity_rank": rank(acuity)}


def _is_newest(step: Step) -> bool:
    later_attempt = Attempt.select().where(Attempt.follow_up == step.follow_up, Attempt.at > step.at)
    later_plan = NextStep.select().where(NextStep.follow_up == step.follow_up, NextStep.at > step.at)
    later_reopening = Reopening.select().where(Reopening.follow_up == step.follow_up, Reopening.at > step.at)
    return not later_attempt.exists() and not later_plan.exists() and not later_reopening.exists()


def _change(follow_up: FollowUp, changed: dict[str, Any], at: datetime) -> None:
    FollowUp.update(changed).where(FollowUp.id == follow_up.id).execute()
    tell_author(follow_up, at)
