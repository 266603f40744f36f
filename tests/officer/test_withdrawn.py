"""A withdrawn form is offered to nobody; what was begun or made with it goes on as before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldform.publishing.publish import Candidate, publish, withdraw
from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from sync.decide import Outcome
from tests.publishing.conftest import SURVEY, written
from tests.support.house import Device, House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        publish(Candidate(written(SURVEY), ("form.md", SURVEY.encode())), "command line", built.now)
        yield built


@pytest.fixture
def car(house: House) -> Device:
    return house.device(house.cast.officer.agency)


def page(house: House, address: str) -> str:
    return house.visitor().get(address).get_data(as_text=True)


def test_a_form_that_gives_the_record_no_role_is_offered_and_enters_a_contact(house: House, car: Device) -> None:
    assert 'data-form-id="welfare_check"' in page(house, "/officer/")
    (receipt,) = car.push(car.report({"what": "A dog barked"}, form="welfare_check"))
    assert receipt.outcome == Outcome.ACCEPTED, receipt.reasons
    assert Contact.get().form == "welfare_check"


def test_it_is_not_offered_and_what_was_begun_is_still_called_by_its_name(house: House) -> None:
    withdraw("welfare_check", "command line", house.now)
    home = page(house, "/officer/")
    assert 'data-action="new" data-form-id="welfare_check"' not in home
    assert '<span hidden data-form-id="welfare_check">Welfare check</span>' in home


def test_its_page_and_that_of_its_reports_stay_on_devices(house: House) -> None:
    version = form_versions.current("welfare_check").version
    withdraw("welfare_check", "command line", house.now)
    listed = page(house, "/precache.js")
    assert f'"/officer/forms/welfare_check/{version}"' in listed
    assert f'"/officer/forms/welfare_check/{version}/report"' in listed
    assert '"/officer/forms/welfare_check":' not in listed
    assert house.visitor().get(f"/officer/forms/welfare_check/{version}").status_code == 200


def test_what_waited_on_a_phone_arrives_after_it_was_withdrawn(house: House, car: Device) -> None:
    waiting = car.report({"what": "A dog barked"}, form="welfare_check")
    withdraw("welfare_check", "command line", house.now)
    (receipt,) = car.push(waiting)
    assert receipt.outcome == Outcome.ACCEPTED


def test_a_shortcut_to_it_leads_home(house: House) -> None:
    withdraw("welfare_check", "command line", house.now)
    assert house.visitor().get("/officer/forms/welfare_check").headers["Location"] == "/officer/"
