"""One phone that was away for long: its own code in Chromium delivers what it queued to a real server.

Public: ROWS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from fieldform.record import form_versions
from sync import enrolment
from tests.bench.row import Ground, Measure, Row
from tests.bench.sender import REPORT
from tests.support.browser import Phone
from tests.support.cast import PHRASE, create_cast
from tests.support.servers import prepare

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
        now, cast = datetime.now(UTC), create_cast(datetime.now(UTC))
        agency, admin = cast.officer.agency, cast.admin.id
        enrolment.make_code(secret="CAR12", agency=agency, device_class="phone", label="car", made_by=admin, now=now)
        version = form_versions.current("crisis_contact").version
    server.start()
    phone = Phone(ground.playwright(), ground.folder / "profile")
    try:
        phone.page.goto(f"{server.url}/healthz")
        phone.page.evaluate(OPEN)
        phone.page.evaluate("(given) => app.signIn(given.username, given.phrase)", {"username": cast.officer.username, "phrase": PHRASE})
        phone.page.evaluate("app.enrol('CAR12')")

        def measure() -> float:
            phone.page.evaluate(QUEUE, {"version": version, "answers": REPORT, "queued": ground.scale.queued})
            return float(phone.page.evaluate(DELIVER))

        yield measure
    finally:
        phone.close()
        server.kill()


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
