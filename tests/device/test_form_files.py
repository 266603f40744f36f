"""A list that comes with a form goes to enrolled devices of people who are signed in; to everybody only where its form says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldform.publishing.publish import Candidate, publish
from fieldform.record import form_versions
from tests.publishing.conftest import written
from tests.support.house import House, build

ROWS = b"name,label\nnorth,North house\n"
ASKED = """| survey |
| | type | name | label |
| | select_one_from_file shelters.csv | where | Where? |
| settings |
| | form_title | form_id | public_lists |
| | Shelter | shelter | {public} |
"""
PRIVATE, PUBLIC = ASKED.format(public=""), ASKED.format(public="shelters.csv")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


def address(house: House, room: str, text: str) -> str:
    lists = {"shelters.csv": ROWS}
    publish(Candidate(written(text, lists), ("form.md", text.encode()), lists), "command line", house.now)
    return f"/{room}/form-files/{form_versions.current('shelter').lists['shelters'].sha256}"


def test_an_enrolled_device_gets_the_rows(house: House) -> None:
    where, car = address(house, "device", PRIVATE), house.device(house.cast.officer.agency)
    answer = house.visitor(house.cast.officer).get(where, headers={"X-Fieldform-Device": car.signer.device})
    assert answer.get_json()["rows"] == [{"name": "north", "label": "North house"}]


def test_a_browser_that_is_no_device_gets_nothing(house: House) -> None:
    assert house.visitor(house.cast.officer).get(address(house, "device", PRIVATE)).status_code == 404


def test_nobody_gets_it_without_signing_in(house: House) -> None:
    assert house.visitor().get(address(house, "device", PRIVATE)).status_code == 401
    assert house.visitor().get(address(house, "officer", PRIVATE)).status_code == 404


def test_what_its_form_calls_public_is_everybodys_and_lies_with_the_pages(house: House) -> None:
    where = address(house, "officer", PUBLIC)
    assert house.visitor().get(where).get_json()["rows"] == [{"name": "north", "label": "North house"}]
    assert where in house.visitor().get("/precache.js").get_data(as_text=True)


def test_its_page_says_so_until_the_list_is_there(house: House) -> None:
    address(house, "device", PRIVATE)
    version = form_versions.current("shelter").version
    assert "data-attached" in house.visitor().get(f"/officer/forms/shelter/{version}").get_data(as_text=True)
