"""Which choices a page without a script offers: those that go with the answers so far, and of a long list those that are called so.

The server draws the page again when they are asked for. What was chosen always stays in sight, so that nothing is taken back unseen.
Pure: the rows of attached lists come in from outside. Public: Asked, Offer, offers, is_offered, is_long.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from fieldform.folding import without_marks
from fieldform.forms.expression import Rows
from fieldform.forms.expression.scope import TooMuchWork
from fieldform.forms.nodes import Choice, Question
from fieldform.forms.wording import literal_of, plain_of

_LONG = 100
_MOST = 50
_MOST_LOOKED_AT = 200_000
_MORE = f"The first {_MOST} are shown. Type a part of the name to find others."
_NONE_CALLED_SO = "None is called so."
_NONE_LEFT = "None goes with the other answers."
_TOO_LONG = "There are too many to look through at once. Type a part of the name."

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page (its path has numbers): what was chosen, and what was typed to find a choice."""

    question: Question
    chosen: Collection[str]
    search: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The question with the choices that are drawn, and what else is to be said of them, or nothing."""

    question: Question
    words: str


def is_offered(question: Question) -> bool:
    """Whether the server has a say in its choices: they depend on other answers, come as a file, or are too many to draw."""
    return question.is_select and (question.choice_filter is not None or is_long(question))


def is_long(question: Question) -> bool:
    """Whether a choice is found by typing."""
    return not question.choices or len(question.choices) > _LONG


def offers(asked: Iterable[Asked], left: Mapping[str, Iterator[Row]], lists: Rows) -> dict[str, Offer]:
    """By path. `left`: the rows that pass a choice_filter, as `logic.rows_left` gives them; where it has none, all stand."""
    desk = _Desk(left, lists)
    return {one.question.path: desk.offer(one) for one in asked}


class _Desk:
    """Looks rows through for all questions of one page, and no further than a page is worth."""

    def __init__(self, left: Mapping[str, Iterator[Row]], lists: Rows) -> None:
        self.left = left
        self.lists = lists
        self.looked_at = 0
        self.known: dict[tuple[str, tuple[str, str]], dict[str, Choice]] = {}

    def offer(self, asked: Asked) -> Offer:
        question = asked.question
        known, wanted = self._known(question), _folded(asked.search)
        chosen = [known.get(name) or _choice(question, {question.list_columns[0]: name}) for name in asked.chosen]
        try:
            found = list(islice(self._found(question, wanted), _MOST + 1))
        except TooMuchWork:
            return Offer(replace(question, choices=tuple(chosen)), _TOO_LONG)
        more = [choice for choice in found[:_MOST] if choice.name not in asked.chosen]
        return Offer(replace(question, choices=(*chosen, *more)), _words(len(found), bool(wanted)))

    def _known(self, question: Question) -> dict[str, Choice]:
        """The choices by name; a list is read once, however often it is asked."""
        key = (question.list_name, question.list_columns)
        if key not in self.known:
            of_the_form = {choice.name: choice for choice in question.choices}
            self.known[key] = of_the_form or {choice.name: choice for choice in self._attached(question)}
        return self.known[key]

    def _attached(self, question: Question) -> Iterator[Choice]:
        return (_choice(question, row) for row in self.lists.get(question.list_name, ()))

    def _found(self, question: Question, wanted: str) -> Iterator[Choice]:
        known = self._known(question)
        rows = self.left.get(question.path)
        choices = iter(known.values()) if rows is None else (_as_known(_choice(question, row), known) for row in rows)
        for choice in choices:
            self.looked_at += 1
            if self.looked_at > _MOST_LOOKED_AT:
                raise TooMuchWork
            if not wanted or wanted in _folded(plain_of(choice.label)):
                yield choice


def _as_known(choice: Choice, known: Mapping[str, Choice]) -> Choice:
    """With its translations, where it is the one of that name: two places may share one."""
    same = known.get(choice.name)
    return same if same is not None and same.label == choice.label else choice


def _choice(question: Question, row: Row) -> Choice:
    value, label = question.list_columns
    name = row.get(value, "")
    return Choice(name, literal_of(name) if question.choices_from is not None else row.get(label, "") or name)


def _words(found: int, searched: bool) -> str:
    if found == 0:
        return _NONE_CALLED_SO if searched else _NONE_LEFT
    return _MORE if found > _MOST else ""


def _folded(text: str) -> str:
    """Without case and accents."""
    return without_marks(text).casefold().strip()
