"""A sent report on the phone that sent it, in a real browser: read, corrected, finished, withdrawn, taken back; offline too."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Playwright, expect

from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.withdrawals import Withdrawal
from sync import changes, rulings
from sync.models import StoredEnvelope
from tests.officer.browser import Officer, new_code
from tests.support import axe
from tests.support.browser import Phone, time_passes
from tests.support.cast import create_cast
from tests.support.servers import LiveServer, prepare

WHY_NOT = "أرسل مرتين: sent twice, withdraw this one."
NARRATIVE = "She said she would not see the morning.\nHer sister came."


@pytest.fixture(scope="module")
def one_phone(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officer]:
    """Set up once; each test sends a report of its own and looks at that."""
    folder = tmp_path_factory.mktemp("phone")
    server = prepare(folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    officer = Officer(Phone(playwright, folder / "profile", own_clock=True), server, cast.officer)
    officer.phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    officer.sets_up(new_code(server, cast))
    sends_one(officer, "First")
    yield officer
    officer.phone.close()
    server.kill()


@pytest.fixture
def officer(one_phone: Officer) -> Officer:
    """At home, unlocked, with a network; nothing of an earlier test waits."""
    one_phone.starts_afresh()
    is_received(one_phone)
    return one_phone


def sends_one(officer: Officer, family: str, narrative: str = NARRATIVE) -> None:
    """A report of which much is still to finish."""
    officer.begins()
    officer.types("where.location", "Canal Street 4")
    officer.types("who.family_name", family)
    officer.taps("safety.suicide", "threat")
    officer.types("words.narrative", narrative)
    officer.sends()
    officer.is_home()


def opens_it(officer: Officer, state: str) -> None:
    officer.page.locator(f'[data-list="{state}"] li a').first.click()
    expect(officer.page.locator('main[data-view="report"]')).to_be_visible()
    expect(officer.page.locator('main[data-view="report"]')).not_to_have_attribute("data-report-state", "looking")


def is_received(officer: Officer) -> None:
    officer.lets_the_time_for_undoing_pass()
    drawn = officer.page.locator('[data-list="waiting"]:not([aria-busy])')
    drawn.wait_for(state="attached")
    expect(drawn.locator("li")).to_have_count(0, timeout=30_000)


def newest(server: LiveServer, family: str) -> Contact:
    with server.records():
        return next(row.contact for row in ContactRevision.select() if row.answers["who"].get("family_name") == family)


def revisions(server: LiveServer, family: str) -> list[ContactRevision]:
    with server.records():
        contact = newest(server, family)
        return list(ContactRevision.select().where(ContactRevision.contact == contact.id).order_by(ContactRevision.revision))


def words(page: Page, label: str) -> str:
    line = page.locator(".report__line", has=page.locator("dt", has_text=label)).first
    return line.locator("dd").inner_text()


def pasted(officer: Officer) -> str:
    """What another program on this device gets from the clipboard."""
    elsewhere = officer.phone.context.new_page()
    elsewhere.set_content("<textarea></textarea>")
    elsewhere.focus("textarea")
    elsewhere.keyboard.press("ControlOrMeta+V")
    text = elsewhere.input_value("textarea")
    elsewhere.close()
    return text


def test_it_reads_what_was_sent_without_a_network_in_the_words_of_the_form(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Quill")
    opens_it(officer, "waiting")
    page = officer.page
    expect(page.locator("[data-report-word]")).to_contain_text("Waiting to send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent report")
    expect(page.get_by_role("heading", level=2)).to_have_text("Crisis contact")
    assert words(page, "Where was it?") == "Canal Street 4"
    assert words(page, "Suicide") == "Threat"
    assert words(page, "What happened?") == NARRATIVE
    expect(page.locator("[data-report]")).to_contain_text("Marlow Police Department")
    expect(page.locator("[data-report-left]")).to_contain_text("still to finish")
    expect(page.locator("[data-report]")).to_contain_text("Kept for health staff")


def test_locked_it_says_so_and_shows_it_once_unlocked(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Locke")
    opens_it(officer, "waiting")
    officer.page.reload()
    expect(officer.page.locator('[data-report-why="locked"]')).to_be_visible()
    expect(officer.page.locator("[data-report]")).to_be_hidden()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Sent report")
    officer.page.click('[data-report-why="locked"] [data-action="unlock"]')
    officer.unlocks()
    expect(officer.page.locator("[data-report]")).to_contain_text("Locke")


def test_a_report_that_waits_is_corrected_and_that_correction_again_and_all_arrive_in_their_order(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Ash")
    for family in ("Ashe", "Ashby"):
        opens_it(officer, "waiting")
        officer.page.click('[data-action="revise"]')
        expect(officer.page.locator('[name="who.family_name"]')).not_to_have_value("")
        officer.types("who.family_name", family)
        officer.sends()
        officer.is_home()
    expect(officer.page.locator('[data-list="waiting"] li')).to_have_count(3)
    officer.has_a_network()
    officer.page.click('[data-action="try-now"]')
    is_received(officer)
    expect(officer.page.locator('[data-list="received"] li').first).to_be_visible()
    assert [row.answers["who"]["family_name"] for row in revisions(officer.server, "Ash")] == ["Ash", "Ashe", "Ashby"]


def test_what_was_sent_unfinished_stays_to_do_and_is_finished_by_a_revision(officer: Officer) -> None:
    sends_one(officer, "Fenn")
    expect(officer.page.locator('[data-list="unfinished"] li').first).to_contain_text("Still to finish")
    is_received(officer)
    opens_it(officer, "received")
    expect(officer.page.get_by_role("button", name="Finish it")).to_be_visible()
    officer.page.click('[data-action="revise"]')
    officer.taps("safety.harm", "none")
    officer.sends()
    officer.is_home()
    is_received(officer)
    first, second = revisions(officer.server, "Fenn")
    assert set(first.missing) - set(second.missing) == {"/safety/harm"}


def test_it_is_withdrawn_without_a_network_and_taken_back(officer: Officer) -> None:
    sends_one(officer, "Withers")
    is_received(officer)
    officer.loses_the_network()
    opens_it(officer, "received")
    page = officer.page
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog", name="Withdraw")
    dialog.get_by_role("button", name="Withdraw the report").click()
    expect(dialog).to_contain_text("Needed to send: Why is it withdrawn?")
    dialog.get_by_label("Wrong person").check()
    dialog.get_by_role("button", name="Withdraw the report").click()
    expect(page.locator("[data-report-withdrawn]")).to_be_visible()
    expect(page.locator("[data-report-word]")).to_contain_text("Waiting to send")
    page.go_back()
    expect(page.locator('[data-list="waiting"] li').first).to_contain_text("Withdrawn")
    officer.has_a_network()
    page.click('[data-action="try-now"]')
    is_received(officer)
    with officer.server.records():
        contact = Contact.get_by_id(newest(officer.server, "Withers").id)
        assert (contact.withdrawn_for, Withdrawal.select().count()) == ("Wrong person", 1)
    opens_it(officer, "received")
    page.get_by_role("button", name="Take back").click()
    dialog = page.get_by_role("dialog", name="Take back")
    dialog.get_by_label("Why does it hold").fill("It was her after all.")
    dialog.get_by_role("button", name="Let it stand again").click()
    expect(page.locator("[data-report-withdrawn]")).to_be_hidden()
    page.go_back()
    is_received(officer)
    with officer.server.records():
        assert Contact.get_by_id(contact.id).withdrawn_at is None


def test_within_ten_seconds_a_withdrawal_is_undone(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Undine")
    opens_it(officer, "waiting")
    page = officer.page
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog", name="Withdraw")
    dialog.get_by_label("Reported twice").check()
    dialog.get_by_role("button", name="Withdraw the report").click()
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-report-withdrawn]")).to_be_hidden()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()


def test_the_narrative_alone_goes_to_the_clipboard(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Paper")
    opens_it(officer, "waiting")
    page = officer.page
    page.get_by_role("button", name="Copy narrative").click()
    expect(page.locator("[data-toast]")).to_contain_text("Copied")
    assert pasted(officer) == NARRATIVE


def test_one_page_goes_to_the_clipboard_without_what_stands_behind_a_wall(officer: Officer) -> None:
    officer.loses_the_network()
    sends_one(officer, "Summary")
    opens_it(officer, "waiting")
    page = officer.page
    page.get_by_role("button", name="Copy one-page summary").click()
    expect(page.locator("[data-toast]")).to_contain_text("Copied")
    text = pasted(officer)
    assert text.startswith("CRISIS CONTACT")
    assert "Reported by: Ada Okafor" in text
    assert "Suicide: Threat" in text
    assert "Not included, if any: answers kept for the advocate and health staff." in text


def test_after_a_day_its_author_has_it_shown_again(officer: Officer) -> None:
    sends_one(officer, "Gonne")
    is_received(officer)
    page = officer.page
    page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("fieldform");
          open.onsuccess = () => {
            const tx = open.result.transaction(["outbox", "drafts"], "readwrite");
            tx.objectStore("drafts").clear();
            tx.oncomplete = () => { open.result.close(); done(); };
          };
        })"""
    )
    opens_it(officer, "received")
    expect(page.locator('[data-report-why="gone"]')).to_be_visible()
    page.click('[data-report-why="gone"] [data-action="fetch"]')
    expect(page.locator("[data-report]")).to_contain_text("Gonne")
    page.click('[data-action="revise"]')
    expect(page.locator('[name="who.family_name"]')).to_have_value("Gonne")
    officer.types("who.family_name", "Gonne-Day")
    officer.sends()
    officer.is_home()
    is_received(officer)
    assert len(revisions(officer.server, "Gonne")) == 2


