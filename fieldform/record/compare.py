"""Two versions of a report, question by question: what was said before, what is said after.

Pure. The two may be of different versions of their form: a question is known by its path, and called as the newer one calls it. What
stands behind a wall is named by that wall alone, whether it changed or not. Public: Changed, compare.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Group, Question
from fieldform.forms.rows import counts_of, every_row, number_of, value_in
from fieldform.forms.wording import plain_of
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


class Said(NamedTuple):
    """One answer of one version; `label` as it is called there."""

    question: Question
    label: str
    value: Any


def compare(
    before: Form, answers_before: Answers, after: Form, answers_after: Answers, walls: frozenset[Wall], zone: ZoneInfo
) -> tuple[Changed, ...]:
    """In the order of the newer form, then what only the older one asked, then the walls."""
    old, new = _said(before, answers_before), _said(after, answers_after)
    ordered = [*new, *(path for path in old if path not in new)]
    seen = (path for path in ordered if _is_open(path, before, after, walls))
    said = (_changed(path, old.get(path), new.get(path), zone) for path in seen)
    kept = sorted({question.wall for form in (before, after) for question in _spoken(form)} - walls)
    return (*(one for one in said if one is not None), *(Changed("", "", wall=wall) for wall in kept))


def _changed(path: str, older: Said | None, newer: Said | None, zone: ZoneInfo) -> Changed | None:
    was, now = older.value if older else None, newer.value if newer else None
    shown = newer or older
    if was == now or shown is None:
        return None
    return Changed(path, shown.label, in_words((older or shown).question, was, zone), in_words(shown.question, now, zone))


def _said(form: Form, answers: Answers) -> dict[str, Said]:
    """Every answer by its path; of a repeat's row the label says which."""
    found: dict[str, Said] = {}
    rows: list[Group] = []
    for node in every_row(form.children, counts_of(form.children, answers)):
        rows = [row for row in rows if node.path.startswith(f"{row.path}/")]
        if isinstance(node, Group):
            rows.append(node)
        elif node.type not in SILENT:
            around = [f"{plain_of(row.label)} {number_of(row.path)}".strip() for row in rows]
            found[node.path] = Said(node, " · ".join([*around, plain_of(node.label)]), value_in(answers, node.path))
    return found


def _spoken(form: Form) -> Iterator[Question]:
    """Whatever a person reads or may be kept from reading."""
    return (question for question in form.questions() if question.type not in SILENT)


def _is_open(path: str, before: Form, after: Form, walls: frozenset[Wall]) -> bool:
    """In both versions: what one of them kept behind a wall is not told by the other."""
    nodes = (form.at(path) for form in (before, after))
    return all(node.wall in walls for node in nodes if isinstance(node, Question))
