"""The page that a server draws again for a browser without JavaScript: another row or one less, the choices that go with the answers so
far, and what no page posts. All that was typed stays. Beside wtform.py, whose fields it changes; reads no clock.

Public: rows_changed, choices_asked, offer_choices, with_its_own.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from fieldform.forms.expression import Rows
from fieldform.forms.logic import evaluate_form, rows_left
from fieldform.forms.model import Question
from fieldform.forms.offering import Asked, is_offered, offers
from fieldform.forms.plan import Field as Taken
from fieldform.forms.plan import plan_of
from fieldform.forms.rows import MOST_ROWS, counts_in, counts_of, path_of, put_rows, without_row
from fieldform.forms.wtform import FormFields, TooMuchAsked, fill, is_repeat, to_answers

SHOW = "choices:show"
PLAIN = "choices:plain"
FIND = "choices:find:"


def rows_changed(fields: FormFields, posted: Mapping[str, str]) -> bool:
    """Whether a row was asked for or taken away; the fields then have it so, and the page is drawn again with all that was typed."""
    more, less = posted.get("rows:add", ""), posted.get("rows:remove", "")
    if not (more or less):
        return False
    answers = to_answers(fields)
    counts = fields.counts | ({more: min(fields.rows(more) + 1, MOST_ROWS)} if is_repeat(fields, more) else {})
    put_rows(answers, counts)
    if is_repeat(fields, less.rpartition("[")[0]) and counts_in([less]):
        without_row(answers, less)
    with suppress(TooMuchAsked):  # It stays as it was, with all that was typed.
        fill(fields, answers)
    return True


def choices_asked(posted: Mapping[str, str]) -> bool:
    """Whether nothing was to be sent: the page is drawn again, with the choices that go with what was answered."""
    return SHOW in posted


def offer_choices(fields: FormFields, posted: Mapping[str, str], at: datetime, zone: str, lists: Rows) -> None:
    """Where no script narrows choices, the server does, for the page that is drawn again; a repeat has the rows that it counts."""
    if PLAIN not in posted:
        return
    answers = to_answers(fields)
    counted = counts_of(fields.definition.children, evaluate_form(fields.definition, answers, at, zone, lists=lists).answers)
    with suppress(TooMuchAsked):
        fields.lay_out(fields.counts | {repeat: max(count, fields.counts.get(repeat, 0)) for repeat, count in counted.items()})
    fields.searches = {path_of(name[len(FIND) :]): typed for name, typed in posted.items() if name.startswith(FIND)}
    fields.offered = offers(_to_be_offered(fields), rows_left(fields.definition, answers, at, zone, lists), lists)


def with_its_own(fields: FormFields, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as typed, and what a calculation that keeps its value begins with, which no page posts; only where that is the same each
    time, so that a page posted twice says the same."""
    _add_own(plan_of(fields.definition).fields, answers)
    return answers


def _add_own(known: Mapping[str, Taken], answers: dict[str, Any]) -> None:
    for name, one in known.items():
        node = one.node
        if isinstance(node, Question):
            if one.read is not None and not node.is_asked and node.default is not None and node.default[0] == "lit":
                answers.setdefault(name, node.default[1])
        elif node.repeat:
            for row in answers.get(name, ()):
                _add_own(one.inside or {}, row)
        else:
            inner = answers.get(name, {})
            _add_own(one.inside or {}, inner)
            answers |= {name: inner} if inner else {}


def _to_be_offered(fields: FormFields) -> Iterator[Asked]:
    for question, field in fields.questions():
        if is_offered(question):
            yield Asked(question, _chosen(field), fields.searches.get(question.path, ""))


def _chosen(field: Any) -> list[str]:
    return [name for name in (field.data if isinstance(field.data, list) else [field.data]) if name]
