"""The whole path, told once: an officer files two crisis contacts with the server down, the browser dies, the server comes back, the
clinician works one of them, the officer sees what became of it; and whoever takes the phone or the disk reads not a word.

Real Chromium, real Waitress, an encrypted database. Read this first; test_journey_elsewhere.py takes the same steps in other browsers.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sync.enrolment import make_code
from tests.support.browser import CHROMIUM, DESK, Phone
from tests.support.cast import Cast
from tests.support.desk import Desk
from tests.support.officer import Officer
from tests.support.servers import LiveServer
from tests.support.traces import traces_of
from tests.support.webkit_desk import WebKitDesk
from tests.support.webkit_officer import WebKitOfficer

OpenPhone = Callable[..., Phone]
Answers = dict[str, str | list[str]]

CODE = "K7QF-2M9X-PPTT"
DOROTHEA: Answers = {
    "Where was it?": "14 Larkspur Court",
    "Given name": "Dorothea",
    "Family name": "Vandermolen",
    "Suicide": "Attempt",
    "By what means?": ["Overdose"],
    "What happened?": "She had counted the tablets out on a blue saucer.",
}
ROSALIND: Answers = {"Where was it?": "Weirside footbridge", "Given name": "Rosalind", "Family name": "Achterberg", "Suicide": "Thoughts"}
NOTE = "Her sister Wilhelmina stays with her until Thursday."
TYPED = ("Larkspur", "Dorothea", "Vandermolen", "saucer", "Weirside", "Rosalind", "Achterberg", "Wilhelmina", "lantern orbit")


def test_an_officers_report_reaches_the_clinician_and_comes_back(server: LiveServer, cast: Cast, open_phone: OpenPhone) -> None:
    it_hands_out_a_code(server, cast)
    server.start()

    officer = Officer(open_phone("car 12", engine=CHROMIUM), server.url, cast.officer)
    sets_a_device_up(officer)
    server.stop()
    files_two_contacts(officer)
    officer.phone.kill()

    officer.phone = open_phone("car 12", engine=CHROMIUM, own_clock=True)
    officer.opens_the_app()
    officer.sees("Waiting to send", 2)
    server.start()
    officer.lets_the_time_for_undoing_pass()
    officer.sees("Received", 2)

    a_clinician_works_one(Desk(open_phone("desk", engine=CHROMIUM, **DESK), server.url, cast.clinician))
    officer.signs_in()
    officer.sees_what_became_of("D. V.", "Closed")
    officer.phone.kill()

    server.stop()
    nothing_typed_lies_in_the_clear(officer.phone, server)
    officer.phone = open_phone("car 12", engine=CHROMIUM)
    officer.opens_the_app()
    a_search_finds_what_is_in_the_clear(officer.phone)


def it_hands_out_a_code(server: LiveServer, cast: Cast) -> None:
    """What IT does: `fieldform device code`."""
    officer, now = cast.officer, datetime.now(UTC)
    with server.records():
        make_code(secret=CODE, agency=officer.agency, device_class="phone", label="car 12", made_by=cast.admin.id, now=now)


def sets_a_device_up(officer: Officer | WebKitOfficer) -> None:
    officer.opens_the_app()
    officer.signs_in()
    officer.sets_the_device_up(CODE)
    officer.can_work_without_a_network()


def files_two_contacts(officer: Officer | WebKitOfficer) -> None:
    """Nobody answers: the app itself is loaded anew from what the device keeps."""
    officer.reloads()
    for answers in (DOROTHEA, ROSALIND):
        officer.starts_a_crisis_contact()
        officer.answers(answers)
        officer.sends()
    officer.sees("Waiting to send", 2)


def a_clinician_works_one(clinician: Desk | WebKitDesk) -> None:
    clinician.signs_in()
    clinician.finds("Dorothea Vandermolen", "Rosalind Achterberg")
    clinician.opens("Dorothea Vandermolen")
    clinician.reads_the_whole_report("Overdose", "blue saucer", "Ada Okafor")
    clinician.logs_an_attempt("Phone", "Reached", NOTE)
    clinician.closes_it("Linked to services", "Seen at the clinic on Tuesday.")
    clinician.goes_back_to_the_list()
    clinician.misses("Dorothea Vandermolen")
    clinician.finds("Rosalind Achterberg")


def nothing_typed_lies_in_the_clear(phone: Phone, server: LiveServer) -> None:
    """Whoever holds the phone, or a copy of the server's folders: keys apart from records, and no word in either, nor in the log."""
    assert traces_of(TYPED, phone.profile, server.config.data_folder, server.log.parent) == []


def a_search_finds_what_is_in_the_clear(phone: Phone) -> None:
    """The control: the same words put into the same profile without sealing are found, so the search above means something."""
    phone.page.evaluate(PUT_IN_THE_CLEAR, list(TYPED))
    phone.kill()
    found = {line.rpartition(": ")[2] for line in traces_of(TYPED, phone.profile)}
    assert found == set(TYPED)


PUT_IN_THE_CLEAR = """words => new Promise((done, failed) => {
  const opening = indexedDB.open("in the clear", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("words");
  opening.onsuccess = () => {
    const writing = opening.result.transaction("words", "readwrite", { durability: "strict" });
    for (const word of words) writing.objectStore("words").put(word, word);
    writing.oncomplete = done;
    writing.onerror = failed;
  };
})"""
