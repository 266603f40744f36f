"""Steps that an agency wrote itself, with rows, choices from an attached list and a slider: asked, kept and told as on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from fieldform.forms import load_xlsform
from fieldform.paths import LIBRARY
from fieldform.publishing.publish import Candidate, publish
from fieldform.record.follow_ups import FollowUp
from fieldform.record.steps import Attempt, NextStep
from tests.clinician.desk import Desk, read_form
from tests.record.road import REPORT, Road, raised_by
from tests.support.browser import DESK, Phone
from tests.support.cast import create_cast
from tests.support.ground import sqlite_only
from tests.support.house import House
from tests.support.servers import prepare

LISTS = {"shelters.csv": b"name,label,county\nnorth,North house,wayne\nlake,Lake house,oakland\nsouth,South house,wayne\n"}
ASKED = """| | range | strain | How much strain? |  |  |  | start=0 end=10 step=1 |  |
| | select_one county | county | County |  |  |  |  |  |
| | select_one_from_file shelters.csv | shelter | Shelter |  |  | county=${county} |  |  |
| | begin_repeat | call | Call |  |  |  |  |  |
| | text | whom | Whom did you call? |  |  |  |  |  |
| | select_one yes_no | helped | Did it help? |  |  |  |  |  |
| | text | how | How did it help? | ${helped} = 'yes' |  |  |  |  |
| | end_repeat |  |  |  |  |  |  |  |
"""
HEAD = """| survey |
| | type | name | label | relevant | required | choice_filter | parameters | bind::ff:role |
"""
CHOICES = """| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
| | county | wayne | Wayne |
| | county | oakland | Oakland |
| | mode | phone | Phone |
| | result | reached | Reached |
| | acuity | now | Now |
| | acuity | 24h | 24 h |
"""


def workbook(form_id: str, title: str, questions: str) -> str:
    return f"{HEAD}{questions}{ASKED}{CHOICES}| settings |\n| | form_title | form_id |\n| | {title} | {form_id} |\n"


ATTEMPT = workbook(
    "attempt",
    "Our attempt",
    """| | hidden | follow_up |  |  | yes |  |  | attempt.follow_up |
| | select_one mode | mode | How? |  | yes |  |  | attempt.mode |
| | select_one result | result | What came of it? |  | yes |  |  | attempt.result |
| | text | note | Note |  |  |  |  | attempt.note |
| | dateTime | tried_at | When did you try? |  |  |  |  | attempt.at |
| | dateTime | next_at | Try again at |  |  |  |  | attempt.next_at |
""",
)
TRIAGE = workbook(
    "triage",
    "Our triage",
    """| | hidden | follow_up |  |  | yes |  |  | next_step.follow_up |
| | select_one acuity | acuity | How urgent is it? |  | yes |  |  | next_step.acuity |
| | dateTime | due_at | When is it due? |  |  |  |  | next_step.due_at |
| | text | note | Note |  |  |  |  | next_step.note |
""",
)


def publish_own(now: datetime) -> None:
    for text in (ATTEMPT, TRIAGE):
        publish(Candidate(load_xlsform(text.encode(), files=LISTS), ("form.md", text.encode()), LISTS), "command line", now)


@pytest.fixture(scope="module")
def opened(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """The clinician's browser, signed in, and the address of a follow-up."""
    server, now = prepare(tmp_path_factory.mktemp("server")), datetime.now(UTC)
    with server.records():
        cast = create_cast(now)
        publish_own(now)
        follow_up = raised_by(Road(cast.officer, now).send(REPORT)).id
    server.start()
    browser = Phone(playwright, Path(tmp_path_factory.mktemp("profile")), base_url=server.url, **DESK)
    browser.page.goto("/sign-in")
    browser.page.fill("[name=username]", cast.clinician.username)
    browser.page.fill("[name=phrase]", cast.clinician.phrase)
    browser.page.keyboard.press("Enter")
    browser.page.wait_for_url("**/clinician/")
    yield browser.page, f"/clinician/follow-ups/{follow_up}"
    browser.close()
    server.kill()


def fill_in(page: Page) -> None:
    page.fill("[name=strain]", "7")
    page.get_by_label("Wayne").check()
    shelter = page.locator('[data-path="/shelter"]')
    expect(shelter.get_by_label("North house")).to_be_visible()
    expect(shelter.get_by_label("Lake house")).not_to_be_visible()
    shelter.get_by_label("South house").check()
    page.fill('[name="call.0.whom"]', "Her sister")
    expect(page.locator('[name="call.0.how"]')).not_to_be_visible()
    page.locator('[data-path="/call[0]/helped"]').get_by_label("Yes").check()
    page.fill('[name="call.0.how"]', "She came")
    page.get_by_role("button", name="Add Call").click()
    page.fill('[name="call.1.whom"]', "The landlord")


