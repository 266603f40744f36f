"""The list page: what it says of each follow-up, where its tabs lead, and that a name never stands in an address."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from fieldform.record.follow_ups import FollowUp
from sync.encoding import b64, compact_json
from sync.wire import Kind
from tests.clinician.desk import Desk
from tests.record.road import REPORT, Road, raised_by, report
from tests.record.rows import plant
from tests.support.house import House


def test_it_says_who_how_urgent_what_by_when_and_how_often(house: House, road: Road, desk: Desk) -> None:
    road.send(REPORT)
    page = desk.list()
    assert all(words in page for words in ("Dana Doe, 35", "24 h", "suicide threat", "Ada Okafor", "due tomorrow 09:00", "not tried yet"))


def test_it_says_call_by_for_now(road: Road, desk: Desk) -> None:
    road.send(report(safety={"suicide": "attempt"}))
    assert "call by 10:00" in desk.list()


def test_it_says_since_when_something_is_overdue(house: House, road: Road, desk: Desk) -> None:
    road.send(REPORT)
    house.later(days=3)
    assert "overdue since Tue 09:00" in Desk(house.visitor(house.cast.clinician)).list(tab="overdue")


def test_it_marks_what_nobody_has_opened(road: Road, desk: Desk) -> None:
    follow_up = raised_by(road.send(REPORT))
    assert ">new<" in desk.list()
    desk.open(follow_up)
    assert ">new<" not in desk.list()


@pytest.mark.parametrize("tab", ["open", "overdue", "today", "week", "waiting", "closed"])
def test_an_empty_tab_says_what_will_appear_in_it(desk: Desk, tab: str) -> None:
    page = desk.list(tab=tab)
    assert "appears here" in page or "stays here" in page


def test_a_word_that_is_no_tab_shows_the_open_ones(desk: Desk) -> None:
    assert "Nothing is open." in desk.list(tab="x", acuity="y", after="z")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_cursor_that_no_page_gave_out_shows_the_beginning(road: Road, desk: Desk, year: str) -> None:
    road.send(REPORT)
    made_up = b64(compact_json([f"{year}-01-01T00:00:00+14:00", 1, f"{year}-12-31T23:59:59-14:00", "x"]))
    assert "Dana Doe" in desk.list(after=made_up)


def test_a_phone_with_an_impossible_clock_leaves_the_list_readable(house: House, desk: Desk, follow_up: FollowUp) -> None:
    phone = house.device(house.cast.clinician.agency)
    phone.author = house.cast.clinician.id
    answers = {"follow_up": follow_up.id, "mode": "phone", "result": "no_answer"}
    phone.push(phone.seal(Kind.ACTION, phone.body(answers, form="attempt", captured_at="0001-01-01T00:00:00+00:00")))
    assert "tried once" in desk.list()
    assert "Dana Doe" in desk.open(follow_up)


def test_it_filters_by_acuity_and_counts_by_it(road: Road, desk: Desk) -> None:
    road.send(REPORT)
    assert "Dana Doe" not in desk.list(acuity="now")
    assert "Dana Doe" in desk.list(acuity="24h")


def test_it_leads_to_the_next_page_and_back_to_the_first(house: House, road: Road, desk: Desk) -> None:
    plant([house.cast.officer.agency], house.cast.officer.id, house.now, 200)
    seen: list[str] = []
    address = "/clinician/"
    while address:
        page = desk.get(address)
        seen += re.findall(r'href="/clinician/follow-ups/([0-9a-f-]{36})"', page)
        found = re.search(r'href="(/clinician/\?[^"]*after=[^"]*)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert "From the start" in page
    assert len(seen) == len(set(seen)) > 50


def test_it_finds_a_name_by_post_and_never_puts_it_in_an_address(road: Road, desk: Desk) -> None:
    road.send(REPORT)
    page = desk.find("doe")
    assert "Dana Doe" in page
    assert not re.search(r'(href|action|formaction)="[^"]*doe', page, re.IGNORECASE)


def test_it_pages_through_what_it_found(house: House, road: Road, desk: Desk) -> None:
    plant([house.cast.officer.agency], house.cast.officer.id, house.now, 400)
    page = desk.find("do")
    following = re.search(r'formaction="(/clinician/search\?[^"]*after=[^"]*)"', page)
    assert following
    form = desk.client.get("/session").get_json()["csrf"]
    answer = desk.client.post(following[1].replace("&amp;", "&"), data={"csrf_token": form, "text": "do"})
    first = set(re.findall(r"follow-ups/([0-9a-f-]{36})\"", page))
    assert first.isdisjoint(re.findall(r"follow-ups/([0-9a-f-]{36})\"", answer.get_data(as_text=True)))


def test_it_says_so_when_nobody_is_called_that(road: Road, desk: Desk) -> None:
    road.send(REPORT)
    assert "Nobody here by that name." in desk.find("zzz")


def test_it_writes_out_whatever_a_name_holds(road: Road, desk: Desk) -> None:
    road.send(report(who={"given_name": "<script>alert(1)</script>", "family_name": "O'“Neil & Söhne"}))
    page = desk.list()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; O&#39;“Neil &amp; Söhne" in page


def test_a_strangers_list_is_empty(road: Road, stranger: FlaskClient) -> None:
    road.send(REPORT)
    assert "Nothing is open." in Desk(stranger).list()


def test_an_advocate_sees_only_the_advocates(house: House, road: Road, advocate: Desk) -> None:
    road.send(REPORT)
    road.send(report(who={"given_name": "Rosa"}, people={"domestic": "yes"}), at=house.now - timedelta(hours=1))
    page = advocate.list()
    assert "Rosa Doe" in page
    assert "Dana Doe" not in page
