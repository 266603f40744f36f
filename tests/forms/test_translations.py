"""What is shown or read to a person ships in Spanish and Arabic, marked as not reviewed; of an instrument nothing is translated here."""

import pytest

from fieldform.forms import Form, Group, Question, library_files, load_xlsform
from tests.forms.test_screens import ITEMS, LAP

FORMS = [form for form in map(load_xlsform, library_files()) if form.languages]
TRANSLATED = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form_id)


def test_what_officers_show_to_a_person_speaks_three_languages() -> None:
    assert {form.form_id for form in FORMS} == {"crisis_contact", "quick_referral", "suicide_screen", "lethality_screen"}
    assert {tuple((one.code, one.right_to_left) for one in form.languages) for form in FORMS} == {
        (("en", False), ("es", False), ("ar", True)),
    }


@TRANSLATED
def test_nothing_translated_passes_as_reviewed(form: Form) -> None:
    assert form.unreviewed == ("es", "ar")


@TRANSLATED
def test_what_is_said_in_one_language_is_said_in_the_other(form: Form) -> None:
    said = [set(node.translations) for node in form.nodes()] + [set(one.translations) for listed in form.choices.values() for one in listed]
    assert all(codes in (set(), {"es", "ar"}) for codes in said)
    assert any(said)


@TRANSLATED
def test_how_somebody_may_be_reached_can_be_read_to_them(form: Form) -> None:
    asked = {node.name: node for node in form.nodes()}
    reaching = [asked[name] for name in ("contact_ok", "victim_ok", "safe_way", "phone") if name in asked]
    assert reaching
    assert all(node.translations["ar"]["label"] for node in reaching)


@TRANSLATED
def test_no_question_of_an_instrument_is_translated(form: Form) -> None:
    questions = [node for node in form.nodes() if isinstance(node, Question) and node.name in (*ITEMS, *LAP)]
    assert not any(question.translations for question in questions)


@pytest.mark.parametrize("form_id", ["suicide_screen", "lethality_screen"])
def test_a_screen_says_where_its_licensed_translation_comes_from(form_id: str) -> None:
    form = next(form for form in FORMS if form.form_id == form_id)
    (screen,) = (node for node in form.children if isinstance(node, Group) and node.name == "screen")
    assert "©" in screen.hint
    note = form.by_path["/screen/official_wording"]
    assert "licensed translation" in note.label
    assert note.relevant is not None
