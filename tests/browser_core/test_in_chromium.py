"""The same modules in a real Chromium: real storage, real locks, a real kill, and what is left lying in the profile."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from fieldform.record import form_versions
from sync import enrolment
from sync.models import StoredEnvelope
from tests.support.browser import CHROMIUM, Phone
from tests.support.cast import PHRASE, Cast
from tests.support.ground import sqlite_only
from tests.support.reports import report
from tests.support.servers import LiveServer

pytestmark = sqlite_only("is about what the device does, whatever keeps the records")

CANARY = "ZZPHI-quillfeather"
Open = Callable[..., Phone]

# The time for undoing is over, by the phone's clock.
LATER = "Object.assign(Date, {now: ((real) => () => real() + 10_000)(Date.now)}), app.wake()"
RECEIVED = """new Promise((resolve) => {
    const look = async () => (await app.records()).every((record) => record.state === "received") && resolve(true);
    app.onChange(look);
    look();
})"""

# A newer release has thrown away what was there and is not done yet.
ENDLESS_UPGRADE = """new Promise((begun) => {
    const request = indexedDB.open("fieldform", 99);
    request.onupgradeneeded = () => {
        for (const name of request.result.objectStoreNames) if (name !== "meta") request.result.deleteObjectStore(name);
        const goOn = () => (request.transaction.objectStore("meta").count().onsuccess = goOn);
        goOn();
        setTimeout(begun, 100);
    };
})"""


@pytest.fixture
def ready(server: LiveServer, cast: Cast, open_phone: Open) -> Phone:
    """An enrolled phone, its officer signed in."""
    now = datetime.now(UTC)
    with server.records():
        enrolment.make_code(secret="CAR12", agency=cast.officer.agency, device_class="phone", label="car", made_by=cast.admin.id, now=now)
    server.start()
    phone = open_phone(engine=CHROMIUM)
    open_app(phone, server)
    assert on(phone, "app.signIn(given.username, given.phrase)", username=cast.officer.username, phrase=PHRASE)["signedIn"]
    assert on(phone, "app.enrol('CAR12')") == {"enrolled": True}
    return phone


def test_a_report_is_sent_and_received(server: LiveServer, ready: Phone) -> None:
    sent = on(ready, "begun().then((id) => app.send(id, {answers: given.answers}))", answers=report(), version=version(server))
    assert on(ready, f"{LATER}, {RECEIVED}")
    with server.records():
        assert StoredEnvelope.get().envelope_id == sent["id"]


def test_d8_a_browser_killed_while_it_upgrades_its_storage_loses_neither_what_was_typed_nor_what_was_sent(
    server: LiveServer, ready: Phone, open_phone: Open
) -> None:
    """A kill at other moments: tests/faults_real/test_chromium.py."""
    on(ready, "begun().then((id) => app.send(id, {answers: given.answers}))", answers=report(), version=version(server))
    draft = on(ready, "begun().then((id) => app.saveDraft(id, {answers: {half: 'typed'}}, {strict: true}))", version=version(server))["id"]
    on(ready, ENDLESS_UPGRADE)
    ready.kill()
    again = open_phone(engine=CHROMIUM)
    open_app(again, server)
    assert [record["state"] for record in on(again, "app.records()")] == ["waiting"]
    assert on(again, "app.unlock(given.phrase)", phrase=PHRASE)["unlocked"]
    assert on(again, "app.openDraft(given.draft)", draft=draft)["draft"]["content"]["answers"] == {"half": "typed"}
    assert on(again, f"{LATER}, {RECEIVED}")


def test_d15_nothing_typed_lies_in_the_clear_in_the_profile(server: LiveServer, ready: Phone) -> None:
    for _ in range(2):
        draft = "begun().then((id) => app.saveDraft(id, {answers: {name: given.name}, label: given.name}, {strict: true}))"
        on(ready, draft, name=CANARY, version=version(server))
    on(ready, "localStorage.setItem('control', 'ZZCONTROL')")
    ready.close()
    assert found_in(ready.profile, "ZZCONTROL"), "the search finds nothing at all"
    assert found_in(ready.profile, CANARY) == []
    assert found_in(ready.profile, PHRASE) == []


def open_app(phone: Phone, server: LiveServer) -> None:
    """An empty page of this origin with the device's face and nothing else."""
    phone.page.goto(f"{server.url}/healthz")
    phone.page.evaluate(
        """async () => {
            const {openFieldform} = await import("/static/now/js/device/fieldform.js");
            window.app = await openFieldform();
        }"""
    )


def on(phone: Phone, expression: str, **given: Any) -> Any:
    page: Page = phone.page
    begin = "const begun = () => app.newDraft('crisis_contact', given.version).then(({draft}) => draft.id);"
    return page.evaluate(f"async (given) => {{ {begin} return await ({expression}); }}", given)


def version(server: LiveServer) -> str:
    with server.records():
        return str(form_versions.current("crisis_contact").version)


def found_in(profile: Path, text: str) -> list[str]:
    """The files of the profile that hold this text, as UTF-8 or UTF-16."""
    forms = (text.encode(), text.encode("utf-16-le"))
    files = (path for path in profile.rglob("*") if path.is_file() and not path.is_symlink())
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]
