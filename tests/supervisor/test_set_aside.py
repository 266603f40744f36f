"""The desk of what arrived and could not enter the record: read, taken in, corrected, set apart, rejected with a note, taken back."""

import re
from typing import Any

import pytest

from fieldform.access.models import User, ViewLog
from fieldform.access.queries import viewer_of
from fieldform.record import alarms, feed
from fieldform.record.contacts import Contact, ContactRevision
from fieldform.record.follow_ups import FollowUp
from sync.encoding import b64, sha256, unb64
from sync.enrolment import readmit_author, revoke_author, revoke_device
from sync.models import Ruling, StoredEnvelope
from sync.wire import Kind, Place
from tests.clinician.desk import Form, read_form
from tests.supervisor.office import Office
from tests.support import reports
from tests.support.house import Device, House
from tests.support.servers import TREE

ASIDE = "/supervisor/set-aside"
REASON = "He told me on the telephone."


@pytest.fixture
def phone(house: House) -> Device:
    return house.device(house.cast.officer.agency, "Phone 12")


def number() -> int:
    """The newest that waits."""
    row: StoredEnvelope = (
        StoredEnvelope.select().where(StoredEnvelope.outcome << ["quarantined", "held"]).order_by(-StoredEnvelope.number).get()
    )
    return int(row.number)


def page_of(office: Office, of: int) -> str:
    return office.get(f"{ASIDE}/{of}")


def say(office: Office, what: str, /, status: int = 200, *, place: str | None = None, **typed: Any) -> str:
    """Open the newest that waits, fill in the form for this, and read where it leads."""
    of = number()
    page = page_of(office, of)
    form = next(form for form in (_form(page, act) for act in (what, "entered", "follows", "apart")) if form is not None)
    if place is not None:
        typed["where.location"] = place
    return office.send(Form(f"{ASIDE}/{of}/{what}", form.values), status, **typed)


def _form(page: str, act: str) -> Form | None:
    try:
        return read_form(page, f"/{act}")
    except StopIteration:
        return None


def broken(phone: Device) -> str:
    """A report without the place, without which nobody can use it; its id."""
    sent = phone.report(reports.report(location=None))
    (receipt,) = phone.push(sent)
    assert receipt.outcome == "quarantined"
    return str(receipt.id)


def by_a_closed_account(house: House, phone: Device) -> str:
    """A report of somebody whose account was closed by mistake; its id."""
    revoke_author(phone.author, by=house.cast.admin.id, now=house.now)
    (receipt,) = phone.push(phone.report(reports.report()))
    readmit_author(phone.author)
    return str(receipt.id)


def fates(house: House, submission: str) -> list[dict[str, Any]]:
    return feed.fates(viewer_of(User.get_by_id(house.cast.officer.id)), [submission])


def test_it_says_why_in_plain_words_what_to_do_and_what_it_says(office: Office, house: House, phone: Device) -> None:
    by_a_closed_account(house, phone)
    page = page_of(office, number())
    assert all(words in page for words in ("Sent by an account that is closed", "if so, take it in", "Ada Okafor", "Phone 12"))
    assert "Zephyrine" in page
    assert "Zephyrine" not in page.partition("<title>")[2].partition("</title>")[0]


def test_every_look_is_written_down_under_the_person_whom_it_would_make_known(office: Office, house: House, phone: Device) -> None:
    submission = by_a_closed_account(house, phone)
    page_of(office, number())
    (look,) = ViewLog.select()
    assert (look.viewer_id, look.reason) == (house.cast.supervisor.id, "set aside")
    say(office, "entered", reason=REASON)
    assert Contact.get_by_id(submission).person_id == look.subject_id


def test_what_stands_behind_a_wall_stays_there(office: Office, house: House, phone: Device) -> None:
    revoke_author(phone.author, by=house.cast.admin.id, now=house.now)
    phone.push(phone.report(reports.report(domestic="yes", safe_way="ZZSAFE sister")))
    readmit_author(phone.author)
    page = page_of(office, number())
    assert "Kept for" in page
    assert "ZZSAFE" not in page


def test_a_closed_accounts_report_is_taken_in_with_name_and_reason(office: Office, house: House, phone: Device) -> None:
    submission = by_a_closed_account(house, phone)
    page = say(office, "entered", reason=REASON)
    assert "Taken in" in page
    assert Contact.get_by_id(submission).author == house.cast.officer.id
    assert (Ruling.get().by, Ruling.get().note) == (house.cast.supervisor.id, REASON)
    assert "by <bdi>" in page.partition("Decided lately")[2]


