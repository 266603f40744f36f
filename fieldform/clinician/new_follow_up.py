"""A follow-up entered at the desk that no report raised: who may have come before under the same name is shown before it is saved.

Public: Likeness, NewPage, page, enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm

from fieldform.access import queries as access
from fieldform.access.viewer import Viewer
from fieldform.clinician import form_entry
from fieldform.clinician.form_entry import Retry
from fieldform.forms import Form, evaluate_form, value_at
from fieldform.forms.wtform import to_answers
from fieldform.parts import Parts
from fieldform.record import authors, follow_ups, form_versions, intakes, persons
from fieldform.record.follow_ups import FollowUp
from fieldform.web.words import age_of, person_words

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody of that name who is known already, by their newest follow-up."""

    follow_up: FollowUp
    person: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """`agencies` (id, name) are those that the viewer serves; `alike` who is known under the name that was typed."""

    form: Form
    agencies: tuple[tuple[str, str], ...]
    alike: tuple[Likeness, ...]


def page(viewer: Viewer, alike: Sequence[FollowUp], now: datetime, zone: ZoneInfo) -> NewPage:
    """Names that are about to be read are written down."""
    access.log_views(viewer, "person", (one.person_id for one in alike), now, reason="same name")
    today = now.astimezone(zone).date()
    return NewPage(
        form=form_versions.current("follow_up"),
        agencies=authors.agency_names(viewer.agencies),
        alike=tuple(Likeness(one, _words(one, today)) for one in alike),
    )


def enter(
    viewer: Viewer, fields: FlaskForm, person: str, seen: frozenset[str], record_id: str, here: Parts
) -> tuple[Retry | None, list[FollowUp]]:
    """(None once it is in the record, who is alike). Nothing is saved while somebody of that name was not shown yet."""
    form = form_versions.current("follow_up")
    answers = answers_of(viewer, to_answers(fields), person)
    filled = evaluate_form(form, answers, here.clock(), here.config.zone)
    problems = form_entry.problems_of(form, fields, filled)
    own_id = form_entry.new_or_same_id(record_id)
    itself = intakes.follow_up_of(own_id)  # In the record already, where the button was pressed twice.
    alike = [] if person else [one for one in alike_to(viewer, form, filled.answers) if one.id != itself]
    if problems or not {one.person_id for one in alike} <= seen:
        return Retry(own_id, problems), alike
    return form_entry.enter(form, fields, answers, own_id, viewer.user, here), alike


def answers_of(viewer: Viewer, answers: dict[str, Any], person: str) -> dict[str, Any]:
    """With what the page does not ask: the queue, the one department there is, and the person where they are known."""
    said = answers | {"queue": follow_ups.queue_of(viewer)} | ({"person": person} if person else {})
    return said if len(viewer.agencies) > 1 else said | {"agency": next(iter(viewer.agencies), "")}


def alike_to(viewer: Viewer, form: Form, answers: dict[str, Any]) -> list[FollowUp]:
    name = str(value_at(answers, form.role("person.name") or "/name") or "")
    found = persons.found(viewer, name) if name else []
    return follow_ups.of_persons(viewer, found, _MOST_SHOWN)


def _words(follow_up: FollowUp, today: Any) -> str:
    person = follow_up.person
    return person_words(person.name, person.sex, age_of(person.born_on, person.age, today))
