"""The lists that a form asks from or looks into: the workbook's own choices, and those that come as a file.

What is wrong with one is told in the row that asks from it, or in the choice's own. Public: ListReader, rows_in, comes_as_features.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any

from fieldform.forms.attached import ENDINGS, ListUnreadable, attached_list
from fieldform.forms.cells import CellReader, Said
from fieldform.forms.expression import Tree
from fieldform.forms.model import AttachedList, Choice, FormProblem
from fieldform.forms.sheets import Sheets
from fieldform.forms.vocabulary import ELSEWHERE, EXTERNAL

_FILE_IN_TEXT = re.compile(r"""(?:pulldata|instance)\(\s*['"]([^'"]+)['"]""")
_ANSWERS = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_RULES = ("relevant", "constraint", "calculate", "required", "readonly")


class ListReader:
    """`choices` and `attached`: by the list's name; `missing`: those whose file is not at hand, which was told. `files`: what was
    attached, by file name."""

    def __init__(self, cells: CellReader, sheets: Sheets, files: Mapping[str, bytes], problems: list[FormProblem]) -> None:
        self.cells = cells
        self.sheets = sheets
        self.files = files
        self.problems = problems
        self.choices: dict[str, tuple[Choice, ...]] = {}
        self.attached: dict[str, AttachedList] = {}
        self.missing: set[str] = set()

    def read(self, described: Iterable[Said], listed: Mapping[str, Iterable[Said]]) -> None:
        """The choices, with those of their columns that any rule may read, and every file that a rule names."""
        rows = list(rows_in(described))
        words = {word for _, said in rows for text in _rules(said) for word in _WORD.findall(text)}
        self.choices = {name: tuple(self._choice(name, said, words) for said in choices) for name, choices in listed.items()}
        declared = {file.rpartition(".")[0]: file for _, said in rows if (file := _file_of(said)).endswith(ENDINGS)}
        for path, said in rows:
            for name in (found for text in _rules(said) for found in _FILE_IN_TEXT.findall(text)):
                file = declared.get(name, f"{name}.csv")
                if name not in self.choices and (name not in ELSEWHERE or file in self.files):
                    self._attach(file, path)

    def columns(self) -> dict[str, Collection[str] | None]:
        """By the list's name; None where they are not known."""
        own = {name: {"name", "label", *(column for one in listed for column in one.columns)} for name, listed in self.choices.items()}
        return dict.fromkeys(self.missing) | own | {name: attached.columns for name, attached in self.attached.items()}

    def asked_from(self, said: Said, path: str) -> str:
        """The name of the list that a question, or a row that only declares one, stands for; "" where there is none."""
        file = _file_of(said)
        if _ANSWERS.fullmatch(file):
            return ""
        return file if file in self.choices else self._attach(file, path)

    def answers_asked_from(self, said: Said, path: str) -> Tree | None:
        """The answers of a repeat that are its choices, where `${name}` stands in the place of a list."""
        names, named = self.cells.names, _ANSWERS.fullmatch(_file_of(said))
        target = names.paths.get(named[1]) if named else None
        if target is None:  # pyxform names a question that is not there.
            return None
        if not names.repeats_of(target) or target in names.groups:
            self.cells.refuse(path, f"“{target.rpartition('/')[2]}” is no question of a repeat: its answers are no choices", "type")
            return None
        return self.cells.parsed(_way_to(target, path, names.repeats_of(target)[-1], str(said.get("choice_filter") or "")), path, "type")

    def _attach(self, file: str, path: str) -> str:
        """The list's name; told where the file is not there or cannot be read."""
        name = file.rpartition(".")[0]
        if name in self.attached:
            return name
        self.missing.add(name)
        if not file.endswith(ENDINGS):
            self.cells.refuse(path, f"“{file}” is no CSV, GeoJSON or XML: attach the list as one of them", "")
        elif (content := self.files.get(file)) is None:
            self.problems.append(FormProblem("survey", self.sheets.row(path), f"attach the file “{file}”", file=file))
        else:
            try:
                self.attached[name] = attached_list(file, content, public=file in self.sheets.words("public_lists"))
            except ListUnreadable as problem:
                self.cells.refuse(path, f"{file}: {problem}", "")
        return name

    def _choice(self, list_name: str, said: Said, words: set[str]) -> Choice:
        name = str(said["name"])
        label, others = self.cells.languages.said(said.get("label"))
        label, others = self._shown(label, list_name, name), {code: self._shown(text, list_name, name) for code, text in others.items()}
        columns = {
            key: str(value) for key, value in said.items() if key in words and key not in ("name", "label") and not isinstance(value, dict)
        }
        return Choice(name, label or name, columns, {code: {"label": text} for code, text in others.items()})

    def _shown(self, text: str, list_name: str, name: str) -> str:
        """The label of a choice; what is wrong with it stands in the row of the choice."""
        row = self.sheets.choice_rows.get((list_name, name))
        return self.cells.with_paths(text, lambda words: self.problems.append(FormProblem("choices", row, words, "label")))


def rows_in(described: Iterable[Said], above: str = "") -> Iterator[tuple[str, Said]]:
    """Every question and group, a group before what is in it, with its path."""
    for child in described:
        path = f"{above}/{child['name']}"
        yield path, child
        yield from rows_in(child.get("children", ()) if child["type"] in ("group", "repeat") else (), path)


def _way_to(target: str, here: str, repeat: str, condition: str) -> str:
    """The path from a question to an answer in all instances of a repeat that fit: out of it, where it stands inside."""
    parts, ways = here.split("/"), repeat.split("/")
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts[:-1], ways[:-1], strict=False)))
    return f"{'../' * (len(parts) - shared)}{'/'.join(ways[shared:])}{f'[{condition}]' if condition else ''}{target.removeprefix(repeat)}"


def comes_as_features(said: Said) -> bool:
    """Whether its choices are places, which ODK calls by other columns."""
    return _file_of(said).endswith(".geojson")


def _file_of(said: Said) -> str:
    """The file, or the list of the workbook, that its choices or the answers of a rule come from."""
    if said["type"] in EXTERNAL:
        return f"{said['name']}.{EXTERNAL[said['type']]}"
    return str(said.get("list_name") or said.get("itemset") or "")


def _rules(said: Said) -> Iterator[str]:
    """Every expression of a row, as it is written."""
    bind: Mapping[str, Any] = said.get("bind", {})
    cells = (*map(bind.get, _RULES), said.get("default"), said.get("choice_filter"), said.get("control", {}).get("jr:count"))
    return (str(cell) for cell in cells if cell)
