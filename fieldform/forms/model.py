"""A form, frozen: what every reader of a form knows, whatever it was written in.

The version is the hash of the definition, so a version never changes its meaning. Knows no file, no clock and no answer.
Public: Form, Group, Question, Choice, QuestionType, FormProblem, FormRefused, value_at.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from fieldform.forms.expression.tree import Tree, tree_of
from fieldform.forms.roles import DEFAULT_WALL, followup_queues

SHAPE = 1


class QuestionType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a workbook, for its author: the sheet, the row as the spreadsheet counts it (None: the whole sheet), words."""

    sheet: str
    row: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}: {self.message}" if self.row else f"{self.sheet}: {self.message}"


class FormRefused(ValueError):
    """A workbook that cannot become a form. Likely cause: its author's mistake, or something this engine cannot do; all are listed."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is "/who/family_name"; trees are None where the workbook says nothing; `required` means complete, `essential` means usable."""

    path: str
    name: str
    type: QuestionType
    label: str = ""
    hint: str = ""
    list_name: str = ""
    choices: tuple[Choice, ...] = ()
    relevant: Tree | None = None
    required: Tree | None = None
    required_message: str = ""
    constraint: Tree | None = None
    constraint_message: str = ""
    calculation: Tree | None = None
    default: Tree | None = None
    appearance: str = ""
    role: str = ""
    wall: str = DEFAULT_WALL
    essential: bool = False
    readonly: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether a person gives the answer."""
        return self.calculation is None and self.type not in (QuestionType.NOTE, QuestionType.CALCULATE)

    @property
    def is_select(self) -> bool:
        return self.type in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)

    def label_of(self, name: str) -> str:
        """The label of a choice; an unknown one is shown as it came."""
        return next((choice.label for choice in self.choices if choice.name == name), name)

    def words(self, value: object) -> str:
        """An answer as a person reads it: labels for choices, yes and no for truth. Dates stay ISO: pages format them."""
        if isinstance(value, list | tuple):
            return ", ".join(self.label_of(str(name)) for name in value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else self.label_of(str(value))


@dataclass(frozen=True, slots=True)
class Group:
    """A section, or a group inside one. `wall` is what its questions stand behind unless they say otherwise."""

    path: str
    name: str
    children: tuple["Group | Question", ...]
    label: str = ""
    hint: str = ""
    relevant: Tree | None = None
    appearance: str = ""
    wall: str = DEFAULT_WALL


@dataclass(frozen=True, eq=False)
class Form:
    """`order`: every path, so that each stands after all that its relevance or calculation reads. Two forms of one version are equal."""

    form_id: str
    title: str
    version: str
    children: tuple[Group | Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    order: tuple[str, ...]

    @classmethod
    def of(
        cls,
        form_id: str,
        title: str,
        children: tuple[Group | Question, ...],
        choices: Mapping[str, tuple[Choice, ...]],
        order: tuple[str, ...],
    ) -> "Form":
        """The form with its version counted."""
        unversioned = cls(form_id, title, "", children, MappingProxyType(dict(choices)), order)
        return cls(form_id, title, _hash(unversioned.definition()), children, unversioned.choices, order)

    @classmethod
    def from_definition(cls, definition: Mapping[str, Any]) -> "Form":
        """The form that `definition()` described; ValueError where the version is not its hash."""
        choices = {name: tuple(Choice(*pair) for pair in pairs) for name, pairs in definition["choices"].items()}
        children = tuple(_node(child, choices) for child in definition["children"])
        form = cls.of(definition["form_id"], definition["title"], children, choices, tuple(definition["order"]))
        if form.version != definition["version"]:
            raise ValueError("the definition is not the one that its version names")
        return form

    def definition(self) -> dict[str, Any]:
        """JSON for the database and the browser (static/js/forms/logic.js reads it); trees are nested arrays."""
        return {
            "fieldform": SHAPE,
            "form_id": self.form_id,
            "title": self.title,
            "version": self.version,
            "choices": {name: [[choice.name, choice.label] for choice in choices] for name, choices in self.choices.items()},
            "children": [_described(child) for child in self.children],
            "order": list(self.order),
        }

    def questions(self) -> Iterator[Question]:
        """Every question in the form's order."""
        return (node for node in self.nodes() if isinstance(node, Question))

    def nodes(self) -> Iterator[Group | Question]:
        """Every group and question, a group before what is in it."""
        return _walk(self.children)

    def role(self, name: str) -> str | None:
        question = self.roles.get(name)
        return question.path if question else None

    @cached_property
    def roles(self) -> Mapping[str, Question]:
        return {question.role: question for question in self.questions() if question.role}

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """Those in which it can raise a follow-up."""
        return followup_queues(self.roles)

    @cached_property
    def families(self) -> frozenset[str]:
        """The first words of all roles, such as `contact`."""
        return frozenset(role.partition(".")[0] for role in self.roles)

    @cached_property
    def by_path(self) -> Mapping[str, Group | Question]:
        return {node.path: node for node in self.nodes()}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The labels of choices, by the question's path and the choice's name."""
        return {q.path: {choice.name: choice.label for choice in q.choices} for q in self.questions() if q.choices}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)


def value_at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a path in nested answers, or None."""
    value: Any = answers
    try:
        for name in _names(path):
            value = value[name]
    except (KeyError, TypeError):  # No such answer, or an answer where a group was thought to be.
        return None
    return value


_TEXTS = ("label", "hint", "appearance", "role", "required_message", "constraint_message")
_TREES = ("relevant", "required", "constraint", "calculation", "default")


@lru_cache(maxsize=4096)
def _names(path: str) -> tuple[str, ...]:
    """Of the groups from the outside in, and the question's own."""
    return tuple(path.split("/")[1:])


def _walk(children: tuple[Group | Question, ...]) -> Iterator[Group | Question]:
    for child in children:
        yield child
        if isinstance(child, Group):
            yield from _walk(child.children)


def _described(node: Group | Question) -> dict[str, Any]:
    """What the node says; whatever it leaves unsaid is left out."""
    said = {name: value for name in (*_TEXTS, *_TREES) if (value := getattr(node, name, None))}
    if node.wall != DEFAULT_WALL:
        said["wall"] = node.wall
    if isinstance(node, Group):
        return {"path": node.path, "name": node.name, "type": "group", **said, "children": [_described(child) for child in node.children]}
    said |= {"list": node.list_name} if node.list_name else {}
    said |= {flag: True for flag in ("essential", "readonly") if getattr(node, flag)}
    return {"path": node.path, "name": node.name, "type": str(node.type), **said}


def _node(said: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Group | Question:
    common: dict[str, Any] = {name: said[name] for name in ("label", "hint", "appearance", "wall") if name in said}
    if said["type"] == "group":
        common |= {"relevant": tree_of(said["relevant"])} if "relevant" in said else {}
        return Group(said["path"], said["name"], tuple(_node(child, choices) for child in said["children"]), **common)
    common |= {name: said[name] for name in (*_TEXTS, "essential", "readonly") if name in said}
    common |= {name: tree_of(said[name]) for name in _TREES if name in said}
    list_name = said.get("list", "")
    return Question(
        said["path"], said["name"], QuestionType(said["type"]), list_name=list_name, choices=choices.get(list_name, ()), **common
    )


def _hash(definition: Mapping[str, Any]) -> str:
    canonical = json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return urlsafe_b64encode(hashlib.sha256(canonical.encode("utf-8")).digest()).rstrip(b"=").decode("ascii")
