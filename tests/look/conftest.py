"""The small site, as text and in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Playwright

from tests.look.site import make_site, serve
from tests.support.browser import PHONE, QUIET, quick_chromium


@pytest.fixture(scope="session")
def reader() -> FlaskClient:
    return make_site().test_client()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve(make_site()) as url:
        yield url


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=quick_chromium().program(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def look_at(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """look_at("/form?relevant", color_scheme="dark") is that page on a phone."""
    contexts = []

    def open_page(path: str, **look: Any) -> Page:
        contexts.append(chromium.new_context(base_url=address, **(PHONE | look)))
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