def test_a_lost_phones_report_is_taken_in(office: Office, house: House, phone: Device) -> None:
    revoke_device(phone.signer.device, by=house.cast.admin.id, now=house.now)
    (receipt,) = phone.push(phone.report(reports.report(suicide="attempt")))
    say(office, "entered", reason=REASON)
    assert FollowUp.get(FollowUp.contact == receipt.id).acuity == "now"


def test_a_reason_is_needed(office: Office, house: House, phone: Device) -> None:
    by_a_closed_account(house, phone)
    assert "Say why" in say(office, "entered", status=422, reason="")
    assert Contact.select().count() == 0


def test_one_bad_record_that_can_be_neither_sent_nor_deleted_is_corrected_by_a_person(office: Office, house: House, phone: Device) -> None:
    """A complaint of those who use other programs; here it leaves the phone, and somebody can mend it."""
    submission = broken(phone)
    before = bytes(StoredEnvelope.get().body)
    page = say(office, "mended", place="12 Sample Street", reason=REASON)
    assert "Corrected and taken in" in page
    contact = Contact.get_by_id(submission)
    assert (contact.location, contact.author) == ("12 Sample Street", house.cast.officer.id)
    assert bytes(StoredEnvelope.get(StoredEnvelope.outcome == "mended").body) == before
    (revision,) = ContactRevision.select()
    assert revision.author == house.cast.supervisor.id
    assert "corrected by" in revision.signed_as
    assert "Nothing is set aside." in office.get(ASIDE)


def test_d4_a_time_from_another_zone_is_corrected_by_the_desks_own_clock(office: Office, phone: Device) -> None:
    """In Chicago it was 07:40 when it was 08:40 here: what nobody changes must not move by an hour."""
    phone.push(phone.report(reports.report(location=None, occurred_at="2030-11-23T07:40:00-06:00"), zone="America/Chicago"))
    form = read_form(page_of(office, number()), "/mended")
    assert form.values["where.occurred_at"] == "2030-11-23T08:40"
    typed: dict[str, Any] = {"where.occurred_at": "2026-11-23T08:40"}
    say(office, "mended", place="12 Sample Street", reason=REASON, **typed)
    assert ContactRevision.get().answers["where"]["occurred_at"] == "2026-11-23T08:40:00-05:00"


def test_a_time_beyond_every_calendar_can_be_looked_at_and_corrected(office: Office, phone: Device) -> None:
    phone.push(phone.report(reports.report(location=None, occurred_at="9999-12-31T23:59:59-05:00")))
    assert read_form(page_of(office, number()), "/mended").values["where.occurred_at"] == "9999-12-31T23:59"


def test_its_author_hears_of_what_was_corrected_for_them(office: Office, house: House, phone: Device) -> None:
    submission = broken(phone)
    say(office, "mended", place="12 Sample Street", reason=REASON)
    assert [told["fate"] for told in fates(house, submission)] == ["received"]


def test_a_correction_that_does_not_fit_either_keeps_what_was_typed(office: Office, phone: Device) -> None:
    broken(phone)
    page = say(office, "mended", status=422, place="", reason="ZZTYPED")
    assert "ZZTYPED" in page
    assert Contact.select().count() == 0


def test_a_second_press_corrects_it_once(office: Office, phone: Device) -> None:
    broken(phone)
    form = read_form(page_of(office, number()), "/mended")
    typed: dict[str, Any] = {"where.location": "12 Sample Street", "reason": REASON}
    office.send(form, 200, **typed)
    assert "Somebody decided on it meanwhile" in office.send(form, 422, **typed)
    assert ContactRevision.select().count() == 1


def test_a_rejected_one_tells_its_officer_why(office: Office, house: House, phone: Device) -> None:
    submission = broken(phone)
    assert "Rejected." in say(office, "rejected", note="Please write it again, with the place.")
    assert fates(house, submission) == [
        {"submission": submission, "fate": "rejected", "at": house.now.isoformat(), "note": "Please write it again, with the place."}
    ]
    assert "Nothing is set aside." in office.get(ASIDE)


def test_a_rejected_one_asks_nobody_to_phone_any_more(office: Office, house: House, phone: Device) -> None:
    (receipt,) = phone.push(phone.report(reports.report(suicide="attempt", location=None)))
    asked: list[Any] = [phone.signer.device, [receipt.id], None, house.now]
    assert [told.state for told in alarms.told(*asked, is_mailing=False)] == ["set_aside"]
    say(office, "rejected", note="Please write it again, with the place.")
    assert [told.state for told in alarms.told(*asked, is_mailing=False)] == ["settled"]


def test_a_rejection_is_taken_back(office: Office, house: House, phone: Device) -> None:
    submission = broken(phone)
    of = number()
    say(office, "rejected", note="Please write it again.")
    office.send(read_form(page_of(office, of), "/back"))
    assert fates(house, submission) == []
    assert "Ada Okafor" in office.get(ASIDE)


