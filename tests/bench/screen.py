"""What an officer waits for: the bytes of a first visit, and from the address to a form that takes a tap, on a slow processor.

Public: ROWS, EMPTY, SLOWER, Loads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from time import perf_counter
from typing import Any

from playwright.sync_api import Page

from tests.bench.row import Ground, Measure, Row
from tests.officer.browser import Officer, new_code
from tests.support.browser import CHROMIUM, Phone
from tests.support.cast import Cast, create_cast
from tests.support.servers import LiveServer, prepare

SLOWER = 4
FORM = "/officer/forms/crisis_contact"
CAUSE = 'label:has([name="safety.suicide"][value="threat"])'
REVEALED = '[name="safety.means_access"][value="yes"]'
EMPTY = """<!doctype html><title>empty</title><button>tap</button><p hidden>tapped</p>
<script>document.querySelector("button").onclick = () => { document.querySelector("p").hidden = false; };</script>"""


@contextmanager
def _first_visit(ground: Ground, *, later: bool) -> Iterator[Measure]:
    with _served(ground) as (server, _):
        numbers = count()

        def measure() -> float:
            phone = Phone(ground.playwright(), ground.folder / f"profile {next(numbers)}", engine=CHROMIUM)
            try:
                return _kilobytes(phone.page, server, later=later)
            finally:
                phone.close()

        yield measure


@contextmanager
def _first_tap(ground: Ground) -> Iterator[Measure]:
    with _served(ground) as (server, cast):
        phone = Phone(ground.playwright(), ground.folder / "profile", engine=CHROMIUM)
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
    server.by_command = True  # What goes out is packed as in service.
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    try:
        yield server, cast
    finally:
        server.kill()


def _kilobytes(page: Page, server: LiveServer, *, later: bool) -> float:
    """Bodies as they came over the wire; `later`: also what the page does not name itself."""
    listening = page.context.new_cdp_session(page)
    loads = Loads()
    listening.send("Network.enable")
    listening.on("Network.requestWillBeSent", loads.asked)
    listening.on("Network.responseReceived", loads.answered)
    listening.on("Network.loadingFinished", loads.ended)
    page.goto(server.url + FORM, wait_until="load")
    page.locator(CAUSE).tap()
    page.locator(REVEALED).wait_for(state="attached")
    if later:
        page.wait_for_load_state("networkidle")
    return loads.kilobytes(later=later)


class Loads:
    """What the browser tells of its requests, by their names, once its events are given to `asked`, `answered` and `ended`. What was asked
    for before that, by an earlier page, does not count."""

    def __init__(self) -> None:
        self.named: dict[str, bool] = {}
        self.sizes: dict[str, float] = {}

    def kilobytes(self, *, later: bool = False) -> float:
        """What the page itself names; `later`: and what its scripts then ask for."""
        return sum(size for name, size in self.sizes.items() if name in self.named and (later or self.named[name])) / 1024

    def asked(self, event: dict[str, Any]) -> None:
        self.named[event["requestId"]] = event["type"] == "Document" or event["initiator"]["type"] == "parser"

    def answered(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = -event["response"]["encodedDataLength"]  # The headers so far.

    def ended(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = self.sizes.get(event["requestId"], 0) + event["encodedDataLength"]


def _net(page: Page, server: LiveServer) -> float:
    return _to_a_tap(page, server.url + FORM, CAUSE, REVEALED) - _to_a_tap(page, server.url + "/empty", "button", "p")


def _to_a_tap(page: Page, address: str, cause: str, revealed: str) -> float:
    start = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(cause).tap()
    page.locator(f"{revealed}:visible").wait_for()
    return perf_counter() - start


_HEADERS = "headers (a proxy that speaks HTTP/2 sends repeated ones once)"

ROWS = (
    Row(
        "first-bytes",
        "KB",
        "under 60",
        "the page of the crisis contact, its styles and the scripts that it names: all a fresh Chromium must have before a tap, compressed",
        f"{_HEADERS}; what comes after",
        partial(_first_visit, later=False),
    ),
    Row(
        "visit-bytes",
        "KB",
        "",
        "the same, and what those scripts then ask for: the vault, the outbox, signing in",
        f"{_HEADERS}; what the worker keeps for use without a network",
        partial(_first_visit, later=True),
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
