"""A form's engine in the browser, beside Enketo's on the very same workbooks: until it takes a tap, what a tap costs, bytes, memory.

Both in Chromium at 390×844 and a slowed processor, their scripts cached, without a service worker. What the server takes to judge a
report stands last. Public: ROWS.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import perf_counter
from typing import Any

from playwright.sync_api import CDPSession, Page

from fieldform.forms import evaluate_form, load_xlsform
from fieldform.record import form_versions
from tests.bench.engine_forms import REPEATED, SIZES, form_id, workbook
from tests.bench.enketo import ENKETO, served
from tests.bench.row import Ground, Measure, Row
from tests.bench.screen import EMPTY, SLOWER, Loads
from tests.support.browser import CHROMIUM, PHONE, Phone
from tests.support.servers import prepare

FORMS = (*SIZES, REPEATED)
TAPS = 10
JUDGED = 200
# Taps alternate no and yes, the form was left at yes; each is over when the last question has come or gone and a frame was drawn.
TAP = """async ({ first, last, taps }) => {
    const frame = () => new Promise(requestAnimationFrame);
    for (let tap = 0; tap < taps; tap += 1) {
        const yes = tap % 2 === 1;
        document.querySelector(first.replace("VALUE", yes ? "yes" : "no")).click();
        while (Boolean(document.querySelector(last)) !== yes) await frame();
    }
    await frame();
}"""

# Whoever lays out a page piece by piece, or brings scripts late, does so while nothing else is to do: at rest nobody needs that time.
REST = """async () => {
    const idle = () => new Promise(requestIdleCallback);
    for (let calm = 0; calm < 5;) calm = (await idle()).timeRemaining() > 40 ? calm + 1 : 0;
}"""


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine in its own browser. `first` is the answer on which all hangs (VALUE: yes or no), `last` what then appears."""

    page: Page
    tools: CDPSession
    address: Callable[[str], str]
    first: str
    last: str

    def at_rest(self, size: str) -> None:
        """Open, and done with all that follows by itself."""
        self.opened(size)
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(REST)

    def opened(self, size: str) -> None:
        self.page.goto(self.address(size), wait_until="commit")
        self.page.locator(f"label:has({self.first.replace('VALUE', 'yes')})").tap()
        self.page.locator(self.last).wait_for(state="attached")


@contextmanager
def ours(ground: Ground) -> Iterator[Engine]:
    server = prepare(ground.folder)
    server.by_command = True  # What goes out is packed as in service.
    with server.records():
        for size in FORMS:
            form_versions.publish(load_xlsform(workbook(size)), datetime.now(UTC))
    server.start()
    try:
        with _phone(ground) as page:
            yield _engine(
                page,
                lambda size: f"{server.url}/officer/forms/{form_id(size)}",
                '[name="first"][value="VALUE"]',
                '[data-path="/last"]:not([hidden])',
            )
    finally:
        server.kill()


@contextmanager
def enketo(ground: Ground) -> Iterator[Engine]:
    books = {form_id(size): workbook(size) for size in FORMS}
    with _phone(ground) as page, served(ground.folder, page, books) as address:
        yield _engine(
            page,
            lambda size: f"{address}/{form_id(size)}",
            '[data-name$="/first"][value="VALUE"]',
            '.question:not(.disabled):has([name$="/last"])',
        )


@contextmanager
def _phone(ground: Ground) -> Iterator[Page]:
    phone = Phone(
        ground.playwright(), ground.folder.with_name(f"{ground.folder.name} profile"), engine=CHROMIUM, **PHONE, service_workers="block"
    )
    phone.context.route("**/empty", lambda route: route.fulfill(body=EMPTY, content_type="text/html"))
    try:
        yield phone.page
    finally:
        phone.close()


def _engine(page: Page, address: Callable[[str], str], first: str, last: str) -> Engine:
    tools = page.context.new_cdp_session(page)
    for domain in ("Performance", "Network", "HeapProfiler"):
        tools.send(f"{domain}.enable")
    return Engine(page, tools, address, first, last)


@contextmanager
def _measuring(measure: Callable[[Engine, str], float], which: Callable[..., Any], size: str, ground: Ground) -> Iterator[Measure]:
    engine: Engine = ground.shared(which)
    engine.opened(size)
    yield partial(measure, engine, size)


def _open(engine: Engine, size: str) -> float:
    """Seconds from the address to the answer to a tap, less those of an empty page."""
    with _slowed(engine):
        seconds = _seconds(lambda: engine.opened(size))
        return seconds - _seconds(lambda: _empty(engine, engine.address(size)))