def test_an_officers_own_correction_ends_the_waiting(office: Office, phone: Device) -> None:
    sent = phone.report(reports.report(location=None))
    phone.push(sent)
    phone.push(phone.seal(Kind.REVISION, phone.body(reports.report(), base=b64(sha256(unb64(sent["body"]))))))
    assert "Nothing is set aside." in office.get(ASIDE)


def twins(phone: Device) -> None:
    """One id, two contents."""
    first = phone.report(reports.report(location="11 First Street"))
    name = phone.push(first)[0].id
    phone.push(phone.seal(Kind.SUBMISSION, phone.body(reports.report(location="22 Second Street")), envelope_id=str(name)))


def test_two_contents_under_one_id_are_shown_side_by_side(office: Office, phone: Device) -> None:
    twins(phone)
    page = page_of(office, number())
    assert page.index("11 First Street") < page.index("22 Second Street")
    assert "Came twice with different words" in page


@pytest.mark.parametrize(("way", "contacts", "revisions"), [("follows", 1, 2), ("apart", 2, 2)])
def test_of_two_contents_the_second_stands_or_both_do(office: Office, phone: Device, way: str, contacts: int, revisions: int) -> None:
    twins(phone)
    say(office, way, reason=REASON)
    assert (Contact.select().count(), ContactRevision.select().count()) == (contacts, revisions)
    assert {row.outcome for row in StoredEnvelope.select()} == {"accepted"}


def test_a_copys_record_is_shown_beside_the_one_whose_number_it_took(office: Office, phone: Device) -> None:
    phone.push(phone.report(reports.report(location="11 First Street")))
    phone.push(phone.seal(Kind.SUBMISSION, phone.body(reports.report(location="22 Second Street")), place=Place(1, 1)))
    page = page_of(office, number())
    assert "Came first in the same number" in page
    say(office, "entered", reason=REASON)
    assert Contact.select().count() == 2


def test_what_does_not_open_says_so_and_can_be_rejected(office: Office, phone: Device) -> None:
    phone.push(phone.seal_bytes(Kind.SUBMISSION, b"not json"))
    page = page_of(office, number())
    assert "It cannot be read" in page
    assert "Reject with this note" in page


def test_what_waits_for_a_form_says_what_it_waits_for(office: Office, phone: Device) -> None:
    phone.push(phone.seal(Kind.SUBMISSION, phone.body(reports.report(), version="0" * 64)))
    page = page_of(office, number())
    assert "does not have the form" in page
    assert "still cannot be used" in say(office, "entered", status=422, reason=REASON)


def test_another_agencys_is_not_there(elsewhere: Office, office: Office, phone: Device) -> None:
    broken(phone)
    elsewhere.get(f"{ASIDE}/{number()}", 404)
    own = elsewhere.client.get("/session").get_json()["csrf"]
    answer = elsewhere.client.post(f"{ASIDE}/{number()}/rejected", data={"csrf_token": own, "note": "Not mine"})
    assert answer.status_code == 404
    assert ViewLog.select().count() == 0


def test_what_entered_the_record_is_no_matter_of_this_page(office: Office, phone: Device) -> None:
    phone.push(phone.report(reports.report()))
    office.get(f"{ASIDE}/1", 404)
    assert not re.search(r"set-aside/\d", office.get(ASIDE))


def test_a_rejected_correction_is_told_until_a_newer_version_comes(office: Office, house: House, phone: Device) -> None:
    first = phone.report(reports.report())
    submission = str(phone.push(first)[0].id)
    base = b64(sha256(unb64(first["body"])))
    phone.push(phone.seal(Kind.REVISION, phone.body(reports.report(location=None), base=base)))
    house.later(minutes=5)
    say(office, "rejected", note="Please add the place.")
    assert [told["fate"] for told in fates(house, submission)] == ["rejected"]
    house.later(minutes=5)
    phone.push(phone.seal(Kind.REVISION, phone.body(reports.report(), base=base)))
    assert [told["fate"] for told in fates(house, submission)] == ["received"]


def test_every_reason_that_the_code_gives_has_words() -> None:
    """Whoever adds an objection adds its words; a code on the screen tells nobody what to do."""
    given: set[str] = set()
    for source in [*(TREE / "fieldform").rglob("*.py"), *(TREE / "sync").rglob("*.py")]:
        text = source.read_text(encoding="utf-8")
        for said in (r'(?:return|else|reasons=) ?\("([a-z_]+)",\)', r'QUARANTINED, \(?"([a-z_]+)"'):
            given |= set(re.findall(said, text))
    words = (TREE / "templates" / "macros" / "reasons.html").read_text(encoding="utf-8")
    assert {code for code in given if f'"{code}":' not in words} == set()
    assert len(given) > 20
