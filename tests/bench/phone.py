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

# The clock stands still while reports are sent, so that the time for undoing holds them all back; then that time is over at once.
QUEUE = """async ({ version, answers, queued }) => {
    window.real ??= Date.now;
    window.ahead ??= 0;
    const stopped = window.real() + window.ahead;
    Date.now = () => stopped;
    for (let count = 0; count < queued; count += 1) {
        const { draft } = await app.newDraft("crisis_contact", version);
        await app.send(draft.id, { answers });
    }
}"""
DELIVER = """async () => {
    window.ahead += 11_000;
    Date.now = () => window.real() + window.ahead;
    const start = performance.now();
    const waiting = async () => (await app.records()).filter((record) => record.state !== "received").length;
    await new Promise((done) => {
        const look = async () => (await waiting()) === 0 && done();
        app.onChange(look);
        app.wake();
    });
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
