"""What pyxform read → groups and questions, with every rule parsed and every role and wall checked.

What changes what is asked and cannot be done is refused by name, never dropped in silence; what only looks otherwise is warned of. All
that is wrong is told at once, by sheet, row and column. Public: Reader.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fieldform.forms.asked_lists import ListReader, comes_as_features, rows_in
from fieldform.forms.cells import CellReader, Said, has_words
from fieldform.forms.checks import broken_rules, order_of
from fieldform.forms.expression import Names, Tree, lists_in, references
from fieldform.forms.expression.tree import reads_itself
from fieldform.forms.languages import Languages
from fieldform.forms.model import Form, FormProblem, FormRefused, Group, Question, QuestionType, lacking
from fieldform.forms.nodes import METADATA, UNASKED, walk
from fieldform.forms.roles import DEFAULT_WALL, ROLES, WALLS
from fieldform.forms.sheets import Sheets
from fieldform.forms.tidy import tidied
from fieldform.forms.vocabulary import CAPTURED, ELSEWHERE, EXTERNAL, NOT_RECORDED, NOT_SUPPORTED, TYPES
from fieldform.forms.written_out import LINES, as_points

RESERVED = frozenset({"__proto__", "constructor", "prototype", "csrf_token"})
_PLAIN = frozenset({QuestionType.DATE, QuestionType.TIME, QuestionType.DATE_TIME, QuestionType.INTEGER, QuestionType.DECIMAL})
_OF_FEATURES = {"value": "id", "label": "title"}
_UNLABELLED = METADATA | {QuestionType.CALCULATE, QuestionType.HIDDEN}
_FORM_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_FOREIGN = re.compile(r"[^A-Za-z0-9_.:-]+")
_OURS = ("ff:role", "ff:wall", "ff:essential")
_DEVICE_TELLS = ("phonenumber", "email")


class Reader:
    """Turns pyxform's nested description into a Form; every problem found on the way is kept, so that the author sees all at once.
    `files`: what was attached, by file name."""

    def __init__(self, tree: Mapping[str, Any], sheets: Sheets, files: Mapping[str, bytes]) -> None:
        self.tree = tree
        self.form_id = _form_id(tree["id_string"])
        self.sheets = sheets
        self.problems: list[FormProblem] = list(sheets.problems())
        self.warnings: list[FormProblem] = list(sheets.warnings())
        self.languages = Languages(tree)
        self.cells = CellReader(self.languages, self.refuse, self.warn)
        self.lists = ListReader(self.cells, sheets, files, self.problems)

    def form(self) -> Form:
        self.check_settings()
        described = tidied((child for child in self.tree["children"] if child.get("name") != "meta"), self.tree.get("choices", {}))
        self.cells.names = Names({child["name"]: path for path, child in rows_in(described)})
        self.lists.read(described, self.tree.get("choices", {}))
        self.cells.names = self.names(described)
        nodes = tuple(walk(children := self.children(described, "", DEFAULT_WALL)))
        for path, words in broken_rules(nodes):
            self.refuse(path, words)
        order = self.order(nodes)
        if self.problems:
            raise FormRefused(_sorted(self.problems))
        used = {name for node in nodes for name in _lists_of(node)}
        return Form.of(
            self.form_id,
            self.tree["title"],
            children,
            {name: listed for name, listed in self.lists.choices.items() if name in used},
            order,
            languages=self.languages.listed,
            unreviewed=self.sheets.words("unreviewed"),
            lists=self.lists.attached,
            warnings=_sorted(self.warnings),
        )

    def refuse(self, path: str, message: str, column: str = "") -> None:
        self.problems.append(FormProblem("survey", self.sheets.row(path), message, column))

    def warn(self, path: str, message: str, column: str = "") -> None:
        self.warnings.append(FormProblem("survey", self.sheets.row(path), message, column))

    def check_settings(self) -> None:
        words = "up to 64 letters, digits, dashes and underscores"
        if not self.form_id:
            self.problems.append(FormProblem("settings", 2, words, "form_id"))
        elif self.form_id != self.tree["id_string"]:
            self.warnings.append(FormProblem("settings", 2, f"{words}: it is called “{self.form_id}” here", "form_id"))
        codes = {language.code for language in self.languages.listed}
        for code in self.sheets.words("unreviewed"):
            if code not in codes:
                self.problems.append(FormProblem("settings", 2, f"there is no language “{code}” in this form", "unreviewed"))
        for name in self.languages.uncoded():
            words = f"name its code, as in “label::{name} (es)”: what is read aloud or mirrored depends on it"
            self.warnings.append(FormProblem("survey", None, words, f"label::{name}"))

    def order(self, nodes: tuple[Group | Question, ...]) -> tuple[str, ...]:
        if self.problems and not lacking(self.problems):
            return ()
        order, broken = order_of(nodes)
        for path, words in broken:
            self.refuse(path, words)
        return order

    def children(self, described: Iterable[Said], above: str, wall: str) -> tuple[Group | Question, ...]:
        nodes = (self.node(child, f"{above}/{child['name']}", wall) for child in described)
        return tuple(node for node in nodes if node is not None)

    def node(self, said: Said, path: str, wall: str) -> Group | Question | None:
        kind = said["type"]
        if said["name"] in RESERVED:
            self.refuse(path, f"the name “{said['name']}” is reserved; choose another", "name")
        wall = self.wall(said, path, wall)
        if kind in ("group", "repeat"):
            return self.group(said, path, wall)
        if kind in EXTERNAL:
            self.lists.asked_from(said, path)
        elif kind in NOT_RECORDED or (kind in _DEVICE_TELLS and not said.get("label")):
            self.warn(path, f"what “{kind}” stands for is not recorded here: it stays empty", "type")
            return Question(path, said["name"], QuestionType.HIDDEN, wall=wall)
        elif kind in LINES:
            self.warn(path, f"there is no map here: {LINES[kind]} is asked as its points, typed as text", "type")
            return self.question(as_points(said), path, QuestionType.TEXT, wall)
        elif kind in TYPES:
            return self.question(said, path, self.kind(said, path), wall)
        else:
            words = NOT_SUPPORTED.get(kind, f"the type “{kind}”")
            self.refuse(path, f"{words} is not supported yet", "type")
        return None

    def kind(self, said: Said, path: str) -> QuestionType:
        """What it is here: other programs hide a question by its look, and let a note work something out."""
        kind, spoken = TYPES[said["type"]], has_words(said.get("label")) or bool(said.get("hint") or said.get("media"))
        hidden = "hidden" in str(said.get("control", {}).get("appearance") or "").lower().split()
        if kind is QuestionType.NOTE and said.get("bind", {}).get("calculate"):
            return QuestionType.TEXT if spoken and not hidden else QuestionType.CALCULATE
        if kind is QuestionType.NOTE and not spoken:
            self.warn(path, "a note without words shows nothing", "label")
            return QuestionType.HIDDEN
        if hidden and (kind is QuestionType.TEXT or (kind in _PLAIN and not said.get("label"))):
            return QuestionType.HIDDEN
        return kind

    def group(self, said: Said, path: str, wall: str) -> Group:
        repeat, count = said["type"] == "repeat", said.get("control", {}).get("jr:count")
        return Group(
            path,
            said["name"],
            self.children(said.get("children", ()), path, wall),
            relevant=self.cells.expression(said, path, "relevant"),
            appearance=self.cells.appearance(said, path),
            wall=wall,
            repeat=repeat,
            count=self.cells.parsed(str(count), path, "repeat_count") if repeat and count not in (None, "") else None,
            **_without_messages(self.cells.texts(said, path)),
        )

    def question(self, said: Said, path: str, kind: QuestionType, wall: str) -> Question:
        bind, cells = said.get("bind", {}), self.cells
        essential = cells.flag(path, "bind::ff:essential", bind.get("ff:essential", ""))
        appearance = cells.appearance(said, path)
        if kind is QuestionType.IMAGE and "signature" in appearance.split():
            kind, appearance = QuestionType.SIGNATURE, appearance.replace("signature", "").strip()
        parameters = cells.parameters(said, path, kind) | ({"accept": CAPTURED[said["type"]]} if said["type"] in CAPTURED else {})
        list_name = self.lists.asked_from(said, path) if kind.startswith("select") else ""
        if list_name and comes_as_features(said):
            parameters = _OF_FEATURES | parameters
        matters = kind not in UNASKED | {QuestionType.HIDDEN} and (not bind.get("calculate") or bool(said.get("trigger")))
        calculation, default = self.worked_out(said, path, kind)
        question = Question(
            path,
            said["name"],
            kind,
            list_name=list_name,
            choices=self.lists.choices.get(list_name, ()),
            relevant=cells.expression(said, path, "relevant"),
            required=cells.required(said, path, essential, matters=matters),
            constraint=cells.expression(said, path, "constraint", matters=matters),
            calculation=calculation,
            default=default,
            choice_filter=cells.filtered(said, path, list_name),
            choices_from=self.lists.answers_asked_from(said, path),
            appearance=appearance,
            parameters=parameters,
            trigger=self.trigger(said, path),
            role=self.role(bind, path),
            wall=wall,
            essential=essential,
            readonly=cells.readonly(said, path, matters=matters),
            **self.labelled(cells.texts(said, path), said, path, kind),
        )
        if question.is_unanswerable and question.required is not None:
            self.warn(path, "this is locked and begins with nothing: nobody can give the answer that is needed", "readonly")
        return question

    def worked_out(self, said: Said, path: str, kind: QuestionType) -> tuple[Tree | None, Tree | None]:
        """(calculation, default). What stands until a person says otherwise, as authors write it for what is seen, is a default."""
        tree, default = self.cells.calculation(said, path), self.cells.default(said, path)
        seen = kind not in UNASKED | {QuestionType.HIDDEN} and has_words(said.get("label"))
        if tree is None or not seen or said.get("trigger") or said.get("bind", {}).get("readonly"):
            return tree, default
        if (first := _until_said(tree)) is not None:
            return None, default or first
        self.warn(path, "this is worked out and shown, and cannot be typed over", "calculation")
        return tree, default

    def labelled(self, texts: dict[str, Any], said: Said, path: str, kind: QuestionType) -> dict[str, Any]:
        """A question that a person sees has words; its name where its author gave none."""
        if "label" in texts or kind in _UNLABELLED or said.get("bind", {}).get("calculate"):
            return texts
        self.warn(path, "there is no label: the hint or the name is shown in its place", "label")
        return texts | {"label": texts.get("hint") or said["name"].replace("_", " ")}

    def trigger(self, said: Said, path: str) -> tuple[str, ...]:
        names = said.get("trigger") or ()
        for name in names:
            if name not in self.cells.names.paths:
                self.refuse(path, f"there is no question “{name}”", "trigger")
        return tuple(self.cells.names.paths[name] for name in names if name in self.cells.names.paths)

    def role(self, bind: Mapping[str, Any], path: str) -> str:
        role = str(bind.get("ff:role") or "").strip()
        if role and role not in ROLES:
            self.refuse(path, f"there is no role “{role}”", "bind::ff:role")
        for key in bind:
            if key.startswith("ff:") and key not in _OURS:
                self.refuse(path, f"there is no column bind::{key}", f"bind::{key}")
        return role

    def wall(self, said: Said, path: str, above: str) -> str:
        wall = str(said.get("bind", {}).get("ff:wall") or "").strip() or above
        if wall not in WALLS:
            self.refuse(path, f"there is no wall “{wall}”: police, health or advocate", "bind::ff:wall")
        elif wall != above != DEFAULT_WALL:
            self.refuse(path, f"this stands inside the {above} wall and cannot be moved to {wall}", "bind::ff:wall")
        return wall

    def names(self, described: list[Said]) -> Names:
        """What every rule may name."""
        rows = list(rows_in(described))
        return Names(
            {child["name"]: path for path, child in rows},
            groups={path for path, child in rows if child["type"] in ("group", "repeat")},
            repeats={path for path, child in rows if child["type"] == "repeat"},
            lists=self.lists.columns(),
            root=str(self.tree["name"]),
            absent=ELSEWHERE - self.lists.attached.keys(),
            all_paths={path for path, _ in rows},
        )


def _until_said(tree: Tree) -> Tree | None:
    """Of coalesce(., x) and once(x) the x, where it depends on no answer."""
    match tree:
        case ("call", "coalesce", ("self",), first) | ("call", "once", first) if not (reads_itself(first) or any(references(first))):
            return tuple(first)
    return None


def _form_id(written: str) -> str:
    return written if _FORM_ID.match(written) else _FOREIGN.sub("_", written)[:64].strip("_")


def _lists_of(node: Group | Question) -> Iterator[str]:
    """The lists of its choices, and those that its rules look into."""
    if isinstance(node, Group):
        yield from (name for tree in (node.relevant, node.count) for name in lists_in(tree))
        return
    yield node.list_name
    for tree in (
        node.relevant,
        node.required,
        node.constraint,
        node.calculation,
        node.default,
        node.choice_filter,
        node.choices_from,
        node.readonly,
    ):
        yield from lists_in(tree)


def _without_messages(texts: dict[str, Any]) -> dict[str, Any]:
    return {name: words for name, words in texts.items() if not name.endswith("_message")}


def _sorted(problems: Iterable[FormProblem]) -> tuple[FormProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: (problem.sheet != "survey", problem.row or 0)))
