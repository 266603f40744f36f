"""templates/macros/fields.html draws every kind of question so that it works by itself, without a script."""

from flask.testing import FlaskClient

from tests.look.site import FORM
from tests.support.ground import sqlite_only
from tests.support.page_lint import problems

pytestmark = sqlite_only("looks at the page, whatever keeps the records")


def page(reader: FlaskClient, path: str = "/form", **posted: str) -> str:
    answer = reader.post(path, data=posted) if posted else reader.get(path)
    return answer.get_data(as_text=True)


def part(html: str, path: str) -> str:
    """From a question's opening to the next one's."""
    return html.split(f'data-question="{path}"')[1].split("data-question=", maxsplit=1)[0]


def test_it_passes_the_lint_of_every_page(reader: FlaskClient) -> None:
    for path in ("/form", "/form?relevant", "/officer/", "/sign-in"):
        assert problems(page(reader, path)) == []


def test_it_draws_every_asked_question_once(reader: FlaskClient) -> None:
    html = page(reader)
    for question in FORM.questions():
        assert html.count(f'data-path="{question.path}"') == question.is_asked


def test_it_names_a_field_by_its_path_with_dots(reader: FlaskClient) -> None:
    assert 'name="where.place" id="where.place"' in page(reader)


def test_it_gives_the_first_choice_the_questions_own_id(reader: FlaskClient) -> None:
    assert 'value="home" id="where.kind"' in page(reader)


def test_it_draws_no_calculation(reader: FlaskClient) -> None:
    assert "next_age" not in page(reader).split('type="application/json"')[0]


def test_it_asks_for_a_number_pad(reader: FlaskClient) -> None:
    assert 'inputmode="numeric"' in part(page(reader), "/who/age")
    assert 'inputmode="decimal"' in part(page(reader), "/health/dose")


def test_it_marks_only_what_is_needed_whatever_else_is_answered(reader: FlaskClient) -> None:
    html = page(reader)
    assert "needed to finish" in part(html, "/where/place")
    assert "needed to finish" not in part(html, "/story/words")
    assert "Needed after a weapon." in part(html, "/story/words")


def test_it_lets_several_answers_be_chosen_with_a_tick(reader: FlaskClient) -> None:
    assert part(page(reader), "/safety/seen").count("chip__tick") == 2


def test_it_offers_a_search_only_in_a_long_list(reader: FlaskClient) -> None:
    assert 'data-behaviour="filter"' in part(page(reader), "/who/language")
    assert 'data-behaviour="filter"' not in part(page(reader), "/where/kind")


def test_it_says_once_who_reads_behind_a_wall(reader: FlaskClient) -> None:
    assert page(reader).count("Read by health staff only") == 1


def test_it_hides_what_is_not_relevant_only_when_told_what_is(reader: FlaskClient) -> None:
    assert " hidden>" in part(page(reader, "/form?relevant"), "/safety/weapon").split("\n")[0]
    assert " hidden>" not in part(page(reader), "/safety/weapon").split("\n")[0]


def test_it_keeps_what_was_typed_and_says_what_is_wrong_beside_it(reader: FlaskClient) -> None:
    age = part(page(reader, **{"who.age": "forty"}), "/who/age")
    assert 'value="forty"' in age
    assert 'aria-invalid="true"' in age


def test_it_links_the_error_summary_to_the_field(reader: FlaskClient) -> None:
    html = page(reader, **{"who.age": "forty"})
    assert '<a href="#who.age">' in html
    assert "<title>Please check: " in html


def test_it_escapes_what_was_typed(reader: FlaskClient) -> None:
    assert "<script>alert" not in page(reader, **{"where.place": "<script>alert(1)</script>"})
