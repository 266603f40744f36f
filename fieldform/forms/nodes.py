"""What a form is made of: its questions, groups, choices, languages and attached lists; frozen, and JSON and back.

Whatever a node leaves unsaid is left out of its JSON, so that a form of an older day keeps its version. Knows no workbook and no answer.
Public: QuestionType, METADATA, Question, Group, Choice, Language, AttachedList, Translations, walk, described, described_choice,
node_of, choice_of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from fieldform.forms.expression.tree import Tree, tree_of
from fieldform.forms.roles import DEFAULT_WALL

Translations = Mapping[str, Mapping[str, str]]
"""Of one node: {"es": {"label": "…", "hint": "…", "guidance": "…", "constraint_message": "…", "required_message": "…"}}."""

_NONE: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    return _NONE


class QuestionType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "dateTime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    ACKNOWLEDGE = "acknowledge"
    GEOPOINT = "geopoint"
    PHONE_NUMBER = "phone_number"
    EMAIL = "email"
    SIGNATURE = "signature"
    IMAGE = "image"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    START = "start"
    END = "end"
    TODAY = "today"
    DEVICE_ID = "deviceid"
    USERNAME = "username"


METADATA = frozenset({QuestionType.START, QuestionType.END, QuestionType.TODAY, QuestionType.DEVICE_ID, QuestionType.USERNAME})
UNASKED = METADATA | {QuestionType.NOTE, QuestionType.CALCULATE}


@dataclass(frozen=True, slots=True)
class Language:
    """`name` as the workbook has it, `code` of BCP 47 ("x-…" where the workbook gives none that is known)."""

    name: str
    code: str
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class AttachedList:
    """A list that comes with the form as a file: named here, by what it holds; its rows come in from outside."""

    name: str
    file: str
    sha256: str
    columns: tuple[str, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """`columns` are what the workbook says of it beside name and label, for choice_filter."""

    name: str
    label: str
    columns: Mapping[str, str] = field(default_factory=_nothing)
    translations: Translations = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is "/who/family_name", the same in every instance of a repeat; trees are None where the workbook says nothing; `required`
    means complete, `essential` means usable. `trigger`: the paths whose change works the calculation out anew; `choices_from`: the node
    set of answers that are its choices."""

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
    choice_filter: Tree | None = None
    choices_from: Tree | None = None
    appearance: str = ""
    guidance: str = ""
    parameters: Mapping[str, str] = field(default_factory=_nothing)
    trigger: tuple[str, ...] = ()
    translations: Translations = field(default_factory=_nothing)
    role: str = ""
    wall: str = DEFAULT_WALL
    essential: bool = False
    readonly: Tree | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a person gives the answer."""
        return (self.calculation is None or bool(self.trigger)) and self.type not in UNASKED

    @property
    def is_locked(self) -> bool:
        """Whether nobody ever types it, whatever is answered."""
        return self.readonly == ALWAYS

    @property
    def is_settled(self) -> bool:
        """Whether what it begins with is what it says: nothing types it, works it out or sets it, and it begins with the same each time."""
        return self.is_locked and self.is_asked and not self.trigger and self.default is not None and self.default[0] == "lit"

    @property
    def is_unanswerable(self) -> bool:
        """Whether there can be no answer: it is locked, and begins with none."""
        return self.is_locked and self.is_asked and not self.trigger and self.default is None

    @property
    def is_select(self) -> bool:
        return self.type in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)

    @property
    def list_columns(self) -> tuple[str, str]:
        """Where a list that comes as a file has what is answered, and what is shown for it."""
        return self.parameters.get("value", "name"), self.parameters.get("label", "label")

    @property
    def looks(self) -> frozenset[str]:
        """The words of its appearance."""
        return frozenset(self.appearance.split())

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
    """A section, or a group inside one. `wall` is what its questions stand behind unless they say otherwise.
    `repeat`: it is answered as often as there is something to say, or `count` times."""

    path: str
    name: str
    children: tuple["Group | Question", ...]
    label: str = ""
    hint: str = ""
    relevant: Tree | None = None
    appearance: str = ""
    wall: str = DEFAULT_WALL
    repeat: bool = False
    count: Tree | None = None
    guidance: str = ""
    translations: Translations = field(default_factory=_nothing)

    @property
    def looks(self) -> frozenset[str]:
        """The words of its appearance."""
        return frozenset(self.appearance.split())


ALWAYS: Tree = ("lit", True)
_TEXTS = ("label", "hint", "guidance", "appearance", "role", "required_message", "constraint_message")
_TREES = ("relevant", "required", "constraint", "calculation", "default", "choice_filter", "choices_from", "count", "readonly")
_GROUP_TEXTS = ("label", "hint", "guidance", "appearance", "wall", "repeat")
_GROUP_TREES = ("relevant", "count")


def walk(children: tuple[Group | Question, ...]) -> Iterator[Group | Question]:
    """Every node, a group before what is in it."""
    for child in children:
        yield child
        if isinstance(child, Group):
            yield from walk(child.children)


def described(node: Group | Question) -> dict[str, Any]:
    """What the node says, as JSON."""
    said = {name: value for name in (*_TEXTS, *_TREES) if (value := getattr(node, name, None))}
    if node.wall != DEFAULT_WALL:
        said["wall"] = node.wall
    said |= {"in": _plain(node.translations)} if node.translations else {}
    if isinstance(node, Group):
        said |= {"repeat": True} if node.repeat else {}
        return {"path": node.path, "name": node.name, "type": "group", **said, "children": [described(child) for child in node.children]}
    said |= {"list": node.list_name} if node.list_name else {}
    said |= {"parameters": dict(node.parameters)} if node.parameters else {}
    said |= {"trigger": list(node.trigger)} if node.trigger else {}
    said |= {"essential": True} if node.essential else {}
    said |= {"readonly": True} if node.is_locked else {}
    return {"path": node.path, "name": node.name, "type": str(node.type), **said}


def described_choice(choice: Choice) -> list[Any]:
    """[name, label, columns, translations]; what is empty at the end is left out."""
    said: list[Any] = [choice.name, choice.label, dict(choice.columns), _plain(choice.translations)]
    while len(said) > 2 and not said[-1]:
        said.pop()
    return said


def node_of(said: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Group | Question:
    """The node that `described` described."""
    if said["type"] == "group":
        common = _taken(said, _GROUP_TEXTS, _GROUP_TREES)
        return Group(said["path"], said["name"], tuple(node_of(child, choices) for child in said["children"]), **common)
    common = _taken(said, (*_TEXTS, "wall", "essential", "parameters"), _TREES)
    common |= {"trigger": tuple(said["trigger"])} if "trigger" in said else {}
    listed = said.get("list", "")
    return Question(said["path"], said["name"], QuestionType(said["type"]), list_name=listed, choices=choices.get(listed, ()), **common)


def choice_of(said: list[Any]) -> Choice:
    return Choice(*said)


def _taken(said: Mapping[str, Any], plain: tuple[str, ...], trees: tuple[str, ...]) -> dict[str, Any]:
    taken: dict[str, Any] = {name: said[name] for name in plain if name in said}
    taken |= {name: ALWAYS if said[name] is True else tree_of(said[name]) for name in trees if name in said}
    return taken | ({"translations": said["in"]} if "in" in said else {})


def _plain(translations: Translations) -> dict[str, dict[str, str]]:
    return {code: dict(texts) for code, texts in translations.items()}
