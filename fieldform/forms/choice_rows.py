"""The rows of choices before pyxform reads them: those of the sheet external_choices join the others, and twins are dealt with.

ODK keeps long lists apart so that a phone need not hold them twice; here a list is a list. A name that stands twice in one list is a
mistake, unless a further column tells the rows apart, as cascading selects have it: then both mean the same answer.
Changes pyxform's sheets in place; rows keep their numbers. Public: ready_choices.
"""

import re
from collections.abc import Iterator
from typing import Any

from fieldform.forms.model import FormProblem, FormRefused

_EXTERNAL = re.compile(r"\Aselect[ _]one[ _]external\s+(\S+)\s*\Z", re.IGNORECASE)
_SEVERAL = re.compile(r"\Aselect[ _](?:multiple|all that apply)(?: from)?\s+\$\{", re.IGNORECASE)
_WORDS = re.compile(r"label|caption|image|audio|video|media", re.IGNORECASE)


def ready_choices(sheets: Any) -> tuple[FormProblem, ...]:
    """The author's warnings; FormRefused for what pyxform stumbles over without a word."""
    _join_external(sheets)
    _refuse_several_answers(sheets)
    return tuple(_without_twins(sheets))


def _join_external(sheets: Any) -> None:
    rows = [dict(cells) for cells in sheets.external_choices or ()]
    if not rows:
        return
    taken = {_list_of(cells) for cells in sheets.choices or ()}
    names = {name: f"{name}_external" if name in taken else name for name in map(_list_of, rows)}
    spelled = {_plain(column): column for columns in sheets.choices_header or () for column in columns}
    joined = [_spelled(cells, names[_list_of(cells)], spelled) for cells in rows if cells]
    sheets.choices = [*(sheets.choices or ()), *joined]
    sheets.choices_header = [dict.fromkeys(key for cells in (*(sheets.choices_header or ()), *joined) for key in cells)]
    sheets.external_choices, sheets.external_choices_header = [], []
    for cells in sheets.survey or ():
        column = next((column for column in cells if _plain(column) == "type"), "type")
        if found := _EXTERNAL.match(str(cells.get(column, "")).strip()):
            cells[column] = f"select_one {names.get(found[1], found[1])}"


def _refuse_several_answers(sheets: Any) -> None:
    words = "of the answers of a repeat one can be chosen: write select_one"
    types = (
        (row, str(next((cell for column, cell in cells.items() if _plain(column) == "type"), "")))
        for row, cells in enumerate(sheets.survey or (), 2)
    )
    if refused := [FormProblem("survey", row, words, "type") for row, written in types if _SEVERAL.match(written.strip())]:
        raise FormRefused(tuple(refused))


def _spelled(cells: dict[str, Any], name: str, spelled: dict[str, str]) -> dict[str, Any]:
    """The row under the columns as the sheet of choices has them."""
    kept = {spelled.get(_plain(column), column): cell for column, cell in cells.items() if _plain(column) != "list_name"}
    return {spelled.get("list_name", "list_name"): name, **kept}


def _without_twins(sheets: Any) -> Iterator[FormProblem]:
    first: dict[tuple[str, str], dict[str, Any]] = {}
    ambiguous = apart = False
    for row, cells in enumerate(sheets.choices or (), start=2):
        named = next((cell for column, cell in cells.items() if _plain(column) in ("name", "value")), None)
        name = str(named or "").strip()
        if not name:
            continue
        twin = first.setdefault((_list_of(cells), name), cells)
        if twin is cells:
            continue
        differing = [column for column in {*twin, *cells} if twin.get(column) != cells.get(column)]
        if not differing:
            cells.clear()
            yield FormProblem("choices", row, f"“{name}” stands in this list already, word for word: this row is left out", "name")
        elif all(_WORDS.match(column) for column in differing):
            ambiguous = True  # Which of the two was meant nobody could tell from the answer: pyxform refuses it.
        else:
            apart = True
            yield FormProblem("choices", row, f"“{name}” stands twice in this list: both rows mean the same answer", "name")
    if apart and not ambiguous:
        _allow_twins(sheets)


def _allow_twins(sheets: Any) -> None:
    setting = "allow_choice_duplicates"
    sheets.settings = [{**next(iter(sheets.settings or ()), {}), setting: "yes"}, *list(sheets.settings or ())[1:]]
    sheets.settings_header = [{**next(iter(sheets.settings_header or ()), {}), setting: None}]


def _list_of(cells: Any) -> str:
    return str(next((cell for column, cell in cells.items() if _plain(column) == "list_name"), "") or "").strip()


def _plain(column: object) -> str:
    return str(column or "").strip().lower().replace(" ", "_")
