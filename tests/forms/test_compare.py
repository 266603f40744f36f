"""What a newer version says otherwise, in words."""

import pytest

from fieldform.forms import Form, load_xlsform
from fieldform.forms.compare import differences
from tests.forms.sheets import form_of
from tests.forms.workbooks import SPANISH

ROW = {"type": "text", "name": "what", "label": "What happened?"}
AGE = {"type": "integer", "name": "age", "label": "Age"}


def said(before: Form, after: Form) -> list[str]:
    return [f"{one.what} {one}" for one in differences(before, after)]


def test_the_same_form_says_nothing() -> None:
    assert said(form_of(ROW), form_of(ROW)) == []


def test_a_question_that_came() -> None:
    assert said(form_of(ROW), form_of(ROW, AGE)) == ["added “Age”: a question of the type integer"]


def test_a_question_that_went() -> None:
    assert said(form_of(ROW, AGE), form_of(ROW)) == ["removed “Age”: a question of the type integer"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "What did you see?"}, "is now asked as “What did you see?”"),
        ({"type": "integer"}, "is a question of the type integer, before a question of the type text"),
        ({"hint": "In your words"}, "the hint is “In your words”, before nothing"),
        ({"relevant": "1 = 1"}, "when it is asked is another rule"),
        ({"required": "yes"}, "whether it is needed to finish is another rule"),
        ({"bind::ff:wall": "health"}, "stands behind the health wall, before the police wall"),
        ({"bind::ff:role": "contact.narrative"}, "tells the record “contact.narrative”, before “nothing”"),
        ({"appearance": "multiline"}, "looks otherwise"),
    ],
)
def test_a_question_that_changed(change: dict[str, str], words: str) -> None:
    assert words in [one.words for one in differences(form_of(ROW), form_of({**ROW, **change}))]


def test_choices_that_came_and_went() -> None:
    asked = {"type": "select_one colour", "name": "car", "label": "Car?"}
    words = [one.words for one in differences(form_of(asked), form_of({**asked, "type": "select_one yes_no"}))]
    assert words == ["can also be answered with “Yes”, “No”", "can no longer be answered with “Red”, “Dark blue”"]


def test_another_order() -> None:
    assert said(form_of(ROW, AGE), form_of(AGE, ROW)) == ["changed The form: asks in another order"]


def test_other_words_in_a_language_say_in_which() -> None:
    older, newer = (load_xlsform(SPANISH.replace("pasó", word)) for word in ("pasó", "ocurrió"))
    assert [str(one) for one in differences(older, newer)] == ["“What happened?”: says something else in Español"]
