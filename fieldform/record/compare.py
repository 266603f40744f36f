"""Two versions of a report, question by question: what was said before, what is said after.

Pure. The two may be of different versions of their form: a question is known by its path, and called as the newer one calls it. What
stands behind a wall is named by that wall alone, whether it changed or not. Public: Changed, compare.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Question, value_at
from fieldform.record.report import SILENT, in_words

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One question whose answer is another one now; "" where there is none. `wall`: only that something there is kept from this reader."""

    path: str
    label: str
    before: str = ""
    after: str = ""
    wall: str = ""

    @property
    def verb(self) -> str:
        """added, removed, changed or kept."""
        if self.wall:
            return "kept"
        return "added" if not self.before else "changed" if self.after else "removed"


def compare(
    before: Form, answers_before: Answers, after: Form, answers_after: Answers, walls: frozenset[Wall], zone: ZoneInfo
) -> tuple[Changed, ...]:
    """In the order of the newer form, then what only the older one asked, then the walls."""
    questions = _spoken(before) | _spoken(after)
    ordered = [*_spoken(after), *(path for path in _spoken(before) if path not in _spoken(after))]
    seen = (questions[path] for path in ordered if _is_open(path, before, after, walls))
    said = (_changed(question, before, answers_before, answers_after, zone) for question in seen)
    kept = sorted({question.wall for form in (before, after) for question in _spoken(form).values()} - walls)
    return (*(one for one in said if one is not None), *(Changed("", "", wall=wall) for wall in kept))


def _changed(question: Question, before: Form, answers_before: Answers, answers_after: Answers, zone: ZoneInfo) -> Changed | None:
    older = before.by_path.get(question.path)
    was, now = value_at(answers_before, question.path), value_at(answers_after, question.path)
    if was == now:
        return None
    asked = older if isinstance(older, Question) else question
    return Changed(question.path, question.label, in_words(asked, was, zone), in_words(question, now, zone))


def _spoken(form: Form) -> dict[str, Question]:
    """Whatever a person reads or may be kept from reading, by path."""
    return {question.path: question for question in form.questions() if question.type not in SILENT}


def _is_open(path: str, before: Form, after: Form, walls: frozenset[Wall]) -> bool:
    """In both versions: what one of them kept behind a wall is not told by the other."""
    return all(question.wall in walls for form in (before, after) for question in _each(form, path))


def _each(form: Form, path: str) -> Iterator[Question]:
    node = form.by_path.get(path)
    if isinstance(node, Question):
        yield node