def is_told(page: Page, title: str) -> None:
    told = page.locator(".story__entry", has_text=title).last
    for words in ("How much strain?", "7", "Wayne", "South house", "Call 1", "Her sister", "She came", "Call 2", "The landlord"):
        expect(told).to_contain_text(words)


@sqlite_only("looks at the page, whatever keeps the records")
def test_an_attempt_of_ones_own_is_filled_in_on_the_follow_ups_page_and_told_in_its_story(opened: tuple[Page, str]) -> None:
    page, follow_up = opened
    page.goto(follow_up)
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("Reached").check()
    fill_in(page)
    page.get_by_role("button", name="Save the attempt").click()
    expect(page.get_by_text("The attempt is saved.")).to_be_visible()
    is_told(page, "Phone: Reached")


@sqlite_only("looks at the page, whatever keeps the records")
def test_a_triage_of_ones_own_stands_alone_on_its_page(opened: tuple[Page, str]) -> None:
    page, follow_up = opened
    page.goto(f"{follow_up}/triage")
    page.get_by_label("24 h").check()
    fill_in(page)
    page.get_by_role("button", name="Save the triage").click()
    expect(page.get_by_text("The triage is saved.")).to_be_visible()
    is_told(page, "Our triage")


@pytest.fixture
def own(house: House) -> House:
    publish_own(house.now)
    return house


def test_without_a_script_the_server_adds_rows_and_finds_choices_and_saves_nothing(own: House, desk: Desk, follow_up: FollowUp) -> None:
    form = desk.form(follow_up, "attempt")
    page = desk.send(form, 200, **{"choices:plain": "yes", "rows:add": "/call", "call.0.whom": "Her sister", "strain": "7"})
    again = read_form(page, "/attempt")
    assert (again.values["call.0.whom"], again.values["call.1.whom"], again.values["strain"]) == ("Her sister", "", "7")
    assert "Lake house" not in desk.send(again, 200, **{"choices:plain": "yes", "choices:show": "/shelter", "county": "wayne"})
    assert not Attempt.select().exists()


@pytest.mark.parametrize("form_id", ["follow_up", "person_details"])
def test_a_new_follow_up_and_a_persons_details_may_have_rows_as_well(own: House, desk: Desk, follow_up: FollowUp, form_id: str) -> None:
    rows = "| | begin_repeat | pet | Pet |\n| | text | called | How is it called? |\n| | end_repeat |  |  |\n"
    text = (LIBRARY / f"{form_id}.md").read_text(encoding="utf-8").replace("| choices |\n", f"{rows}| choices |\n")
    publish(Candidate(load_xlsform(text), ("form.md", text.encode())), "command line", own.now)
    address = "/clinician/new" if form_id == "follow_up" else f"/clinician/follow-ups/{follow_up.id}/person"
    form = read_form(desk.get(address), address)
    again = read_form(desk.send(form, 200, **{"rows:add": "/pet", "pet.0.called": "Rex"}), address)
    assert (again.values["pet.0.called"], again.values["pet.1.called"]) == ("Rex", "")


def test_what_is_answered_in_rows_alone_is_kept_and_told(own: House, desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "triage", 200, **{"acuity": "24h", "call.0.whom": "Her sister", "rows:of": "/call[0]"})
    assert NextStep.get().answers["call"] == [{"whom": "Her sister"}]
    assert "Call 1" in page
    assert "Her sister" in page


def test_a_choice_that_its_list_does_not_have_is_said_at_its_question(own: House, desk: Desk, follow_up: FollowUp) -> None:
    page = desk.take(follow_up, "triage", 422, acuity="24h", county="wayne", shelter="lake")
    assert "shelter-error" in page
    assert not NextStep.select().exists()


def test_the_rows_of_a_list_go_to_the_desk_alone(own: House, desk: Desk) -> None:
    (attached,) = load_xlsform(ATTEMPT.encode(), files=LISTS).lists.values()
    address = f"/clinician/form-files/{attached.sha256}"
    assert desk.client.get(address).get_json()["rows"][0]["label"] == "North house"
    assert own.visitor(own.cast.officer).get(address).status_code == 403
    assert desk.client.get("/clinician/form-files/unknown").status_code == 404
