"""The page that finds a person or an address: posted words, plain answers, and nothing from behind the other walls."""

from base64 import urlsafe_b64decode
from html import unescape

import pytest
from flask.testing import FlaskClient

from fieldform.access.models import ViewLog
from fieldform.record.contacts import Contact
from tests.support.house import House
from tests.support.page_lint import assert_clean
from tests.support.reports import report


@pytest.fixture(scope="module")
def sent(house: House) -> str:
    """A report with something behind every wall; its id."""
    device = house.device(house.cast.officer.agency)
    answers = report(suicide="threat", domestic="yes", weapon="present", family_name="Quillfeather")
    answers["safety"]["weapon_type"] = ["knife"]
    answers["people"]["violence"] = {"victim_who": "victim", "choked": "yes", "advocate_wanted": "yes", "safe_way": "ask for the dentist"}
    device.push(device.report(answers))
    return str(Contact.select().get().id)


@pytest.fixture(params=["officer", "supervisor"])
def visitor(house: House, request: pytest.FixtureRequest) -> FlaskClient:
    return house.visitor(getattr(house.cast, request.param))


def search(house: House, client: FlaskClient, text: str) -> str:
    return shown(client, searched(house, client, text))


def searched(house: House, client: FlaskClient, text: str) -> str:
    """The address of what was found."""
    answer = client.post("/officer/find", data={"text": text}, headers=house.token(client))
    assert answer.status_code == 303
    return answer.location


def shown(client: FlaskClient, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    assert_clean(page, "/officer/find")
    return page


def link(page: str, words: str) -> str:
    """The address behind the link with these words."""
    return unescape(page.split(words, maxsplit=1)[0].rsplit('href="', 1)[1].split('"', maxsplit=1)[0])


def test_before_a_search_it_says_what_it_is_for_and_that_looks_are_written_down(visitor: FlaskClient) -> None:
    page = visitor.get("/officer/find").get_data(as_text=True)
    assert_clean(page, "/officer/find")
    assert "who looked is written down" in page
    assert "Who was met before?" in page


def test_it_shows_who_when_where_what_and_what_to_know(house: House, visitor: FlaskClient, sent: str) -> None:
    page = search(house, visitor, "quill")
    assert all(words in page for words in ("Zephyrine Quillfeather, 35", "14 Larkspur Court", "suicide threat, knife", "Knife."))


def test_it_finds_by_address(house: House, visitor: FlaskClient, sent: str) -> None:
    assert "Quillfeather" in search(house, visitor, "14 lark")


def test_where_nothing_fits_it_says_what_to_try(house: House, visitor: FlaskClient, sent: str) -> None:
    assert "No report of your agency names that" in search(house, visitor, "nobody")
    assert "Nothing was typed" in search(house, visitor, " ")


def test_what_is_searched_for_can_be_read_in_no_address(house: House, visitor: FlaskClient, sent: str) -> None:
    address = searched(house, visitor, "quill")
    assert "quill" not in address
    assert b"quill" not in urlsafe_b64decode(address.rsplit("/")[-1])
    assert visitor.get("/officer/find?text=quill").get_data(as_text=True).count("Quillfeather") == 0


def test_from_a_report_the_way_back_leads_to_what_was_found(house: House, visitor: FlaskClient, sent: str) -> None:
    report_page = shown(visitor, link(search(house, visitor, "quill"), "Zephyrine Quillfeather"))
    back = link(report_page, "Back to what was found")
    assert back.endswith(f"#{sent}")
    assert "Zephyrine Quillfeather" in shown(visitor, back)


def test_a_search_is_nobody_elses(house: House, visitor: FlaskClient, sent: str) -> None:
    page = shown(visitor, searched(house, house.visitor(house.cast.second_officer), "quill"))
    assert "This search is over" in page
    assert "Quillfeather" not in page


def test_a_report_opens_as_far_as_the_polices_wall(house: House, visitor: FlaskClient, sent: str) -> None:
    page = visitor.get(f"/officer/find/reports/{sent}").get_data(as_text=True)
    assert_clean(page, "/officer/find/reports")
    assert "14 Larkspur Court" in page
    assert "Kept for the advocate" in page
    assert not any(words in page for words in ("dentist", "choked", "Do they take it?"))


def test_opening_it_is_written_down(house: House, sent: str) -> None:
    officer, before = house.visitor(house.cast.officer), ViewLog.select().count()
    officer.get(f"/officer/find/reports/{sent}")
    newest = ViewLog.select().order_by(ViewLog.at.desc(), ViewLog.id).where(ViewLog.viewer == house.cast.officer.id)
    assert ViewLog.select().count() == before + 1
    assert {row.reason for row in newest.limit(1)} == {"find"}


def test_for_another_agency_it_does_not_exist(house: House, sent: str) -> None:
    other = house.visitor(house.cast.officer_elsewhere)
    assert "Quillfeather" not in search(house, other, "quill")
    assert other.get(f"/officer/find/reports/{sent}").status_code == 404


def test_a_withdrawn_report_says_that_it_does_not_stand(house: House, sent: str) -> None:
    officer = house.visitor(house.cast.officer)
    Contact.update(withdrawn_at=house.now, withdrawn_for="Wrong person").where(Contact.id == sent).execute()
    assert "This report does not stand." in search(house, officer, "quill")
    assert "Wrong person" in officer.get(f"/officer/find/reports/{sent}").get_data(as_text=True)
    Contact.update(withdrawn_at=None, withdrawn_for="").where(Contact.id == sent).execute()


def test_many_are_shown_a_page_at_a_time(house: House) -> None:
    device = house.device(house.cast.officer.agency)
    device.push(*[device.report(report(family_name="Manyfold", given_name=f"N{number}")) for number in range(27)])
    officer = house.visitor(house.cast.officer)
    page = search(house, officer, "manyfold")
    assert page.count('class="row"') == 25
    assert shown(officer, link(page, "Show earlier ones")).count('class="row"') == 2
