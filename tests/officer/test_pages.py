"""The officer's pages: the same for everybody, clean, and only forms that report a contact."""

import re

import pytest

from fieldform.forms import Form
from tests.support.house import House
from tests.support.page_lint import assert_clean


def test_it_opens_for_anybody(house: House, page: str) -> None:
    visitor = house.visitor()
    assert [visitor.get(address).status_code for address in ("/officer/", page)] == [200, 200]


def test_it_is_clean(house: House, page: str) -> None:
    for who in (None, house.cast.officer):
        for address in ("/officer/", page):
            assert_clean(house.visitor(who).get(address).get_data(as_text=True), f"{address} for {who and who.name}")


def test_the_shell_is_the_same_for_everybody(house: House) -> None:
    seen = {house.visitor(who).get("/officer/").data for who in (None, house.cast.officer, house.cast.officer_elsewhere)}
    assert len(seen) == 1


def test_an_empty_form_without_anybody_carries_no_token_and_no_id(house: House, page: str) -> None:
    shown = house.visitor().get(page).get_data(as_text=True)
    assert 'name="csrf_token"' not in shown
    assert 'name="record_id"' not in shown


def test_what_applies_only_after_an_answer_is_drawn_hidden_for_those_who_have_scripts(house: House, page: str) -> None:
    """Of a page for whoever has none, every question shows: noscript.css lifts it, and an officer's own page hides nothing."""
    everybody, officer = (house.visitor(who).get(page).get_data(as_text=True) for who in (None, house.cast.officer))
    assert re.search(r'data-question="/safety/suicide_method"[^>]* hidden>', everybody)
    assert not re.search(r'data-question="/safety/suicide"[^>]* hidden>', everybody)
    assert not re.search(r'data-question="[^"]*"[^>]* hidden>', officer)


def test_an_empty_form_sets_no_cookie(house: House, page: str) -> None:
    assert "Set-Cookie" not in house.visitor().get(page).headers


def test_an_officer_without_javascript_gets_a_token_and_an_id(house: House, page: str) -> None:
    shown = house.visitor(house.cast.officer).get(page).get_data(as_text=True)
    assert 'name="csrf_token"' in shown
    assert re.search(r'name="record_id" value="[0-9a-f-]{36}"', shown)


@pytest.mark.parametrize("role", ["clinician", "admin", "supervisor", "advocate"])
def test_nobody_else_gets_a_token(house: House, page: str, role: str) -> None:
    assert 'name="csrf_token"' not in house.visitor(getattr(house.cast, role)).get(page).get_data(as_text=True)


def test_it_names_nobody_who_is_signed_in(house: House, page: str) -> None:
    officer = house.visitor(house.cast.officer)
    assert all(house.cast.officer.name not in officer.get(address).get_data(as_text=True) for address in ("/officer/", page))


def test_the_address_without_a_version_leads_to_the_newest(house: House, page: str) -> None:
    assert house.visitor().get("/officer/forms/crisis_contact").headers["Location"] == page


def test_a_form_that_is_not_there_is_not_there(house: House, form: Form) -> None:
    visitor = house.visitor()
    wrong = (
        "/officer/forms/nothing",
        "/officer/forms/nothing/1",
        "/officer/forms/crisis_contact/1",
        f"/officer/forms/attempt/{form.version}",
    )
    assert {visitor.get(address).status_code for address in wrong} == {404}


def test_a_desks_own_step_is_no_form_of_an_officer(house: House) -> None:
    assert house.visitor().get("/officer/forms/attempt").status_code == 404


def test_the_form_brings_its_own_definition(house: House, form: Form, page: str) -> None:
    shown = house.visitor().get(page).get_data(as_text=True)
    assert f'data-form-version="{form.version}"' in shown
    assert f'"version": "{form.version}"' in shown.partition("data-form-definition>")[2]
