"""Every type, look and language of a form as HTML, so that it works by itself, without a script."""

import pytest
from flask.testing import FlaskClient

from tests.support.everything import everything
from tests.support.ground import sqlite_only
from tests.support.page_lint import problems

pytestmark = sqlite_only("looks at the page, whatever keeps the records")


@pytest.fixture(scope="module")
def html(reader: FlaskClient) -> str:
    return reader.get("/everything").get_data(as_text=True)


def part(html: str, path: str) -> str:
    return html.split(f'data-question="{path}"')[1].split("data-question=", maxsplit=1)[0]


def test_it_passes_the_lint_of_every_page(html: str) -> None:
    assert problems(html) == []


def test_it_asks_every_question_once_and_again_in_each_template(html: str) -> None:
    for question in everything().questions():
        if question.is_asked:
            assert html.count(f'data-type="{question.type}"') > 0
    assert html.count('data-path="/person[0]/called"') == html.count('data-path="/person[#]/called"') == 1
    assert html.count('data-path="/person[#]/pet[#]/pet_name"') == 1


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("/typed/phone", 'type="tel"'),
        ("/typed/mail", 'type="email"'),
        ("/typed/since", 'type="month"'),
        ("/typed/year", 'placeholder="YYYY"'),
        ("/typed/who", '<details class="guidance"><summary>How to ask</summary>'),
        ("/typed/who", "<strong>as they say it</strong>"),
        ("/typed/greeting", '<span data-shows="/typed/who">…</span>'),
        ("/typed/next", 'class="worked-out" data-shows="/typed/next"'),
        ("/chosen/county", "chips--grid"),
        ("/chosen/city", "data-filtered"),
        ("/chosen/often", "chips--likert"),
        ("/chosen/seen", '<details class="folded">'),
        ("/chosen/read", 'type="checkbox" name="chosen.read" value="OK"'),
        ("/drawn/pain", 'type="range" min="0" max="10" step="1"'),
        ("/drawn/place", "Where I am"),
        ("/drawn/signed", "Or type the full name"),
        ("/drawn/photo", "It cannot be sent from here yet"),
    ],
)
def test_each_has_what_is_its_own(html: str, path: str, sign: str) -> None:
    assert sign in part(html, path)


def test_the_words_of_a_table_stand_once_above_it(html: str) -> None:
    head = html.split('class="likert-table__head"')[1].split("data-question", maxsplit=1)[0]
    assert "Nearly every day" in head


def test_without_a_script_the_server_is_asked_for_the_choices_of_an_endless_list(html: str) -> None:
    question = part(html, "/chosen/streets")
    assert 'name="choices:find:chosen.streets"' in question.split("<noscript>")[1].split("</noscript>")[0]
    assert question.count("chip__input") == question.count("<option") == 0


def test_every_language_is_there_with_its_direction(html: str) -> None:
    assert '<span data-in="">Whom did you meet?</span><span data-in="ar" lang="ar" dir="rtl" hidden>من قابلت؟</span>' in html
    assert 'data-language="ar" aria-pressed="false"><span lang="ar">Arabic</span> <small lang="en">not reviewed</small>' in html


def test_what_nobody_asks_is_not_drawn(html: str) -> None:
    drawn = html.split('type="application/json"', maxsplit=1)[0]
    assert not any(f'"{name}"' in drawn for name in ("/began", "/day", "/device", "/user", "/oldest"))


def test_a_row_has_its_heading_and_can_be_removed(html: str) -> None:
    row = html.split('data-instance="/person[0]"')[1].split("<template", maxsplit=1)[0]
    assert '<span data-in="">Person at home</span>' in row
    assert 'name="rows:add" value="/person"' in html
    assert 'name="rows:remove" value="/person[0]"' in html


def test_a_counted_row_cannot_be_removed(html: str) -> None:
    assert 'value="/shot[0]" data-remove' not in html
