"""The look search('list', …), by which ODK Collect asks from a CSV file, said as select_one_from_file with a choice_filter says it.

The choices sheet then has one row for the list: its name is the column that is answered, its label the column that is shown. Letters
count as the same whether small or capital, but for `matches`, as there. What cannot be said so stays as it is, and is refused by its row.
Changes pyxform's sheets in place. Public: say_searches.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fieldform.forms.model import FormProblem

Cells = dict[str, Any]

_LOOK = re.compile(r"(?:quick\s+)?search\(", re.IGNORECASE)
_SELECT = re.compile(r"select[ _](one|multiple)\s+(\S+)\s*\Z", re.IGNORECASE)
_TEXT = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)")\s*\Z""")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_HOW = {
    "matches": "{column} = {text}",
    "contains": "contains(lower-case({column}), lower-case({text}))",
    "startswith": "starts-with(lower-case({column}), lower-case({text}))",
    "endswith": "ends-with(lower-case({column}), lower-case({text}))",
}


def say_searches(sheets: Any) -> Iterator[FormProblem]:
    """The author's warnings."""
    rows: dict[str, list[Cells]] = {}
    for cells in sheets.choices or ():
        rows.setdefault(str(_cell(cells, "list_name")), []).append(cells)
    for row, cells in enumerate(sheets.survey or (), start=2):
        look = str(_cell(cells, "appearance"))
        if not (found := _LOOK.search(look)):
            continue
        given, rest = _arguments(look[found.end() :])
        if said := _said(cells, given, rows):
            cells.update(said, **{_spelled(cells, "appearance"): f"{look[: found.start()]} {rest}".strip()})
            sheets.survey_header = [dict.fromkeys(key for heads in (*(sheets.survey_header or ()), said) for key in heads)]
            if len(said) == 1:
                yield FormProblem("survey", row, "this searches no file: the choices of the workbook are offered", "appearance")


def _said(cells: Cells, given: list[str], rows: Mapping[str, list[Cells]]) -> Cells | None:
    """The cells of the row in our words; None where there are none for it."""
    asked = _SELECT.match(str(_cell(cells, "type")).strip())
    file, filters = _text(given[0]) if given else None, _filters(given[1:])
    listed = rows.get(asked[2], []) if asked else []
    if asked is None or not file or filters is None or _cell(cells, "parameters"):
        return None
    if len(given) == 1 and len(listed) > 1 and file == asked[2]:
        return {_spelled(cells, "type"): _cell(cells, "type")}
    value, label = (str(_cell(listed[0], "name")), _label(listed[0])) if len(listed) == 1 else ("", "")
    if not (_COLUMN.match(value) and _COLUMN.match(label)):
        return None
    own = str(_cell(cells, "choice_filter"))
    return {
        _spelled(cells, "type"): f"select_{asked[1].lower()}_from_file {file.removesuffix('.csv')}.csv",
        _spelled(cells, "choice_filter"): " and ".join([f"({own})"] * bool(own) + filters),
        "parameters": f"value={value} label={label}",
    }


def _filters(given: list[str]) -> list[str] | None:
    """search(list), search(list, how, columns, text) and search(list, how, columns, text, column, text)."""
    if not given:
        return []
    how = _HOW.get(_text(given[0]) or "") if len(given) in (3, 5) else None
    columns = [column.strip() for column in (_text(given[1]) or "").split(",")] if how else []
    last = _text(given[3]) if len(given) == 5 else "x"
    if how is None or last is None or not all(_COLUMN.match(column) for column in (*columns, last)):
        return None
    searched = " or ".join(how.format(column=column, text=f"({given[2]})") for column in columns)
    return [f"({searched})", *([f"{last} = ({given[4]})"] if len(given) == 5 else [])]


def _arguments(text: str) -> tuple[list[str], str]:
    """Those up to the bracket that closes them, and what stands behind it; none where nothing closes them."""
    found, start, depth, quote = [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote or letter in "'\"":
            quote = "" if letter == quote else quote or letter
        elif letter in ",)" and depth == 0:
            found.append(text[start:place].strip())
            start = place + 1
            if letter == ")":
                return found, text[start:]
        else:
            depth += (letter in "([") - (letter in ")]")
    return [], ""


def _text(argument: str) -> str | None:
    found = _TEXT.match(argument)
    return None if found is None else (found[1] if found[1] is not None else found[2]).strip()


def _label(cells: Mapping[str, Any]) -> str:
    """The one column that is shown; "" where languages show several, or nothing is."""
    labels = {str(cell).strip() for column, cell in cells.items() if re.match(r"label\b", str(column).strip(), re.IGNORECASE) and cell}
    return labels.pop() if len(labels) == 1 else ""


def _cell(cells: Mapping[str, Any], name: str) -> Any:
    return cells.get(_spelled(cells, name)) or ""


def _spelled(cells: Mapping[str, Any], name: str) -> str:
    """The column as its author wrote it."""
    return next((column for column in cells if str(column).strip().lower().replace(" ", "_") == name), name)
