"""One phone that was away for long: its own code in Chromium delivers what it queued to a real server.

Public: ROWS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

from fieldform.record import form_versions
from tests.bench.row import Ground, Measure, Row
from tests.bench.sender import REPORT
from tests.officer.browser import new_code
from tests.support.browser import CHROMIUM, Phone
from tests.support.cast import PHRASE, Cast, create_cast
from tests.support.servers import LiveServer, prepare

# Nothing goes out while reports are written, as without a network; afterwards the time for undoing is over at once.
QUEUE = """async ({ version, answers, queued }) => {
    await navigator.locks.request("fieldform-sender", async () => {
        for (let count = 0; count < queued; count += 1) {
            const { draft } = await app.newDraft("crisis_contact", version);
            await app.send(draft.id, { answers });
        }
    });
}"""
# Changes that come while records are read are looked at together: looking at each would cost more than what is measured.
DELIVER = """async () => {
    const now = Date.now;
    Date.now = () => now() + 11_000;
    let changed;
    const stop = app.onChange(() => changed());
    const start = performance.now();
    for (let first = true; ; first = false) {
        const change = new Promise((done) => { changed = done; });
        if (first) app.wake();
        if ((await app.records()).every((record) => record.state === "received")) break;
        await change;
    }
    stop();
    return (performance.now() - start) / 1000;
}"""
OPEN = """async () => {
    const { openFieldform } = await import("/static/now/js/device/fieldform.js");
    window.app = await openFieldform();
}"""


@contextmanager
def _queued(ground: Ground) -> Iterator[Measure]:
    server = prepare(ground.folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
        version = form_versions.current("crisis_contact").version
    server.start()
    numbers = count()

    def measure() -> float:
        number = next(numbers)
        # What an earlier one keeps would be read again.
        phone = Phone(ground.playwright(), ground.folder / f"profile {number}", engine=CHROMIUM)
        try:
            _set_up(phone, server, cast, new_code(server, cast, f"CAR{number}"))
            phone.page.evaluate(QUEUE, {"version": version, "answers": REPORT, "queued": ground.scale.queued})
            return float(phone.page.evaluate(DELIVER))
        finally:
            phone.close()

    try:
        yield measure
    finally:
        server.kill()


def _set_up(phone: Phone, server: LiveServer, cast: Cast, code: str) -> None:
    phone.page.goto(f"{server.url}/healthz")
    phone.page.evaluate(OPEN)
    phone.page.evaluate("(given) => app.signIn(given.username, given.phrase)", {"username": cast.officer.username, "phrase": PHRASE})
    phone.page.evaluate("(code) => app.enrol(code)", code)


ROWS = (
    Row(
        "queued-500",
        "s",
        "under 5",
        "500 reports of one phone, by its own code in Chromium: signatures, batches of 100, receipts verified, strict commits; the whole "
        "path on the server",
        "filling in and sealing; TLS and the way",
        _queued,
    ),
)
