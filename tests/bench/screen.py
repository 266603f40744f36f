"""What an officer waits for: the bytes of a first visit, and from the address to a form that takes a tap, on a slow processor.

Public: ROWS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from time import perf_counter

from playwright.sync_api import Page

from tests.bench.row import Ground, Measure, Row
from tests.officer.browser import Officer, new_code
from tests.support.browser import Phone
from tests.support.cast import Cast, create_cast
from tests.support.servers import LiveServer, prepare

SLOWER = 4
FORM = "/officer/forms/crisis_contact"
CAUSE = 'label:has([name="safety.suicide"][value="threat"])'
REVEALED = '[name="safety.means_access"][value="yes"]'
EMPTY = """<!doctype html><title>empty</title><button>tap</button><p hidden>tapped</p>
<script>document.querySelector("button").onclick = () => { document.querySelector("p").hidden = false; };</script>"""


@contextmanager
def _first_visit(ground: Ground) -> Iterator[Measure]:
    with _served(ground) as (server, _):
        numbers = count()

        def measure() -> float:
            phone = Phone(ground.playwright(), ground.folder / f"profile {next(numbers)}")
            try:
                return _kilobytes(phone.page, server)
            finally:
                phone.close()

        yield measure


@contextmanager
def _first_tap(ground: Ground) -> Iterator[Measure]:
    with _served(ground) as (server, cast):
        phone = Phone(ground.playwright(), ground.folder / "profile")
        phone.context.route("**/empty", lambda route: route.fulfill(body=EMPTY, content_type="text/html"))
        try:
            Officer(phone, server, cast.officer).sets_up(new_code(server, cast))
            slow = phone.context.new_cdp_session(phone.page)
            slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            yield partial(_net, phone.page, server)
        finally:
            phone.close()


@contextmanager
def _served(ground: Ground) -> Iterator[tuple[LiveServer, Cast]]:
    server = prepare(ground.folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    try:
        yield server, cast
    finally:
        server.kill()


def _kilobytes(page: Page, server: LiveServer) -> float:
    """As they came over the wire, headers included, until nothing more is asked for; what the worker keeps for later is not the page's."""
    came: list[float] = []
    listening = page.context.new_cdp_session(page)
    listening.send("Network.enable")
    listening.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(server.url + FORM, wait_until="load")
    page.locator(CAUSE).tap()
    page.locator(REVEALED).wait_for(state="attached")
    return sum(came) / 1024


def _net(page: Page, server: LiveServer) -> float:
    return _to_a_tap(page, server.url + FORM, CAUSE, REVEALED) - _to_a_tap(page, server.url + "/empty", "button", "p")


def _to_a_tap(page: Page, address: str, cause: str, revealed: str) -> float:
    start = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(cause).tap()
    page.locator(f"{revealed}:visible").wait_for()
    return perf_counter() - start


ROWS = (
    Row(
        "first-bytes",
        "KB",
        "under 60",
        "all that a fresh Chromium loads to open the crisis contact and answer a tap, as it comes over the wire",
        "what the worker then keeps for use without a network",
        _first_visit,
    ),
    Row(
        "first-tap",
        "s",
        "under 0.7",
        f"from the address to the crisis contact answering a tap, in Chromium at {SLOWER}x CPU throttling on a device that is set up, less "
        "the same of an empty page with one button",
        "a network",
        _first_tap,
    ),
)
