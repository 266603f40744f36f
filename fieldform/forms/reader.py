"""What pyxform read → groups and questions, with every rule parsed and every role and wall checked.

What this engine cannot do yet is refused by name, never dropped in silence; all that is wrong is told at once, by sheet and row.
Public: Reader.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fieldform.forms.expression import ExpressionProblem, Tree, parse, references
from fieldform.forms.model import Choice, Form, FormProblem, FormRefused, Group, Question, QuestionType
from fieldform.forms.order import Circle, evaluation_order
from fieldform.forms.roles import DEFAULT_WALL, ROLES, WALLS

NAMESPACE = "ff"
RESERVED = frozenset({"__proto__", "constructor", "prototype", "csrf_token"})
_TYPES = {
    "text": QuestionType.TEXT,
    "string": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "int": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.DATE_TIME,
    "datetime": QuestionType.DATE_TIME,
    "select one": QuestionType.SELECT_ONE,
    "select all that apply": QuestionType.SELECT_MULTIPLE,
    "note": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
    "hidden": QuestionType.HIDDEN,
}
_YES, _NO = ("yes", "true", "true()"), ("", "no", "false", "false()")
_NOT_YET = {
    "choice_filter": "choice_filter",
    "guidance_hint": "guidance_hint",
    "intent": "intent",
    "media": "media",
    "parameters": "parameters",
    "query": "a list from a file",
    "trigger": "trigger",
}
_UNLABELLED = (QuestionType.CALCULATE, QuestionType.HIDDEN)
_FORM_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")


class Reader:
    """Turns pyxform's nested description into a Form; every problem found on the way is kept, so that the author sees all at once."""

    def __init__(self, tree: Mapping[str, Any], rows: Mapping[str, int]) -> None:
        self.tree = tree
        self.rows = rows
        self.problems: list[FormProblem] = []
        self.paths: dict[str, str] = {}
        self.choices: dict[str, tuple[Choice, ...]] = {}

    def form(self) -> Form:
        if not _FORM_ID.match(self.tree["id_string"]):
            self.problems.append(FormProblem("settings", 2, "form_id: up to 64 letters, digits, dashes and underscores"))
        described = [child for child in self.tree["children"] if child.get("name") != "meta"]
        self.paths = {child["name"]: path for path, child in _paths(described, "")}
        self.choices = {name: self.choice_list(name, listed) for name, listed in self.tree.get("choices", {}).items()}
        children = self.children(described, "", DEFAULT_WALL)
        order = self.order(children)
        if self.problems:
            raise FormRefused(tuple(sorted(self.problems, key=lambda problem: (problem.sheet != "survey", problem.row or 0))))
        used = {question.list_name for question in _questions(children)}
        choices = {name: listed for name, listed in self.choices.items() if name in used}
        return Form.of(self.tree["id_string"], self.tree["title"], children, choices, order)

    def refuse(self, path: str, message: str) -> None:
        self.problems.append(FormProblem("survey", self.rows.get(path), message))

    def children(self, described: Iterable[Mapping[str, Any]], above: str, wall: str) -> tuple[Group | Question, ...]:
        nodes = (self.node(child, f"{above}/{child['name']}", wall) for child in described)
        return tuple(node for node in nodes if node is not None)

    def node(self, said: Mapping[str, Any], path: str, wall: str) -> Group | Question | None:
        self.check_plain(said, path)
        wall = self.wall(said, path, wall)
        if said["type"] == "group":
            return self.group(said, path, wall)
        if said["type"] not in _TYPES:
            self.refuse(path, f"the type “{said['type']}” is not supported yet")
            return None
        return self.question(said, path, _TYPES[said["type"]], wall)

    def check_plain(self, said: Mapping[str, Any], path: str) -> None:
        """What makes a row unusable whatever its type."""
        if said["name"] in RESERVED:
            self.refuse(path, f"the name “{said['name']}” is reserved; choose another")
        for key, words in _NOT_YET.items():
            if said.get(key):
                self.refuse(path, f"{words} is not supported yet")
        if any(isinstance(said.get(column), dict) for column in ("label", "hint")):
            self.refuse(path, "translated labels are not supported yet: use the column “label” alone")
        elif "${" in f"{said.get('label', '')}{said.get('hint', '')}":
            self.refuse(path, "a label that shows another answer is not supported yet")

    def group(self, said: Mapping[str, Any], path: str, wall: str) -> Group:
        return Group(
            path,
            said["name"],
            self.children(said.get("children", ()), path, wall),
            label=_text(said.get("label")),
            hint=_text(said.get("hint")),
            relevant=self.expression(said, path, "relevant"),
            appearance=_text(said.get("control", {}).get("appearance")),
            wall=wall,
        )

    def question(self, said: Mapping[str, Any], path: str, kind: QuestionType, wall: str) -> Question:
        bind, list_name = said.get("bind", {}), said.get("list_name", "") if kind.startswith("select") else ""
        essential = self.flag(path, "bind::ff:essential", bind.get(f"{NAMESPACE}:essential", ""))
        if kind not in _UNLABELLED and not said.get("label"):
            self.refuse(path, "a question needs a label")
        return Question(
            path,
            said["name"],
            kind,
            label=_text(said.get("label")),
            hint=_text(said.get("hint")),
            list_name=list_name,
            choices=self.choices.get(list_name, ()),
            relevant=self.expression(said, path, "relevant"),
            required=self.required(said, path, essential),
            required_message=_text(bind.get("jr:requiredMsg")),
            constraint=self.expression(said, path, "constraint"),
            constraint_message=_text(bind.get("jr:constraintMsg")),
            calculation=self.expression(said, path, "calculate"),
            default=self.default(said, path),
            appearance=_text(said.get("control", {}).get("appearance")),
            role=self.role(bind, path),
            wall=wall,
            essential=essential,
            readonly=self.flag(path, "readonly", bind.get("readonly", "")),
        )

    def expression(self, said: Mapping[str, Any], path: str, column: str) -> Tree | None:
        text = said.get("bind", {}).get(column)
        return self.parsed(str(text), path, "calculation" if column == "calculate" else column) if text else None

    def parsed(self, text: str, path: str, column: str) -> Tree | None:
        try:
            return parse(text, self.paths.get)
        except ExpressionProblem as problem:
            self.refuse(path, f"{column}, character {problem.column}: {problem.message}")
            return None

    def required(self, said: Mapping[str, Any], path: str, essential: bool) -> Tree | None:
        text = str(said.get("bind", {}).get("required", "")).strip()
        if text.lower() in _YES or (essential and not text):
            return ("lit", True)
        return None if text.lower() in _NO else self.parsed(text, path, "required")

    def default(self, said: Mapping[str, Any], path: str) -> Tree | None:
        text = said.get("default")
        if text is None or text == "":
            return None
        return self.parsed(str(text), path, "default") if said.get("_dynamic_default") else ("lit", str(text))

    def flag(self, path: str, column: str, cell: str) -> bool:
        if str(cell).lower() not in (*_YES, *_NO):
            self.refuse(path, f"{column} must be yes or no")
        return str(cell).lower() in _YES

    def role(self, bind: Mapping[str, Any], path: str) -> str:
        role = _text(bind.get(f"{NAMESPACE}:role"))
        if role and role not in ROLES:
            self.refuse(path, f"there is no role “{role}”")
        for key in bind:
            if key.startswith(f"{NAMESPACE}:") and key not in ("ff:role", "ff:wall", "ff:essential"):
                self.refuse(path, f"there is no column bind::{key}")
        return role

    def wall(self, said: Mapping[str, Any], path: str, above: str) -> str:
        wall = _text(said.get("bind", {}).get(f"{NAMESPACE}:wall")) or above
        if wall not in WALLS:
            self.refuse(path, f"there is no wall “{wall}”: police, health or advocate")
        elif wall != above != DEFAULT_WALL:
            self.refuse(path, f"this stands inside the {above} wall and cannot be moved to {wall}")
        return wall

    def choice_list(self, name: str, listed: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
        for choice in listed:
            if isinstance(choice.get("label", ""), dict) or "${" in str(choice.get("label", "")):
                self.problems.append(FormProblem("choices", None, f"{name}: translated or computed labels are not supported yet"))
        return tuple(Choice(str(choice["name"]), _text(choice.get("label")) or str(choice["name"])) for choice in listed)

    def order(self, children: tuple[Group | Question, ...]) -> tuple[str, ...]:
        nodes = tuple(_nodes(children))
        self.check_roles(nodes)
        self.check_walls(nodes)
        if self.problems:
            return ()
        try:
            return evaluation_order(nodes)
        except Circle as circle:
            self.refuse(circle.paths[0], f"these answers depend on each other in a circle: {circle}")
            return ()

    def check_roles(self, nodes: Iterable[Group | Question]) -> None:
        seen: set[str] = set()
        for node in nodes:
            if isinstance(node, Question) and node.role:
                if node.role in seen:
                    self.refuse(node.path, f"the role “{node.role}” is given twice")
                seen.add(node.role)

    def check_walls(self, nodes: Iterable[Group | Question]) -> None:
        """A calculation in front of a wall may not carry out what stands behind it."""
        walls = {node.path: node.wall for node in nodes}
        for node in nodes:
            for read in references(node.calculation if isinstance(node, Question) else None):
                if walls.get(read, DEFAULT_WALL) not in (DEFAULT_WALL, node.wall):
                    self.refuse(node.path, f"this reads {read}, which stands behind the {walls[read]} wall: put both behind it")


def _paths(described: Iterable[Mapping[str, Any]], above: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for child in described:
        path = f"{above}/{child['name']}"
        yield path, child
        yield from _paths(child.get("children", ()) if child["type"] == "group" else (), path)


def _nodes(children: tuple[Group | Question, ...]) -> Iterator[Group | Question]:
    for child in children:
        yield child
        if isinstance(child, Group):
            yield from _nodes(child.children)


def _questions(children: tuple[Group | Question, ...]) -> Iterator[Question]:
    return (node for node in _nodes(children) if isinstance(node, Question))


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
