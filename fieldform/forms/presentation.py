"""How a form's nodes are shown: their words in every language, which choices are drawn and in what arrangement. Pure: text and values.

Names that end in `_html` give safe HTML; all else is plain. Public: said_html, plain, option_html, span_of, Span, is_from_elsewhere,
shows_answers, is_table, table_choices, arrangement, shown_choices, chosen_words.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from html import escape

from fieldform.forms.model import Form
from fieldform.forms.nodes import Choice, Group, Question
from fieldform.forms.wording import SHOWN, Shown, plain_of, spoken

Node = Group | Question | Choice
_COUNTED = "columns-"


@dataclass(frozen=True, slots=True)
class Span:
    """Of a range. A slider runs from low to high; `falls` where the form counts down."""

    start: str
    end: str
    step: str

    @property
    def falls(self) -> bool:
        return _number(self.start) > _number(self.end)

    @property
    def low(self) -> str:
        return self.end if self.falls else self.start

    @property
    def high(self) -> str:
        return self.start if self.falls else self.end


def said_html(node: Node, name: str, shown: Shown | None = None) -> str:
    """One of its texts (label, hint, guidance, …) in every language; `shown` gives other answers that it shows."""
    others = {code: texts[name] for code, texts in node.translations.items() if texts.get(name)}
    return spoken(getattr(node, name), others, shown)


def plain(node: Node) -> str:
    """Its label in the default language, without marks."""
    return plain_of(node.label)


def option_html(choice: Choice) -> str:
    """The attribute by which a script says an <option> in another language."""
    words = {code: plain_of(texts["label"]) for code, texts in choice.translations.items() if texts.get("label")}
    return f' data-words="{escape(json.dumps(words, ensure_ascii=False))}"' if words else ""


def span_of(question: Question) -> Span:
    given = question.parameters
    return Span(given.get("start", "0"), given.get("end", "10"), given.get("step", "1").lstrip("-"))


def is_from_elsewhere(question: Question) -> bool:
    """Whether no page holds its choices: they come with the form as a file, or are answers of its own."""
    return question.is_select and not question.choices


def shows_answers(form: Form) -> bool:
    """Whether anything stands on its page that follows from what is typed: in words, or worked out and shown."""
    return any(SHOWN.search(node.label) or (isinstance(node, Question) and node.calculation and node.label) for node in form.nodes())


def is_table(group: Group) -> bool:
    """Whether its questions share their choices and stand as rows."""
    return bool(table_choices(group))


def table_choices(group: Group) -> tuple[Choice, ...]:
    selects = (child for child in group.children if isinstance(child, Question) and child.is_select)
    rows = [child for child in selects if "table-list" in group.looks or child.looks & {"list-nolabel", "label"}]
    lists = {row.list_name for row in rows}
    return rows[0].choices if len(lists) == 1 and len(rows) > 1 and 0 < len(rows[0].choices) <= 9 else ()


def arrangement(question: Question) -> str:
    """The classes of the box around its choices."""
    looks = question.looks
    if "likert" in looks:
        return "chips chips--likert"
    if "list-nolabel" in looks:
        return "chips chips--row"
    counted = next((look for look in looks if look.startswith(_COUNTED) and look[len(_COUNTED) :].isdigit()), "")
    if counted:
        return f"chips chips--grid chips--{counted}"
    return "chips chips--grid" if "columns" in looks else "chips"


def shown_choices(question: Question, chosen: Collection[str | None], endless: bool) -> tuple[Choice, ...]:
    """Those that the page is drawn with; of an endless list what was chosen alone."""
    if question.choices or question.is_select:
        return tuple(choice for choice in question.choices if choice.name in chosen) if endless else question.choices
    return (_CONFIRMED,)


def chosen_words(question: Question, chosen: Collection[str | None]) -> str:
    return ", ".join(plain_of(choice.label) for choice in question.choices if choice.name in chosen)


_CONFIRMED = Choice("OK", "Confirmed")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