def _tap(engine: Engine, size: str) -> float:
    """Milliseconds of the page's main thread for one tap."""
    engine.at_rest(size)
    with _slowed(engine):
        before = _metric(engine, "TaskDuration")
        engine.page.evaluate(TAP, {"first": engine.first, "last": engine.last, "taps": 2 * TAPS})
        return (_metric(engine, "TaskDuration") - before) * 1000 / (2 * TAPS)


def _bytes(engine: Engine, size: str) -> float:
    """Kilobytes over the wire for one who was never here: what the page names, as a first tap needs it."""
    loads = Loads()
    heard = {"requestWillBeSent": loads.asked, "responseReceived": loads.answered, "loadingFinished": loads.ended}
    engine.tools.send("Network.clearBrowserCache")
    for event, note in heard.items():
        engine.tools.on(f"Network.{event}", note)
    engine.opened(size)
    for event, note in heard.items():
        engine.tools.remove_listener(f"Network.{event}", note)
    return loads.kilobytes()


def _memory(engine: Engine, size: str) -> float:
    """Megabytes that the page's JavaScript holds, garbage collected."""
    engine.at_rest(size)
    engine.tools.send("HeapProfiler.collectGarbage")
    return _metric(engine, "JSHeapUsedSize") / 2**20


@contextmanager
def _slowed(engine: Engine) -> Iterator[None]:
    engine.tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield
    engine.tools.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def _empty(engine: Engine, address: str) -> None:
    engine.page.goto(address.rsplit("/", 1)[0] + "/empty", wait_until="commit")
    engine.page.locator("button").tap()
    engine.page.locator("p:visible").wait_for()


def _metric(engine: Engine, name: str) -> float:
    return next(float(one["value"]) for one in engine.tools.send("Performance.getMetrics")["metrics"] if one["name"] == name)


def _seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


@contextmanager
def _judged(_ground: Ground) -> Iterator[Measure]:
    form = load_xlsform(workbook("100"))
    answers: dict[str, Any] = {"first": "yes"}
    for question in form.questions():
        group, _, name = question.path[1:].rpartition("/")
        if group and question.is_asked:
            answers.setdefault(group, {})[name] = "yes" if question.is_select else 12 if question.type != "text" else "words"

    def measure() -> float:
        start = perf_counter()
        for _ in range(JUDGED):
            filled = evaluate_form(form, answers, datetime.now(UTC), "America/Detroit")
        assert not filled.problems
        return (perf_counter() - start) * 1000 / JUDGED

    measure()
    yield measure


def _rows(name: str, unit: str, aim: str, does: str, leaves_out: str, measure: Callable[[Engine, str], float]) -> Iterator[Row]:
    for size in FORMS:
        own = f"form-{name}-{size.replace(' ', '-')}"
        said = size if size == REPEATED else f"{size} questions"
        yield Row(own, unit, aim, f"{said}: {does}", leaves_out, partial(_measuring, measure, ours, size), packages=ENKETO)
        yield Row(
            f"enketo-{own.removeprefix('form-')}",
            unit,
            "",
            f"the same by enketo-core 9.0.1, transformed beforehand, without its style sheets: {said}",
            leaves_out,
            partial(_measuring, measure, enketo, size),
            against=own,
            packages=ENKETO,
        )


ROWS = (
    *_rows(
        "open",
        "s",
        "a quarter of Enketo's",
        f"from the address to the answer to a tap on the first question, {SLOWER}x CPU throttling, less the same of an empty page",
        "a network",
        _open,
    ),
    *_rows(
        "tap",
        "ms",
        "a quarter; under 8 at 500",
        "main-thread time of one tap, on a page at rest, until the last dependent question has come or gone and is drawn, "
        f"{SLOWER}x CPU throttling",
        "the finger",
        _tap,
    ),
    *_rows("bytes", "KB", "a fifth", "all that one who was never here must have before a tap, compressed", "what comes after it", _bytes),
    *_rows(
        "memory",
        "MB",
        "",
        "the JavaScript heap of a page at rest, garbage collected",
        "the DOM and its layout",
        _memory,
    ),
    Row(
        "judge-100",
        "ms",
        "under 1",
        "the server judges one report of 100 answered questions and 25 calculations: types, relevance, constraints, calculations",
        "reading, sealing, storing",
        _judged,
    ),
)
