"""Which forms there are, in lines: for IT's page and for the server's own console. Of forms, never of a person.

Public: FormLine, lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldform.access.queries import names_of
from fieldform.forms import Form
from fieldform.record import form_acts, form_versions
from fieldform.record.form_acts import FormAct


@dataclass(frozen=True, slots=True)
class FormLine:
    """`state`: offered, withdrawn or desk; `published_at`: when somebody last did; `by` is empty where it came with Fieldform."""

    form: Form
    state: str
    versions: int
    published_at: datetime
    by: str


def lines() -> list[FormLine]:
    """Those an officer starts first, then what the desk works with."""
    forms, gone, counted = form_versions.current_forms(), form_acts.withdrawn(), form_versions.counted()
    acts = form_acts.last_published(form.form_id for form in forms)
    names = names_of(act.by for act in acts.values())
    found = [_line(form, gone, counted[form.form_id], acts.get(form.form_id), names) for form in forms]
    return sorted(found, key=lambda line: (("offered", "withdrawn", "desk").index(line.state), line.form.title))


def _line(form: Form, gone: frozenset[str], counted: tuple[int, datetime], act: FormAct | None, names: Mapping[str, str]) -> FormLine:
    count, last = counted
    state = "withdrawn" if form.form_id in gone else "desk" if form.is_step else "offered"
    return FormLine(form, state, count, act.at if act else last, names.get(act.by, act.by) if act else "")
