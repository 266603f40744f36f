"""What is known of a person, as answers to the form that corrects it, and a step taken back. Public: known_answers, correct, take_back."""

from typing import Any

from flask_wtf import FlaskForm

from fieldform.access.viewer import Viewer
from fieldform.clinician import form_entry
from fieldform.clinician.form_entry import Retry
from fieldform.forms import Form
from fieldform.forms.wtform import to_answers
from fieldform.parts import Parts
from fieldform.record import form_versions
from fieldform.record.follow_ups import FollowUp
from fieldform.record.persons import Details


def known_answers(form: Form, details: Details) -> dict[str, Any]:
    """The form as filled in with what is known; a word that it does not offer is left open, which takes nothing away."""
    said = {
        "given_name": details.given_name,
        "family_name": details.family_name,
        "alias": details.known_as,
        "born_on": details.born_on.isoformat() if details.born_on else "",
        "age_guess": details.age if details.age is not None and not details.born_on else "",
        "sex": _code(form, "person.sex", details.sex),
        "phone": details.phone,
        "address": details.address,
        "language": _code(form, "person.language", details.language),
        "contact_rules": details.contact_rules,
    }
    return {name: value for name, value in said.items() if value != ""}


def correct(fields: FlaskForm, follow_up: FollowUp, record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """None once it is in the record."""
    answers = to_answers(fields) | {"follow_up": follow_up.id}
    return form_entry.enter(form_versions.current("person_details"), fields, answers, record_id, viewer.user, here)


def take_back(fields: FlaskForm, steps: tuple[str, ...], record_id: str, viewer: Viewer, here: Parts) -> Retry | None:
    """Everything named, with one reason; None once it is in the record."""
    answers = to_answers(fields) | {"steps": " ".join(steps)}
    return form_entry.enter(form_versions.current("undoing"), fields, answers, record_id, viewer.user, here)


def _code(form: Form, role: str, words: str) -> str:
    question = form.roles.get(role)
    return next((choice.name for choice in question.choices if choice.label == words), "") if question else ""
