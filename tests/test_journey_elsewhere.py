"""The officer's steps of the journey in other browsers than Chromium: the server stopped half-way, two contacts filed without it, and the
clinician, at a desk with Chromium, finds both. What lies on the server is the same, so these run on one database.

To be offline the server is stopped: what a browser calls offline leaks through the worker in Firefox.
"""

from tests.support.browser import DESK, FIREFOX
from tests.support.cast import Cast
from tests.support.desk import Desk
from tests.support.ground import sqlite_only
from tests.support.officer import Officer
from tests.support.servers import LiveServer
from tests.support.webkit import opened
from tests.support.webkit_officer import WebKitOfficer
from tests.test_journey import OpenPhone, files_two_contacts, it_hands_out_a_code, sets_a_device_up

pytestmark = sqlite_only("what differs here is the browser")


def test_an_officers_reports_reach_the_clinician_from_firefox(server: LiveServer, cast: Cast, open_phone: OpenPhone) -> None:
    """The browser is killed as well, with both reports in it, and started again."""
    it_hands_out_a_code(server, cast)
    server.start()
    officer = Officer(open_phone("car 12", engine=FIREFOX), server.url, cast.officer)
    sets_a_device_up(officer)
    server.stop()
    files_two_contacts(officer)
    officer.phone.kill()

    officer.phone = open_phone("car 12", engine=FIREFOX)
    officer.opens_the_app()
    officer.sees("Waiting to send", 2)
    server.start()
    officer.sees("Received", 2)
    a_clinician_finds_both(server, cast, open_phone)


def test_an_officers_reports_reach_the_clinician_from_webkit(server: LiveServer, cast: Cast, open_phone: OpenPhone) -> None:
    """A driven WebKitGTK keeps nothing once it ends, so that it cannot be started again on what it had: the app is loaded again, without
    a server, in the window that stays. That storage outlives the browser is shown in Chromium and Firefox alone."""
    it_hands_out_a_code(server, cast)
    server.start()
    with opened() as window:
        officer = WebKitOfficer(window, server.url, cast.officer)
        sets_a_device_up(officer)
        server.stop()
        files_two_contacts(officer)

        officer.opens_the_app()
        officer.sees("Waiting to send", 2)
        server.start()
        officer.sees("Received", 2)
    a_clinician_finds_both(server, cast, open_phone)


def a_clinician_finds_both(server: LiveServer, cast: Cast, open_phone: OpenPhone) -> None:
    clinician = Desk(open_phone("desk", **DESK), server.url, cast.clinician)
    clinician.signs_in()
    clinician.finds("Dorothea Vandermolen", "Rosalind Achterberg")
