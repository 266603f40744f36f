"""Choices that depend on other answers, come from a file, or are too many to draw, for a browser without JavaScript: the server finds them
when it is asked to, sends nothing by that, and keeps all that was typed."""

import re
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldform.forms import Form
from fieldform.officer.offline import page_of
from fieldform.publishing.publish import Candidate, publish
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from tests.publishing.conftest import written
from tests.support.everything import everything
from tests.support.house import House
from tests.support.page_lint import assert_clean

TOWNS = "name,label,county\n" + "".join(f"t{number},Ölberg {number},{'wayne' if number % 2 else 'oakland'}\n" for number in range(300))
SURVEY = """| survey |
| | type | name | label | choice_filter | repeat_count | calculation | appearance |
| | text | what | What happened? | | | | |
| | select_one county | county | County | | | | |
| | select_one_from_file towns.csv | town | Town | county = ${county} | | | |
| | text | told | Label of it | | | pulldata('towns', 'label', 'name', ${town}) | |
| | begin_repeat | person | Person | | | | |
| | select_one county | where | Where | | | | |
| | select_one city | city | City | county = ${where} | | | |
| | select_one city | small | City, in a list | county = ${where} | | | minimal |
| | end_repeat | | | | | | |
| | integer | shots | Shots | | | | |
| | begin_repeat | shot | Shot | | ${shots} | | |
| | text | hit | Hit what? | | | | |
| | end_repeat | | | | | | |
| | select_one ${hit} | worst | What was hit worst? | | | | |
| | text | more | What else of ${where} <b>? | | | | |
| | note | last | Hit: ${all_hits} | | | | |
| | calculate | all_hits | | | | join(', ', ${hit}) | |
| choices |
| | list_name | name | label | county |
| | county | wayne | Wayne | |
| | county | oakland | Oakland | |
| | city | westland | Westland | wayne |
| | city | novi | Novi | oakland |
| settings |
| | form_title | form_id |
| | Towns | towns_form |
"""
PLAIN = {"choices:plain": "yes"}


@pytest.fixture(scope="module")
def towns(house: House) -> str:
    lists = {"towns.csv": TOWNS.encode()}
    publish(Candidate(written(SURVEY, lists), ("form.md", SURVEY.encode()), lists), "command line", house.now)
    return page_of(form_versions.current("towns_form"))


@pytest.fixture(scope="module")
def officer(house: House) -> FlaskClient:
    return house.visitor(house.cast.officer)


@pytest.fixture
def drawn(house: House, officer: FlaskClient, towns: str) -> Any:
    """drawn(typed) is the page as it comes back."""

    def post(typed: dict[str, Any], page: str = towns) -> str:
        answer = officer.post(page, data=PLAIN | typed, headers=house.token(officer))
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return post


def everything_here(house: House) -> Form:
    form_versions.publish(everything(), house.now)
    return everything()


def offered(page: str, name: str) -> list[str]:
    """The values that can be chosen, in the page's order."""
    return re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', page)


def test_a_list_that_came_with_the_form_is_chosen_from(drawn: Any) -> None:
    page = drawn({"choices:show": "/town", "county": "wayne"})
    assert offered(page, "town") == [f"t{number}" for number in range(1, 100, 2)]
    assert "The first 50 are shown" in page
    assert_clean(page, "the form with its choices")


def test_it_is_found_by_a_part_of_its_name_without_accents_and_case(drawn: Any) -> None:
    page = drawn({"choices:show": "/town", "county": "wayne", "choices:find:town": "olberg 29"})
    assert offered(page, "town") == ["t29", *(f"t{number}" for number in range(291, 300, 2))]
    assert 'value="olberg 29"' in page


def test_nothing_that_was_typed_is_lost_and_nothing_is_sent(drawn: Any) -> None:
    before = Contact.select().count()
    page = drawn({"choices:show": "/town", "what": "ZZ the canal", "person.0.where": "wayne", "rows:of": "/person[1]", "shots": "many"})
    assert "ZZ the canal" in page
    assert 'value="many"' in page
    assert 'data-instance="/person[1]"' in page
    assert Contact.select().count() == before


def test_what_was_chosen_stays_in_sight_though_it_goes_with_nothing_any_more(drawn: Any) -> None:
    page = drawn({"choices:show": "/town", "county": "oakland", "town": "t1"})
    assert offered(page, "town")[:2] == ["t1", "t0"]
    assert "Ölberg 1<" in page


def test_where_nothing_goes_with_the_answers_it_says_so(drawn: Any) -> None:
    page = drawn({"choices:show": "/town"})
    assert offered(page, "town") == []
    assert "None goes with the other answers." in page
    assert "None is called so." in drawn({"choices:show": "/town", "county": "wayne", "choices:find:town": "nowhere"})


def test_in_each_row_choices_go_with_the_answers_of_that_row(drawn: Any) -> None:
    page = drawn({"choices:show": "", "person.0.where": "wayne", "person.1.where": "oakland"})
    assert (offered(page, "person.0.city"), offered(page, "person.1.city")) == (["westland"], ["novi"])
    small = page.split('name="person.1.small"')[1].split("</select>")[0]
    assert re.findall(r'<option value="(\w+)"', small) == ["novi"]


