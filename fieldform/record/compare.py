"""Two versions of a report, question by question: what was said before, what is said after.

Pure. The two may be of different versions of their form: a question is known by its path, and called as the newer one calls it. What
stands behind a wall is named by that wall alone, whether it changed or not. Public: Changed, compare.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fieldform.access.viewer import Wall
from fieldform.forms import Form, Group, Question
from fieldform.forms.expression import Rows
from fieldform.forms.rows import MOST_ROWS, counts_of, every_row, number_of, value_in
from fieldform.record.report import NO_LISTS, SILENT, Teller, in_words, telling

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
    before: Form,
    answers_before: Answers,
    after: Form,
    answers_after: Answers,
    walls: frozenset[Wall],
    zone: ZoneInfo,
    lists: Rows = NO_LISTS,
) -> tuple[Changed, ...]:
    """In the order of the newer form, then what only the older one asked, then the walls. A row that was taken away is told as that: the
    later ones are known by what they say, not by their numbers. `lists`: the rows of the newer form's attached lists."""
    old = _said(telling(before, answers_before, (), walls, zone, lists), dict(_moved(before.children, answers_before, answers_after)))
    new = _said(telling(after, answers_after, (), walls, zone, lists), {})
    ordered = [*new, *(path for path in old if path not in new)]
    seen = (path for path in ordered if _is_open(path, before, after, walls))
    said = (_changed(path, old.get(path), new.get(path), lambda question, value: in_words(question, value, zone, lists)) for path in seen)
    kept = sorted({question.wall for form in (before, after) for question in _spoken(form)} - walls)
    return (*(one for one in said if one is not None), *(Changed("", "", wall=wall) for wall in kept))


def _changed(path: str, older: Said | None, newer: Said | None, words: Callable[[Question, Any], str]) -> Changed | None:
    was, now = older.value if older else None, newer.value if newer else None
    shown = newer or older
    if was == now or shown is None:
        return None
    said_before, said_after = words((older or shown).question, was), words(shown.question, now)
    # Another signature reads like the first.
    return Changed(path, shown.label, said_before, f"{said_after} (anew)" if said_before == said_after else said_after)


def _said(teller: Teller, moved: Mapping[str, str]) -> dict[str, Said]:
    """Every answer by its path; of a repeat's row the label says which. `moved`: under which row's path one is told here."""
    found: dict[str, Said] = {}
    rows: list[Group] = []
    children, answers = teller.form.children, teller.answers
    for node in every_row(children, counts_of(children, answers)):
        rows = [row for row in rows if node.path.startswith(f"{row.path}/")]
        if isinstance(node, Group):
            rows.append(node)
        elif node.type not in SILENT:
            around = [f"{teller.label(row)} {number_of(row.path)}".strip() for row in rows]
            place = rows[-1].path if rows else ""
            told_at = moved.get(place, place) + node.path[len(place) :]
            found[told_at] = Said(node, " · ".join([*around, teller.label(node)]), value_in(answers, node.path))
    return found


def _moved(children: Iterable[Group | Question], before: Answers, after: Answers, at: str = "", now: str = "") -> Iterator[tuple[str, str]]:
    """(row, the row that says the same now); one that is gone stands where no row can be."""
    for group in children:
        if isinstance(group, Question):
            continue
        was, is_now = f"{at}/{group.name}", f"{now}/{group.name}"
        if not group.repeat:
            yield from _moved(group.children, before, after, was, is_now)
            continue
        for number, place in enumerate(_places(value_in(before, was), value_in(after, is_now))):
            row, found = f"{was}[{number}]", f"{is_now}[{MOST_ROWS + number if place is None else place}]"
            yield row, found
            yield from _moved(group.children, before, after, row, found)


def _places(older: Any, newer: Any) -> list[int | None]:
    """Of each older row, which of the newer ones it is: those that say the same, and between them in their order."""
    old, new = ([json.dumps(row, sort_keys=True) for row in rows[:MOST_ROWS]] if isinstance(rows, list) else [] for rows in (older, newer))
    places: list[int | None] = [None] * len(old)
    for _, start, end, start_now, end_now in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for step in range(min(end - start, end_now - start_now)):
            places[start + step] = start_now + step
    return places


def _spoken(form: Form) -> Iterator[Question]:
    """Whatever a person reads or may be kept from reading."""
    return (question for question in form.questions() if question.type not in SILENT)


def _is_open(path: str, before: Form, after: Form, walls: frozenset[Wall]) -> bool:
    """In both versions: what one of them kept behind a wall is not told by the other."""
    nodes = (form.at(path) for form in (before, after))
    return all(node.wall in walls for node in nodes if isinstance(node, Question))
