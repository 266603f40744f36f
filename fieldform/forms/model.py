"""A form, frozen: what every reader of a form knows, whatever it was written in.

The version is the hash of the definition, so a version never changes its meaning. Knows no file, no clock and no answer.
Public: Form, FormProblem, FormRefused, value_at, template_path, and the parts of nodes.py.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from fieldform.forms.nodes import (
    AttachedList,
    Choice,
    Group,
    Language,
    Question,
    QuestionType,
    choice_of,
    described,
    described_choice,
    node_of,
    walk,
)
from fieldform.forms.roles import followup_queues, is_step

__all__ = [
    "AttachedList",
    "Choice",
    "Form",
    "FormProblem",
    "FormRefused",
    "Group",
    "Language",
    "Question",
    "QuestionType",
    "lacking",
    "template_path",
    "value_at",
]

SHAPE = 1
_NUMBER = re.compile(r"\[[0-9#]+\]")


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with a workbook, for its author: the sheet, the row as the spreadsheet counts it (None: the whole sheet), words,
    and the column where it is one alone. `file`: the list that is to be attached, where that is all."""

    sheet: str
    row: int | None
    message: str
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        places = (self.sheet, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else "")
        return f"{', '.join(place for place in places if place)}: {self.message}"


class FormRefused(ValueError):
    """A workbook that cannot become a form. Likely cause: its author's mistake, or something this engine cannot do; all are listed."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def lacking(problems: Sequence[FormProblem]) -> tuple[str, ...]:
    """The lists that are to be attached, where nothing else is wrong."""
    return tuple(dict.fromkeys(problem.file for problem in problems)) if all(problem.file for problem in problems) else ()


@dataclass(frozen=True, eq=False)
class Form:
    """`order`: every path, so that each stands after all that its relevance or calculation reads. `languages`: the default first; none
    for a form of one unnamed language. `unreviewed`: codes of those that nobody approved yet. `warnings`: what its workbook says and
    nobody sees; no part of the form itself. Two forms of one version are equal."""

    form_id: str
    title: str
    version: str
    children: tuple[Group | Question, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    order: tuple[str, ...]
    languages: tuple[Language, ...] = ()
    unreviewed: tuple[str, ...] = ()
    lists: Mapping[str, AttachedList] = field(default_factory=dict)
    warnings: tuple[FormProblem, ...] = ()

    @classmethod
    def of(
        cls,
        form_id: str,
        title: str,
        children: tuple[Group | Question, ...],
        choices: Mapping[str, tuple[Choice, ...]],
        order: tuple[str, ...],
        **more: Any,
    ) -> "Form":
        """The form with its version counted. `more`: the further fields by name."""
        form = cls(form_id, title, "", children, MappingProxyType(dict(choices)), order, **more)
        return replace(form, version=_hash(form.definition()))

    @classmethod
    def from_definition(cls, definition: Mapping[str, Any]) -> "Form":
        """The form that `definition()` described; ValueError where the version is not its hash."""
        choices = {name: tuple(choice_of(said) for said in listed) for name, listed in definition["choices"].items()}
        children = tuple(node_of(child, choices) for child in definition["children"])
        more = {
            "languages": tuple(Language(**said) for said in definition.get("languages", ())),
            "unreviewed": tuple(definition.get("unreviewed", ())),
            "lists": {said["name"]: _list_of(said) for said in definition.get("lists", ())},
        }
        form = cls.of(definition["form_id"], definition["title"], children, choices, tuple(definition["order"]), **more)
        if form.version != definition["version"]:
            raise ValueError("the definition is not the one that its version names")
        return form

    def definition(self) -> dict[str, Any]:
        """JSON for the database and the browser (static/js/forms/logic.js reads it); trees are nested arrays."""
        said: dict[str, Any] = {
            "fieldform": SHAPE,
            "form_id": self.form_id,
            "title": self.title,
            "version": self.version,
            "choices": {name: [described_choice(choice) for choice in choices] for name, choices in self.choices.items()},
            "children": [described(child) for child in self.children],
            "order": list(self.order),
        }
        said |= {"languages": [_said(language) for language in self.languages]} if self.languages else {}
        said |= {"unreviewed": list(self.unreviewed)} if self.unreviewed else {}
        return said | ({"lists": [_said(attached) for attached in self.lists.values()]} if self.lists else {})

    def questions(self) -> Iterator[Question]:
        """Every question in the form's order."""
        return (node for node in self.nodes() if isinstance(node, Question))

    def nodes(self) -> Iterator[Group | Question]:
        """Every group and question, a group before what is in it."""
        return walk(self.children)

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
    def is_step(self) -> bool:
        """Whether it is something the desk does, and no report."""
        return is_step(self.families)

    @cached_property
    def by_path(self) -> Mapping[str, Group | Question]:
        return {node.path: node for node in self.nodes()}

    def at(self, path: str) -> Group | Question | None:
        """The group or question at a path, with the numbers of repeats or without."""
        return self.by_path.get(template_path(path))

    def required_message(self, path: str) -> str:
        """What its author says where the answer is missing; "" for none."""
        return getattr(self.at(path), "required_message", "")

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


def template_path(path: str) -> str:
    """/house/person[1]/age → /house/person/age: as the form's definition calls it."""
    return _NUMBER.sub("", path) if "[" in path else path


@lru_cache(maxsize=4096)
def _names(path: str) -> tuple[str, ...]:
    """Of the groups from the outside in, and the question's own."""
    return tuple(path.split("/")[1:])


def _said(part: Language | AttachedList) -> dict[str, Any]:
    """Its fields as JSON; flags that are not set are left out."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(part).items() if value is not False}


def _list_of(said: Mapping[str, Any]) -> AttachedList:
    return AttachedList(**{**said, "columns": tuple(said["columns"])})


def _hash(definition: Mapping[str, Any]) -> str:
    canonical = json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return urlsafe_b64encode(hashlib.sha256(canonical.encode("utf-8")).digest()).rstrip(b"=").decode("ascii")