@axe.needed
def test_everybody_can_use_it(officer: Officer) -> None:
    sends_one(officer, "Axel")
    opens_it(officer, "waiting")
    axe.assert_clean(officer.page)
    officer.page.get_by_role("button", name="Withdraw").click()
    expect(officer.page.get_by_role("dialog", name="Withdraw")).to_be_visible()
    axe.assert_clean(officer.page)


def test_nothing_broke_the_policy_of_the_page(officer: Officer) -> None:
    officer.phone.complaints.clear()
    sends_one(officer, "Policy")
    opens_it(officer, "waiting")
    assert officer.phone.complaints == []


def test_what_was_not_taken_in_is_among_the_things_to_do_with_the_reason_until_it_is_withdrawn(officer: Officer) -> None:
    sends_one(officer, "Twice")
    is_received(officer)
    is_rejected(officer, newest(officer.server, "Twice").id, WHY_NOT)
    time_passes(officer.page, officer.page.locator('[data-list="unfinished"]'), "Not taken in")
    row = officer.page.locator('[data-list="unfinished"] li', has_text=WHY_NOT)
    row.locator("button").first.click()
    expect(officer.page.locator("[data-report-note-words]")).to_have_text(WHY_NOT)
    officer.page.get_by_role("button", name="Withdraw").click()
    dialog = officer.page.get_by_role("dialog", name="Withdraw")
    dialog.get_by_label("Reported twice").check()
    dialog.get_by_role("button", name="Withdraw the report").click()
    officer.page.go_back()
    officer.is_home()
    expect(officer.page.locator('[data-list="unfinished"] li', has_text="Not taken in")).to_have_count(0)


