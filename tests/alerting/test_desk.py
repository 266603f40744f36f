"""The bar on every page of the desk: a "Now" that this viewer could open and nobody has. No name in it, and no session kept alive by it."""

from fieldform.access.models import Session, User
from fieldform.access.queries import viewer_of
from fieldform.record import follow_ups
from tests.alerting.conftest import follow_up, red
from tests.support.cast import Member
from tests.support.house import Device, House
from tests.support.page_lint import assert_clean


def told(house: House, member: Member) -> tuple[int, str]:
    answer = house.visitor(member).get("/clinician/alarms").get_json()
    return answer["count"], answer["since"]


def test_it_counts_what_nobody_opened_since_when(house: House, device: Device) -> None:
    assert told(house, house.cast.clinician) == (0, "")
    red(device)
    red(device)
    assert told(house, house.cast.clinician) == (2, "today 09:00")


def test_it_ends_when_somebody_opens_it(house: House, device: Device) -> None:
    red(device)
    follow_ups.open_one(viewer_of(User.get_by_id(house.cast.clinician.id)), follow_up().id, house.now)
    assert told(house, house.cast.clinician) == (0, "")


def test_it_is_nothing_to_those_who_may_not_work_it(house: House, device: Device) -> None:
    red(device)
    assert told(house, house.cast.advocate) == (0, "")
    assert told(house, house.cast.refused) == (0, "")


def test_it_stands_on_every_page_of_the_desk_and_names_nobody(house: House, device: Device) -> None:
    red(device)
    desk = house.visitor(house.cast.clinician)
    page = desk.get("/clinician/handover").get_data(as_text=True)
    assert 'data-desk-alarm="some"' in page
    assert "Quillfeather" not in page.partition("</header>")[0]
    assert_clean(page, "/clinician/handover")


def test_a_page_that_asks_by_itself_keeps_no_session_alive(house: House, device: Device) -> None:
    desk = house.visitor(house.cast.clinician)
    for _ in range(29):
        house.later(minutes=1)
        assert desk.get("/clinician/alarms").status_code == 200
    house.later(minutes=2)
    assert desk.get("/clinician/alarms", headers={"Accept": "application/json"}).status_code in (303, 401)
    assert Session.select().where(Session.last_seen_at == Session.created_at).count() == 1
