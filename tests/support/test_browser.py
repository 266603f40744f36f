"""The phones that other tests stand on: one that is killed comes back with what was committed, and tells what its pages complained of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.browser import CHROMIUM, Phone, quick_chromium
from tests.support.ground import sqlite_only
from tests.support.servers import LiveServer

pytestmark = sqlite_only("is about the browser, whatever keeps the records")

KEEP = """word => new Promise((done, failed) => {
  const asked = indexedDB.open("kept", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("words");
  asked.onsuccess = () => {
    const change = asked.result.transaction("words", "readwrite", { durability: "strict" });
    change.objectStore("words").put(word, "word");
    change.oncomplete = () => done(word);
  };
  asked.onerror = () => failed(asked.error);
})"""
READ = """() => new Promise((done, failed) => {
  const asked = indexedDB.open("kept", 1);
  asked.onsuccess = () => {
    const reading = asked.result.transaction("words").objectStore("words").get("word");
    reading.onsuccess = () => done(reading.result);
  };
  asked.onerror = () => failed(asked.error);
})"""


def test_a_killed_phone_comes_back_with_what_was_committed(server: LiveServer, open_phone: Callable[..., Phone]) -> None:
    server.start()
    phone = open_phone(engine=CHROMIUM)
    phone.page.goto(f"{server.url}/healthz")
    phone.page.evaluate(KEEP, "lantern")
    phone.kill()
    again = open_phone(engine=CHROMIUM)
    again.page.goto(f"{server.url}/healthz")
    assert again.page.evaluate(READ) == "lantern"


def test_it_tells_what_a_page_complained_of(server: LiveServer, open_phone: Callable[..., Phone]) -> None:
    server.start()
    phone = open_phone()
    phone.page.goto(f"{server.url}/healthz")
    with phone.page.expect_console_message(lambda message: "wrong" in message.text):
        phone.page.evaluate("() => console.error('something is wrong')")
    assert "something is wrong" in phone.complaints


def test_where_there_is_no_shell_the_whole_chromium_is_driven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert quick_chromium() is CHROMIUM