def is_rejected(officer: Officer, contact: str, note: str) -> None:
    """As if it had been set aside and a supervisor had looked at it."""
    with officer.server.records():
        now, envelope = datetime.now(UTC), StoredEnvelope.get(StoredEnvelope.envelope_id == contact)
        StoredEnvelope.update(outcome="quarantined").where(StoredEnvelope.number == envelope.number).execute()
        assert rulings.reject(envelope.number, rulings.Word(str(uuid4()), officer.member.id, now, note))
        changes.note(envelope.author, contact, now)


def test_a_petition_begins_from_its_contact_with_what_was_said_there_and_each_leads_to_the_other(officer: Officer) -> None:
    officer.loses_the_network()
    officer.begins()
    for name, typed in {"where.location": "Mill Bridge", "who.given_name": "Iris", "who.family_name": "Larkspur"}.items():
        officer.types(name, typed)
    for name, choice in {"safety.suicide": "threat", "response.custody": "protective_mental_health", "response.petition": "yes"}.items():
        officer.taps(name, choice)
    officer.sends()
    officer.is_home()
    opens_it(officer, "waiting")
    page = officer.page
    page.get_by_role("link", name="Begin: Petition worksheet").click()
    officer.is_told_saved()
    assert [officer.shown(name) for name in ("own.location", "who.given_name", "who.family_name")] == ["Mill Bridge", "Iris", "Larkspur"]
    page.go_back()
    page.get_by_role("link", name="Go on with: Petition worksheet").click()
    officer.taps("own.own_account", "yes")
    officer.types("grounds.seen", "She stood on the rail.")
    officer.sends()
    officer.is_home()
    opens_it(officer, "waiting")
    page.get_by_role("link", name="See the contact it belongs to").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Crisis contact")
    expect(page.get_by_role("link", name="See: Petition worksheet")).to_be_visible()
    officer.opens()
    officer.has_a_network()
    is_received(officer)
    contact = newest(officer.server, "Larkspur")
    with officer.server.records():
        petition = Contact.get(Contact.form == "petition_worksheet")
        assert (petition.belongs_to, petition.restricted) == (
            Contact.get(Contact.form == "crisis_contact", Contact.location == "Mill Bridge").id,
            True,
        )
        assert contact.id in (petition.id, petition.belongs_to)
