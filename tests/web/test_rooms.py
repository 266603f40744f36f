"""The rooms of IT and of a supervisor, in the whole app: what they show, and whose."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from fieldform.access.device_codes import hand_out
from fieldform.app import create_app
from fieldform.config import Config
from fieldform.keys_folder import create_keys, load_keys
from fieldform.schema import all_tables
from sync.lives import begin_life
from sync.models import Device, EnrolmentCode
from tests.access.place import Clock, Place, sign_in, token_of
from tests.support.cast import Member, create_cast
from tests.support.ground import bare
from tests.support.page_lint import assert_clean

PAGE = {"Accept": "text/html"}
WRONG_CODES = (
    {"label": ""},
    {"label": "x" * 121},
    {"device_class": "submarine"},
    {"count": "0"},
    {"count": "201"},
    {"count": "3"},
    {"days": "15"},
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("house")
    config, clock = Config(data_folder=folder / "data", keys_folder=folder / "keys"), Clock()
    create_keys(config.keys_folder)
    with bare(all_tables(), folder / "all.db"):
        yield furnished(config, clock, folder)


def furnished(config: Config, clock: Clock, folder: Path) -> Place:
    begin_life("", clock.now)
    cast = create_cast(clock.now)
    app = create_app(config, load_keys(config.keys_folder), clock)
    add_device(cast.officer.agency, "Phone 12", clock, waiting=2)
    add_device(cast.officer.agency, "Car 4", clock, days_silent=4)
    add_device(cast.officer_elsewhere.agency, "Phone of others", clock)
    return Place(app=app, clock=clock, cast=cast, config=config, folder=folder)


def add_device(agency: str, label: str, clock: Clock, *, days_silent: int = 0, waiting: int = 0) -> None:
    Device.create(
        id=label,
        public_key=label.encode(),
        agency=agency,
        device_class="phone",
        label=label,
        enrolled_at=clock.now,
        enrolled_by="test",
        last_seen_at=clock.now - timedelta(days=days_silent),
        waiting=waiting,
    )


def visit(house: Place, member: Member, path: str) -> str:
    client = house.visitor()
    assert sign_in(client, member).status_code == 303
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert_clean(answer.text, path)
    return answer.text


def test_it_shows_it_the_agencys_own_devices_the_longest_silent_first(house: Place) -> None:
    page = visit(house, house.cast.admin, "/admin/")
    assert page.index("Car 4") < page.index("Phone 12")
    assert "Silent, look for it" in page
    assert "Phone of others" not in page


def test_it_makes_a_code_that_is_shown_once_and_kept_as_a_hash(house: Place) -> None:
    client = house.signed_in(house.cast.admin)
    fields = {"label": "Phone 13", "device_class": "phone", "count": "1", "days": "1", "csrf_token": token_of(client, "/admin/")}
    made = client.post("/admin/codes", data=fields, headers=PAGE)
    assert_clean(made.text, "/admin/codes")
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", made.text)
    assert code is not None
    row = EnrolmentCode.select().order_by(EnrolmentCode.made_at.desc()).get()
    assert (row.agency, row.label, row.device_class) == (house.cast.admin.agency, "Phone 13", "phone")
    page = client.get("/admin/", headers=PAGE).text
    assert "Phone 13" in page
    assert code[0] not in page


@pytest.mark.parametrize(
    "wrong",
    WRONG_CODES,
)
def test_it_says_what_a_code_needs_and_keeps_what_was_typed(house: Place, wrong: dict[str, str]) -> None:
    client = house.signed_in(house.cast.admin)
    fields = {"label": "Phone 14", "device_class": "car", "count": "1", "days": "1", "csrf_token": token_of(client, "/admin/"), **wrong}
    answer = client.post("/admin/codes", data=fields, headers=PAGE)
    assert answer.status_code == 422
    assert "Please check" in answer.text
    assert_clean(answer.text, "/admin/codes")


def test_it_makes_a_code_for_no_agency_but_its_own(house: Place) -> None:
    client = house.signed_in(house.cast.admin)
    other = house.cast.officer_elsewhere.agency
    fields = {
        "label": "Mine?",
        "device_class": "phone",
        "count": "1",
        "days": "1",
        "agency": other,
        "made_by": "x",
        "csrf_token": token_of(client, "/admin/"),
    }
    client.post("/admin/codes", data=fields)
    assert not EnrolmentCode.select().where(EnrolmentCode.agency == other).exists()


def test_it_lists_the_people_of_the_agency(house: Place) -> None:
    page = visit(house, house.cast.admin, "/admin/users")
    assert "ada.okafor" in page
    assert "cora.lindt" not in page
    assert "argon2" not in page


def test_it_shows_a_supervisor_numbers_or_says_what_will_be_there(house: Place) -> None:
    assert "Nothing is open" in visit(house, house.cast.supervisor, "/supervisor/")


@pytest.mark.parametrize("path", ["/admin/", "/admin/users", "/supervisor/"])
def test_it_lets_nobody_else_in(house: Place, path: str) -> None:
    for member in (house.cast.officer, house.cast.clinician, house.cast.advocate):
        assert house.signed_in(member).get(path, headers=PAGE).status_code == 403
    assert signed_out(house).get(path, headers=PAGE).status_code == 303


def signed_out(house: Place) -> FlaskClient:
    return house.visitor()


def test_it_hands_out_codes_that_cannot_be_misread(house: Place) -> None:
    drawn = "".join(
        hand_out(agency="a", device_class="phone", label="x", made_by="test", now=house.clock.now).replace("-", "") for _ in range(200)
    )
    assert not set(drawn) & set("01ILOU")
    assert len(set(drawn)) == 30
