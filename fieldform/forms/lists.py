"""Option lists that an agency changes without touching a form: languages, beats, hospitals, services, kinds of call, how it ended.

A list is a CSV: `name` is the code, `label` its words, `label::Spanish (es)` the words in another language; further columns are for
`choice_filter`. A workbook that asks from such a list and does not write it out gets it from here. Another list in a form makes another
version of it: the old one keeps its words. Pure but for the shipped files.
Public: shipped, read_list, as_csv, complete, with_list, shares, named_in_rules, difference.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from fieldform.forms.expression.tree import Tree
from fieldform.forms.languages import language_of
from fieldform.forms.model import Form, FormProblem, FormRefused
from fieldform.forms.nodes import Choice, Group, Question
from fieldform.untrusted import Unsafe, delimiter_of, text_of

LISTS = Path(__file__).parent / "library" / "lists"
MOST_ROWS, MOST_BYTES = 2_000, 1_000_000
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")
_LONGEST_LABEL = 200
_FORMULA = ("=", "+", "-", "@", "\t")
_LABEL = re.compile(r"label\s*::?\s*(.+)\Z", re.IGNORECASE)
_SELECT = re.compile(r"select[ _](?:one|multiple)\s+([\w-]+)")


@cache
def shipped() -> Mapping[str, tuple[Choice, ...]]:
    """The lists that come with Fieldform, by name."""
    return {path.stem: read_list(path.read_bytes()) for path in sorted(LISTS.glob("*.csv"))}


def read_list(content: bytes) -> tuple[Choice, ...]:
    """The choices of a file; FormRefused names every row that cannot be one, as the spreadsheet counts it."""
    heads, rows = _cells(content)
    problems = [*_wrong_heads(heads), *_wrong_rows(rows)]
    if problems:
        raise FormRefused(tuple(problems))
    return tuple(_choice(cells) for _, cells in rows)


def as_csv(choices: Sequence[Choice]) -> str:
    """The file that `read_list` reads back."""
    columns = list(dict.fromkeys(column for choice in choices for column in choice.columns))
    codes = list(dict.fromkeys(code for choice in choices for code in choice.translations))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["name", "label", *(f"label::{code} ({code})" for code in codes), *columns])
    for choice in choices:
        translated = [choice.translations.get(code, {}).get("label", "") for code in codes]
        writer.writerow([choice.name, choice.label, *translated, *(choice.columns.get(column, "") for column in columns)])
    return out.getvalue()


def complete(sheets: Any) -> tuple[str, ...]:
    """Add to pyxform's sheets the shipped lists that the survey asks from and the choices do not hold; their names."""
    asked = [found[1] for cells in sheets.survey or () if (found := _SELECT.match(str(cells.get("type", "")).strip()))]
    written = {str(cells.get("list_name") or cells.get("list name") or "") for cells in sheets.choices or ()}
    missing = tuple(name for name in dict.fromkeys(asked) if name in shipped() and name not in written)
    if not missing:
        return ()
    heads = [head for head in _heads_of(sheets.survey) if _LABEL.match(head)]
    rows = [_sheet_row(name, choice, heads) for name in missing for choice in shipped()[name]]
    sheets.choices = [*(sheets.choices or ()), *rows]
    known = dict(next(iter(sheets.choices_header or ()), {}))
    sheets.choices_header = [known | dict.fromkeys(key for row in rows for key in row)]
    return missing


def with_list(form: Form, name: str, choices: Sequence[Choice]) -> Form:
    """The form with another list under this name; a form without it is itself."""
    if name not in form.choices:
        return form
    codes = {language.code for language in form.languages}
    columns = {column for choice in form.choices[name] for column in choice.columns}
    own = tuple(_fitted(choice, codes, columns) for choice in choices)
    children = tuple(_with(child, name, own) for child in form.children)
    more = {"languages": form.languages, "unreviewed": form.unreviewed, "lists": form.lists, "warnings": form.warnings}
    return Form.of(form.form_id, form.title, children, {**form.choices, name: own}, form.order, **more)


def shares(form: Form, name: str, choices: Sequence[Choice]) -> bool:
    """Whether the form asks from this list, and not from one of its own that only has the same name."""
    return name in form.choices and with_list(form, name, choices) == form


def named_in_rules(form: Form, name: str) -> dict[str, str]:
    """The codes of a list that the form's rules or defaults name, each with a question that stands on it: without them it would mean
    something else."""
    asked = {question.path: question for question in form.questions() if question.list_name == name}
    found: dict[str, str] = {}
    for node in form.nodes():
        trees = (node.relevant, *((node.required, node.constraint, node.calculation) if isinstance(node, Question) else ()))
        for path, code in (pair for tree in trees for pair in compared(tree, node.path)):
            if path in asked:
                found.setdefault(code, asked[path].label or asked[path].name)
        if isinstance(node, Question) and node.path in asked and node.default and node.default[0] == "lit":
            found.setdefault(str(node.default[1]), node.label)
    known = {choice.name for choice in form.choices.get(name, ())}
    return {code: label for code, label in found.items() if code in known}


