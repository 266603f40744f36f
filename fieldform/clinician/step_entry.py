"""A step typed at the desk (an attempt, the next step, an outcome, opening it again): its form, and when it may be taken.

Public: StepKind, STEPS, form_of, fresh, posted, enter, fits, refused.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm

from fieldform.clinician import form_entry
from fieldform.clinician.form_entry import Retry
from fieldform.clinician.story import Entry
from fieldform.clinician.words import point_words
from fieldform.forms import Form
from fieldform.forms.wtform import to_answers
from fieldform.parts import Parts
from fieldform.record import form_versions
from fieldform.record.follow_ups import FollowUp, State

_KEPT = "Nothing was saved; what you typed is still below."


@dataclass(frozen=True, slots=True)
class StepKind:
    """`name` is the form's id, `family` that of its roles; `state` in which it may be taken; the rest are words on the page."""

    name: str
    title: str
    button: str
    done: str
    state: State = State.OPEN
    plans: bool = False

    @property
    def family(self) -> str:
        return "next_step" if self.plans else self.name


STEPS = {
    "attempt": StepKind("attempt", "Log an attempt", "Save the attempt", "The attempt is saved."),
    "triage": StepKind("triage", "Triage", "Save the triage", "The triage is saved.", plans=True),
    "next_step": StepKind("next_step", "Plan the next step", "Save the plan", "The next step is planned."),
    "outcome": StepKind("outcome", "Close this follow-up", "Close it", "The follow-up is closed. Its history stays."),
    "reopening": StepKind("reopening", "Open it again", "Open it again", "The follow-up is open again, with its history.", State.CLOSED),
}


def form_of(kind: StepKind) -> Form:
    return form_versions.current(kind.name)


def fresh(kind: StepKind, now: datetime, zone: str) -> FlaskForm:
    return form_entry.fresh(form_of(kind), now, zone)


def posted(kind: StepKind) -> FlaskForm:
    return form_entry.posted(form_of(kind))


def fits(kind: StepKind, follow_up: FollowUp) -> bool:
    """Whether this step can be taken as the follow-up stands now."""
    return follow_up.state == kind.state


def enter(kind: StepKind, fields: FlaskForm, follow_up: FollowUp, record_id: str, author: str, here: Parts) -> Retry | None:
    """None once it is in the record."""
    form = form_of(kind)
    answers = _for_follow_up(kind, form, to_answers(fields), follow_up)
    return form_entry.enter(form, fields, answers, record_id, author, here)


def refused(closed: Entry | None, record_id: str, here: Parts) -> Retry:
    """What a step hears that comes too late: the follow-up was closed (by `closed`), or opened again, meanwhile."""
    own_id = form_entry.new_or_same_id(record_id)
    if closed is None:
        return Retry(own_id, (("#main", f"This follow-up is open already. {_KEPT}"),))
    when = point_words(closed.at, here.clock(), ZoneInfo(here.config.zone))
    return Retry(own_id, (("#main", f"This follow-up was closed {when} by {closed.by or 'somebody else'}. {_KEPT}"),))


def _for_follow_up(kind: StepKind, form: Form, answers: dict[str, Any], follow_up: FollowUp) -> dict[str, Any]:
    """The answers with the follow-up of the address, whatever a hidden field says."""
    *groups, name = (form.role(f"{kind.family}.follow_up") or "/follow_up").strip("/").split("/")
    place = answers
    for group in groups:
        place = place.setdefault(group, {})
    place[name] = follow_up.id
    return answers
