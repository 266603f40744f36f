"""A browser that IT has not set up keeps nothing; what is typed into it is posted at once, by somebody who is signed in."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.officer.browser import Officer
from tests.support.browser import Phone
from tests.support.cast import Cast
from tests.support.servers import LiveServer


def test_it_asks_who_posts_and_loses_nothing(server: LiveServer, cast: Cast, open_phone: Callable[..., Phone]) -> None:
    server.start()
    officer = Officer(open_phone(), server, cast.officer)
    officer.opens()
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.page.fill("#sign-in-username", officer.member.username)
    officer.page.fill("#sign-in-phrase", officer.member.phrase)
    officer.answers("sign-in")
    expect(officer.page.locator("main")).to_contain_text("Received")
    assert officer.page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
