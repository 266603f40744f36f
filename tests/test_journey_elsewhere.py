"""The journey in other browsers than Chromium: the server stopped half-way, two contacts filed without it, one of them worked at a desk in
the same browser, and its fate back on the phone. What lies on the server is the same, so these run on one database.

To be offline the server is stopped: what a browser calls offline leaks through the worker in Firefox.
"""

from tests.support.browser import DESK, FIREFOX
from tests.support.cast import Cast
from tests.support.desk import Desk
from tests.support.ground import sqlite_only
from tests.support.officer import Officer
from tests.support.servers import LiveServer
from tests.support.webkit import opened
from tests.support.webkit_desk import WebKitDesk
from tests.support.webkit_officer import WebKitOfficer
from tests.test_journey import (
    OpenPhone,
    a_clinician_works_one,
    a_search_finds_what_is_in_the_clear,
    files_two_contacts,
    it_hands_out_a_code,
    nothing_typed_lies_in_the_clear,
    sets_a_device_up,
)

pytestmark = sqlite_only("what differs here is the browser")


def test_an_officers_report_reaches_the_clinician_and_comes_back_in_firefox(server: LiveServer, cast: Cast, open_phone: OpenPhone) -> None:
    """The browser is killed as well, with both reports in it, and started again, still signed in."""
    it_hands_out_a_code(server, cast)
    server.start()
    officer = Officer(open_phone("car 12", engine=FIREFOX), server.url, cast.officer)
    sets_a_device_up(officer)
    server.stop()
    files_two_contacts(officer)
    officer.phone.kill()

    officer.phone = open_phone("car 12", engine=FIREFOX, own_clock=True)
    officer.opens_the_app()
    officer.sees("Waiting to send", 2)
    server.start()
    officer.lets_the_time_for_undoing_pass()
    officer.sees("Received", 2)

    a_clinician_works_one(Desk(open_phone("desk", engine=FIREFOX, viewport=DESK["viewport"]), server.url, cast.clinician))

    officer.opens_the_app()
    officer.unlocks()
    officer.sees_what_became_of("D. V.", "Closed")
    officer.phone.kill()

    server.stop()
    nothing_typed_lies_in_the_clear(officer.phone, server)
    officer.phone = open_phone("car 12", engine=FIREFOX)
    officer.opens_the_app()
    a_search_finds_what_is_in_the_clear(officer.phone)


def test_an_officers_report_reaches_the_clinician_and_comes_back_in_webkit(server: LiveServer, cast: Cast) -> None:
    """A driven WebKitGTK keeps nothing once it ends: it cannot be started again on what it had, nor its profile be searched. So the app is
    loaded again, without a server, in the window that stays. That storage outlives the browser, and holds no word in the clear, is shown in
    Chromium and Firefox."""
    it_hands_out_a_code(server, cast)
    server.start()
    with opened() as window, opened() as desk:
        officer = WebKitOfficer(window, server.url, cast.officer)
        sets_a_device_up(officer)
        server.stop()
        files_two_contacts(officer)

        officer.opens_the_app()
        officer.sees("Waiting to send", 2)
        server.start()
        officer.sees("Received", 2)

        a_clinician_works_one(WebKitDesk(desk, server.url, cast.clinician))

        officer.opens_the_app()
        officer.unlocks()
        officer.sees_what_became_of("D. V.", "Closed")
