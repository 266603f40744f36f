"""A browser that IT has not set up keeps nothing; what is typed into it is posted at once, by somebody who is signed in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.officer.browser import Officer
from tests.support.browser import Phone
from tests.support.cast import Cast, create_cast
from tests.support.servers import LiveServer, prepare


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Cast]]:
    server = prepare(tmp_path_factory.mktemp("server"))
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    yield server, cast
    server.kill()


@pytest.fixture
def officer(running: tuple[LiveServer, Cast], open_phone: Callable[..., Phone]) -> Officer:
    server, cast = running
    opened = Officer(open_phone(), server, cast.officer)
    opened.opens()
    return opened


def test_it_asks_who_posts_and_loses_nothing(officer: Officer) -> None:
    officer.begins()
    officer.fills_in_enough()
    officer.sends()
    officer.page.fill("#sign-in-username", officer.member.username)
    officer.page.fill("#sign-in-phrase", officer.member.phrase)
    officer.answers("sign-in")
    expect(officer.page.locator("main")).to_contain_text("Received")
    assert officer.page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


def test_what_the_server_said_stays_until_the_answer_changes(officer: Officer) -> None:
    officer.signs_in()
    officer.opens("/officer/forms/crisis_contact")
    officer.types("words.narrative", "ZZ kept")
    officer.page.eval_on_selector("form[data-form]", "form => form.submit()")
    problem = officer.page.locator('[data-path="/where/location"] [data-error]')
    expect(problem).to_have_text("Say where it was.")
    expect(officer.page.locator("[data-left-count]")).not_to_have_text("0")
    assert officer.shown("words.narrative") == "ZZ kept"
    officer.types("where.location", "Mill Lane")
    expect(problem).to_be_hidden()