def test_a_repeat_has_the_rows_that_its_form_counts(drawn: Any) -> None:
    page = drawn({"choices:show": "", "shots": "2"})
    assert 'name="shot.1.hit"' in page
    assert 'name="shot.2.hit"' not in page


def test_the_answers_of_its_rows_are_choices(drawn: Any) -> None:
    page = drawn(
        {
            "choices:show": "/worst",
            "shots": "3",
            "shot.0.hit": "the door",
            "shot.1.hit": "the door",
            "shot.2.hit": "*a* [car](https://x.test)",
        }
    )
    assert offered(page, "worst") == ["the door", "*a* [car](https://x.test)"]
    assert '<span class="chip__word">*a* [car](https://x.test)</span>' in page


def test_what_follows_from_the_answers_is_told_when_it_is_asked_for(drawn: Any) -> None:
    typed = {"county": "wayne", "town": "t1", "person.0.where": "wayne", "shots": "2", "shot.0.hit": "<door>", "shot.1.hit": "car"}
    page = drawn({"choices:show": "/"} | typed)
    assert '<p class="worked-out" data-shows="/told">Ölberg 1</p>' in page
    assert 'Hit: <span data-shows="/all_hits">&lt;door&gt;, car</span>' in page
    assert 'What else of <span data-shows="/person/where">Wayne</span>' in page
    assert "Show what follows from the answers" in page
    assert_clean(page, "the form with what follows")


def test_another_row_shows_the_choices_too(drawn: Any) -> None:
    page = drawn({"rows:add": "/person", "person.0.where": "oakland"})
    assert offered(page, "person.0.city") == ["novi"]
    assert 'name="person.1.where"' in page


def test_what_was_chosen_so_is_sent(house: House, officer: FlaskClient, towns: str) -> None:
    typed = PLAIN | {"county": "wayne", "town": "t1", "person.0.where": "oakland", "person.0.city": "novi"}
    answer = officer.post(towns, data=typed, headers=house.token(officer))
    assert "Received" in answer.get_data(as_text=True)


def test_what_does_not_go_together_is_told_and_comes_back_with_what_does(house: House, officer: FlaskClient, towns: str) -> None:
    typed = PLAIN | {"county": "oakland", "town": "t1"}
    answer = officer.post(towns, data=typed, headers=house.token(officer))
    assert answer.status_code == 422
    assert "Choose again" in answer.get_data(as_text=True)
    assert offered(answer.get_data(as_text=True), "town")[:2] == ["t1", "t0"]


def test_a_list_of_the_form_itself_that_is_too_long_to_draw_is_found_too(house: House, drawn: Any) -> None:
    asked = {"choices:show": "/chosen/streets", "choices:find:chosen.streets": " ford street 119", "chosen.streets": ["s2"]}
    page = drawn(asked, page_of(everything_here(house)))
    assert offered(page, "chosen.streets") == ["s2", "s119", "s1193", "s1199"]


def test_where_a_script_narrows_the_choices_the_server_leaves_them_alone(house: House, officer: FlaskClient, towns: str) -> None:
    typed = {"rows:add": "/person", "person.0.where": "oakland"}
    page = officer.post(towns, data=typed, headers=house.token(officer)).get_data(as_text=True)
    assert offered(page, "person.0.city") == ["westland", "novi"]


def test_enter_in_a_field_neither_sends_nor_takes_a_row_away(officer: FlaskClient, towns: str) -> None:
    """A browser presses a form's first button that submits."""
    page = officer.get(towns).get_data(as_text=True)
    form = page.split("data-form>")[1]
    assert re.findall(r'<button[^>]* type="submit" name="([^"]*)"', form)[0] == "choices:show"


@pytest.mark.parametrize(
    "typed",
    [
        {"rows:of": [f"/person[{number}]/pet[199]" for number in range(200)]},
        {f"person.{number % 200}.pet.{number % 199}.pet_name": "x" for number in range(5_000)},
    ],
    ids=["rows in rows", "names of fields"],
)
def test_more_rows_than_a_form_can_take_are_refused_before_they_cost_anything(house: House, officer: FlaskClient, typed: Any) -> None:
    """A few kilobytes would otherwise be answered by a page of forty megabytes."""
    began = time.process_time()
    answer = officer.post(page_of(everything_here(house)), data=PLAIN | typed, headers=house.token(officer))
    assert (answer.status_code, len(answer.data) < 20_000) == (413, True)
    assert "more than a form can take" in answer.get_data(as_text=True)
    assert time.process_time() - began < 2


def test_answers_beyond_every_limit_are_kept_for_a_person_to_look_at_and_cost_nothing(house: House) -> None:
    form = everything_here(house)
    car = house.device(house.cast.officer.agency)
    began = time.process_time()
    receipts = car.push(car.report({"person": [{"pet": [{"pet_name": "x"}] * 200}] * 200}, form=form.form_id))
    assert [receipt.outcome for receipt in receipts] == ["quarantined"]
    assert time.process_time() - began < 3
