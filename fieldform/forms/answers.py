"""One answer, from whatever came in to the value that is stored; or the words for what is wrong with it.

The twin of `static/js/forms/answers.js`, messages included. Text that spells a number is a number where one is asked for:
pages send text. Public: read_answer, reader_of, stored, seen, MESSAGES.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from fieldform.forms.expression import Clock, Value, to_text
from fieldform.forms.expression.moments import is_date, is_time, normal_moment
from fieldform.forms.expression.values import SPACE, words
from fieldform.forms.model import Question, QuestionType

MAX_TEXT = 20_000
MAX_NAME = 255
LARGEST = 2**53
MESSAGES = {
    "text": "Shorten this text to 20,000 characters.",
    "hidden": "This could not be read.",
    "integer": "Enter a whole number, such as 12.",
    "decimal": "Enter a number, such as 2.5.",
    "date": "Enter a date, such as 2026-11-20.",
    "time": "Enter a time, such as 21:04.",
    "dateTime": "Enter a date and a time, such as 2026-11-20 21:04.",
    "select_one": "Choose one of the answers shown.",
    "select_multiple": "Choose from the answers shown.",
    "range": "Choose a number from the range shown.",
    "acknowledge": "Confirm this.",
    "geopoint": "Enter latitude and longitude, such as 42.32 -83.40.",
    "phone_number": "Enter a phone number, such as 734-555-0142.",
    "email": "Enter an e-mail address, such as name@example.org.",
    "signature": "Sign again: this could not be read.",
    "image": "This could not be read.",
    "start": "This could not be read.",
    "end": "This could not be read.",
    "today": "This could not be read.",
    "deviceid": "This could not be read.",
    "username": "This could not be read.",
    "calculate": "This could not be read.",
    "group": "This part could not be read.",
    "choice": "Choose again: this does not go with the other answers.",
    "limit": "There are more entries here than this form can take (200).",
    "answers": "There are more answers than this form can take (5,000).",
    "readonly": "Take this answer away: the form gives it, and nobody else.",
    "constraint": "Check this answer: it does not fit.",
    "work": "This form asks for more work than can be done: its author must change it.",
    "required": "Answer this question.",
    "unknown": "This form has no such question.",
}
_WHOLE = re.compile(r"-?[0-9]{1,16}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,20})?\Z")
_GEOPOINT = re.compile(
    r"(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)(?:,[ ]*|[ ]+)(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)((?:[ ]+-?[0-9]{1,6}(?:\.[0-9]{1,20})?){0,2})\Z"
)
_PHONE = re.compile(r"[+(]*[0-9][0-9A-Za-z+()./#*, -]{1,39}\Z")
_EMAIL = re.compile(r"[^@ \t\r\n]{1,64}@[^@ \t\r\n.]+(\.[^@ \t\r\n.]+)+\Z")

Read = tuple[Any, str]
_NO_ANSWER: Read = (None, "")
Reader = Callable[[Any, Clock], Read]


def read_answer(question: Question, raw: Any, clock: Clock) -> Read:
    """(the stored value or None for no answer, "") or (None, code of what is wrong: "type" or "choice")."""
    return reader_of(question)(raw, clock)


def reader_of(question: Question) -> Reader:
    """The same for one question, made ready once: answers come in by the thousand."""
    read = _reader(question)
    names = {choice.name: (choice.name, "") for choice in question.choices} if question.type is QuestionType.SELECT_ONE else {}

    def read_any(raw: Any, clock: Clock) -> Read:
        if isinstance(raw, str):
            if raw in names:  # Most answers are one of the choices shown.
                return names[raw]
            if not raw.strip(SPACE):
                return _NO_ANSWER
        elif raw is None or raw == []:
            return _NO_ANSWER
        return read(raw, clock)

    return read_any


def stored(question: Question, value: Value, clock: Clock) -> Any:
    """The value that a calculation or a default leaves in the answers, or None for none: whole numbers as integers."""
    if question.type is QuestionType.SELECT_MULTIPLE:
        return read_answer(question, words(value), clock)[0]
    if question.type in _TEXTS:
        return read_answer(question, to_text(value), clock)[0]
    plain = _plain(value) if isinstance(value, float) else value
    if question.type in (QuestionType.CALCULATE, QuestionType.HIDDEN):
        # Two calculations that double each other's text would otherwise fill the memory.
        return (plain[:MAX_TEXT] or None) if isinstance(plain, str) else plain
    return read_answer(question, plain, clock)[0]


def seen(value: Any) -> Value:
    """A stored value as expressions see it."""
    if isinstance(value, list):
        return " ".join(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _reader(question: Question) -> Reader:
    match question.type:
        case QuestionType.TEXT | QuestionType.HIDDEN | QuestionType.SIGNATURE:
            return lambda raw, _: (raw, "") if isinstance(raw, str) and len(raw) <= MAX_TEXT else (None, "type")
        case QuestionType.CALCULATE:
            return lambda raw, _: _judged(_scalar(raw))
        case QuestionType.RANGE:
            return _range(question.parameters)
        case (
            QuestionType.GEOPOINT
            | QuestionType.PHONE_NUMBER
            | QuestionType.EMAIL
            | QuestionType.ACKNOWLEDGE
            | QuestionType.IMAGE
            | (QuestionType.DEVICE_ID | QuestionType.USERNAME)
        ):
            spelled = _SPELLED[question.type]
            return lambda raw, _: _judged(spelled(raw.strip(SPACE)) if isinstance(raw, str) else None)
        case QuestionType.INTEGER:
            return lambda raw, _: _judged(_whole(raw))
        case QuestionType.DECIMAL:
            return lambda raw, _: _judged(_decimal(raw))
        case QuestionType.SELECT_ONE if not question.choices:  # of an attached list: judged where its rows are at hand
            return lambda raw, _: _judged(raw if isinstance(raw, str) and len(raw) <= MAX_NAME else None)
        case QuestionType.SELECT_MULTIPLE if not question.choices:
            return lambda raw, _: _judged(_names(raw))
        case QuestionType.SELECT_ONE:
            return lambda raw, _: (None, "choice" if isinstance(raw, str) else "type")
        case QuestionType.SELECT_MULTIPLE:
            order = list(dict.fromkeys(choice.name for choice in question.choices))
            return lambda raw, _: _several(order, raw)
        case _:
            kind = question.type
            return lambda raw, clock: _judged(_timed(kind, raw.strip(SPACE), clock) if isinstance(raw, str) else None)


def _judged(value: Any) -> Read:
    return value, "" if value is not None else "type"


def _whole(raw: Any) -> int | None:
    number = float(raw.strip(SPACE)) if isinstance(raw, str) and _WHOLE.match(raw.strip(SPACE)) else raw
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < LARGEST or number != int(number):
        return None
    return int(number)


def _decimal(raw: Any) -> float | None:
    number = float(raw.strip(SPACE)) if isinstance(raw, str) and _DECIMAL.match(raw.strip(SPACE)) else raw
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < LARGEST:
        return None
    return float(number) + 0.0


def _timed(kind: QuestionType, text: str, clock: Clock) -> str | None:
    if kind in (QuestionType.DATE, QuestionType.TODAY):
        return text if is_date(text) else None
    if kind is QuestionType.TIME:
        return text[:5] if is_time(text) else None
    return normal_moment(f"{text[:10]}T{text[11:]}" if text[10:11] == " " else text, clock) or None


def _scalar(raw: Any) -> Any:
    """What a calculation that keeps its value may have left."""
    if isinstance(raw, str):
        return raw if len(raw) <= MAX_TEXT else None
    return _plain(float(raw)) if isinstance(raw, int | float) and not isinstance(raw, bool) else raw if isinstance(raw, bool) else None


def _range(parameters: Mapping[str, str]) -> Reader:
    """A number from start to end; whole where all of start, end and step are."""
    bounds = [_decimal(parameters.get(name, usual)) for name, usual in (("start", "0"), ("end", "10"), ("step", "1"))]
    whole = all(bound is not None and bound == int(bound) for bound in bounds)
    start, end = sorted((bounds[0] or 0.0, 10.0 if bounds[1] is None else bounds[1]))

    def read(raw: Any, _clock: Clock) -> Read:
        number = _whole(raw) if whole else _decimal(raw)
        return _judged(number if number is not None and start <= number <= end else None)

    return read


def _geopoint(text: str) -> str | None:
    """Latitude, longitude, height and accuracy in metres, as far as they are known."""
    found = _GEOPOINT.match(text)
    if found is None or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        return None
    return " ".join([found[1], found[2], *words(found[3])])


def _phone_number(text: str) -> str | None:
    return text if _PHONE.match(text) and sum(character in "0123456789" for character in text) >= 3 else None


def _email(text: str) -> str | None:
    return text if len(text) <= MAX_NAME and _EMAIL.match(text) else None


def _names(raw: Any) -> list[str] | None:
    """Names of a list that is not here, each once."""
    named = isinstance(raw, list) and len(raw) <= MAX_NAME and all(isinstance(name, str) and 0 < len(name) <= MAX_NAME for name in raw)
    return list(dict.fromkeys(raw)) if named else None


def _several(order: list[str], raw: Any) -> Read:
    """In the form's order, each once."""
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        return None, "type"
    given = set(raw)
    names = [name for name in order if name in given]
    return (names, "") if len(names) == len(given) else (None, "choice")


def _plain(number: float) -> int | float | None:
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < LARGEST else number


_TEXTS = frozenset(
    (
        QuestionType.TEXT,
        QuestionType.SELECT_ONE,
        QuestionType.GEOPOINT,
        QuestionType.PHONE_NUMBER,
        QuestionType.EMAIL,
        QuestionType.SIGNATURE,
        QuestionType.IMAGE,
        QuestionType.ACKNOWLEDGE,
        QuestionType.DEVICE_ID,
        QuestionType.USERNAME,
    )
)
_SPELLED: dict[QuestionType, Callable[[str], str | None]] = {
    QuestionType.GEOPOINT: _geopoint,
    QuestionType.PHONE_NUMBER: _phone_number,
    QuestionType.EMAIL: _email,
    QuestionType.ACKNOWLEDGE: lambda text: text if text == "OK" else None,
    QuestionType.IMAGE: lambda text: text if len(text) <= MAX_NAME else None,
    QuestionType.DEVICE_ID: lambda text: text if len(text) <= MAX_NAME else None,
    QuestionType.USERNAME: lambda text: text if len(text) <= MAX_NAME else None,
}