def compared(tree: Tree | None, own: str = "") -> Iterator[tuple[str, str]]:
    """(the path of a question, a text that it is compared with) anywhere in a tree; `own` is the question that it belongs to."""
    if tree is None:
        return
    match tree:
        case ("=" | "!=", ("ref", path), ("lit", str(text))) | ("call", "selected", ("ref", path), ("lit", str(text))):
            yield path, text
        case ("=" | "!=", ("self",), ("lit", str(text))) | ("call", "selected", ("self",), ("lit", str(text))):
            yield own, text
        case _:
            for part in tree[1:] if tree[0] != "regex" else ():
                if isinstance(part, tuple):
                    yield from compared(part, own)


def difference(before: Sequence[Choice], after: Sequence[Choice]) -> tuple[str, ...]:
    """What changes, in words, one line each; none where nothing does."""
    old, new = ({choice.name: choice for choice in choices} for choices in (before, after))
    both = [name for name in new if name in old]
    renamed = [(old[name].label, new[name].label) for name in both if old[name].label != new[name].label]
    lines = [f"“{was}” is called “{now}” from now on." for was, now in renamed]
    lines += [f"“{one.label}” is new." for name, one in new.items() if name not in old]
    gone = [one.label for name, one in old.items() if name not in new]
    lines += [f"“{label}” can be chosen no more; what was answered with it keeps its words." for label in gone]
    lines += ["The order is another."] if both != [name for name in old if name in new] else []
    said = [name for name in both if _beyond_label(old[name]) != _beyond_label(new[name])]
    return (*lines, f"{len(said)} change in another language or column.") if said else tuple(lines)


def _beyond_label(choice: Choice) -> tuple[Any, ...]:
    return ({code: dict(said) for code, said in choice.translations.items()}, dict(choice.columns))


def _cells(content: bytes) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        text = text_of(content) if len(content) <= MOST_BYTES else ""
    except Unsafe:
        text = ""
    table = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=delimiter_of(text) if text else ",")]
    if not table:
        return [], []
    heads = [_plain(head) for head in table[0]]
    return heads, [(number, dict(zip(heads, row, strict=False))) for number, row in enumerate(table[1:], start=2) if any(row)]


def _plain(head: str) -> str:
    return head if _LABEL.match(head) else head.lower()


def _wrong_heads(heads: Sequence[str]) -> Iterator[FormProblem]:
    for column in ("name", "label"):
        if column not in heads:
            yield FormProblem("list", 1, "the first row must have the columns name and label: save the list as CSV with them", column)
    for head in heads:
        if (found := _LABEL.match(head)) and language_of(found[1]).code.startswith("x-"):
            yield FormProblem("list", 1, "nobody can tell which language this is: write its code, as in label::Spanish (es)", head)


def _wrong_rows(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[FormProblem]:
    if not 0 < len(rows) <= MOST_ROWS:
        yield FormProblem("list", None, f"a list has at least one row and at most {MOST_ROWS:,}")
    seen: dict[str, int] = {}
    for number, cells in rows:
        name, label = cells.get("name", ""), cells.get("label", "")
        if not _CODE.match(name):
            yield FormProblem("list", number, "a code is up to 64 letters, digits, dots, dashes and underscores", "name")
        elif name in seen:
            yield FormProblem("list", number, f"“{name}” stands in row {seen[name]} already", "name")
        seen.setdefault(name, number)
        if not label or len(label) > _LONGEST_LABEL:
            yield FormProblem("list", number, f"a label has 1 to {_LONGEST_LABEL} characters", "label")
        elif label.startswith(_FORMULA) or "${" in label:
            yield FormProblem("list", number, "a label must not begin like a formula or show another answer", "label")


def _choice(cells: Mapping[str, str]) -> Choice:
    translated = {language_of(found[1]).code: {"label": text} for head, text in cells.items() if text and (found := _LABEL.match(head))}
    columns = {head: text for head, text in cells.items() if head and head not in ("name", "label") and not _LABEL.match(head) and text}
    return Choice(cells["name"], cells["label"], columns, translated)


def _heads_of(survey: Sequence[Mapping[str, Any]] | None) -> list[str]:
    return list(dict.fromkeys(str(head) for cells in survey or () for head in cells))


def _sheet_row(name: str, choice: Choice, heads: Sequence[str]) -> dict[str, str]:
    row = {"list_name": name, "name": choice.name, "label": choice.label, **choice.columns}
    for head in heads:
        found = _LABEL.match(head)
        said = choice.translations.get(language_of(found[1]).code, {}).get("label") if found else None
        row |= {head: said} if said else {}
    return row


def _fitted(choice: Choice, codes: set[str], columns: set[str]) -> Choice:
    translated = {code: said for code, said in choice.translations.items() if code in codes}
    return Choice(choice.name, choice.label, {key: text for key, text in choice.columns.items() if key in columns}, translated)


def _with(node: Group | Question, name: str, choices: tuple[Choice, ...]) -> Group | Question:
    if isinstance(node, Group):
        return replace(node, children=tuple(_with(child, name, choices) for child in node.children))
    return replace(node, choices=choices) if node.list_name == name else node
