"""A form and somebody's answers → what is relevant, what follows, what is missing, what is wrong. Pure.

The twin of `static/js/forms/logic.js`: `tests/cases/forms.json` holds the two together. Each form version is compiled once (plan.py).
Steps: read every answer by its question's type (given.py); work the form out in its order (working.py: relevance, then calculation; an
irrelevant answer is seen by nobody and pruned); judge what is relevant (judging.py). What stands in a repeat is told by the path of its
instance: /house/person[0]/age. Public: evaluate_form, first_answers, rows_left, Filled, Problem.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldform.forms.answers import MESSAGES
from fieldform.forms.expression import Chance, Clock, Rows
from fieldform.forms.expression.scope import TooMuchWork
from fieldform.forms.frames import begun, nested, relevant_in, root_of
from fieldform.forms.given import Given, read_answers
from fieldform.forms.judging import Judged, filtered, judge
from fieldform.forms.model import Form
from fieldform.forms.plan import plan_of
from fieldform.forms.problems import Problem
from fieldform.forms.working import work_out

_CHANCE: Chance = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Filled:
    """`answers`: typed, pruned, calculated, nested. `missing`: relevant, required, unanswered; `missing_essential` are those of them
    without which the report is unusable. `relevant` holds groups and instances of repeats too. All in the form's order."""

    answers: dict[str, Any]
    relevant: frozenset[str]
    missing: tuple[str, ...]
    missing_essential: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Whether it may enter the record; otherwise a person looks at it first."""
        return not self.problems and not self.missing_essential

    @property
    def complete(self) -> bool:
        return self.usable and not self.missing


def evaluate_form(
    form: Form,
    answers: Mapping[str, Any],
    at: datetime,
    zone: str,
    *,
    lists: Rows | None = None,
    chance: Chance | None = None,
    about: Mapping[str, str] | None = None,
) -> Filled:
    """Judge `answers` (nested JSON, from anyone) as of `at` (aware) in the IANA zone `zone`. `lists`: the rows of attached lists, as far
    as they are at hand; `about`: the deviceid and the username. Without a `chance` the same answers always draw the same."""
    plan, clock = plan_of(form), Clock.at(at, zone)
    read = read_answers(plan, answers, clock)
    root = root_of(plan, clock, lists, chance or _settled(form, answers), about, read.given)
    judged = Judged(problems=list(read.broken))
    try:
        work_out(plan, root)
        judge(plan.steps, root, judged)
    except TooMuchWork:
        return Filled({}, frozenset(), (), (), (Problem("/", "limit", MESSAGES["work"]),))
    return Filled(
        answers=nested(plan.steps, root),
        relevant=frozenset(relevant_in(root)),
        missing=tuple(judged.missing),
        missing_essential=tuple(judged.essential),
        problems=(*judged.problems, *read.unknown),
    )


def first_answers(
    form: Form,
    at: datetime,
    zone: str,
    *,
    lists: Rows | None = None,
    chance: Chance = _CHANCE,
    about: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answers that a new form starts with: every default, relevant or not, and one instance of each repeat that counts itself."""
    plan = plan_of(form)
    root = root_of(plan, Clock.at(at, zone), lists, chance, about, Given())
    return nested(plan.steps, begun(plan, plan.steps, root))


def rows_left(form: Form, answers: Mapping[str, Any], at: datetime, zone: str, lists: Rows) -> dict[str, Iterator[Mapping[str, str]]]:
    """By its path, of every question with a choice_filter or whose choices are answers: the rows that are offered now. Looked at one by
    one, when they are asked for; TooMuchWork where that takes too much."""
    plan, clock = plan_of(form), Clock.at(at, zone)
    root = root_of(plan, clock, lists, _settled(form, answers), None, read_answers(plan, answers, clock).given)
    try:
        work_out(plan, root)
    except TooMuchWork:
        return {}
    return dict(filtered(plan.steps, root))


def _settled(form: Form, answers: Mapping[str, Any]) -> Chance:
    """Chance that is settled by what came in: a report that was kept is read again for years, and must not change by that."""
    drawn: list[random.Random] = []

    def draw() -> float:
        if not drawn:
            drawn.append(random.Random(f"{form.version} {json.dumps(answers, sort_keys=True, default=str)}"))  # noqa: S311
        return drawn[0].random()

    return draw
