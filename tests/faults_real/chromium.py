"""Chromium killed with its whole process group at a random moment while an officer types or sends, and started again on the same profile.

D1: what was typed is there but for at most one autosave interval, and never half a record; D2: what said that it was saved is there.
Public: run, left_out.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from playwright.sync_api import Error as PlaywrightProblem
from playwright.sync_api import Playwright, expect, sync_playwright

from fieldform.record.contacts import ContactRevision
from tests.faults_real.found import Found, Task, spread
from tests.faults_real.oracles import sound
from tests.officer.browser import ENOUGH, Officer, new_code
from tests.support.browser import CHROMIUM, BrowserMissing, Phone
from tests.support.cast import create_cast
from tests.support.servers import prepare

FIELD = "words.narrative"
LATEST = 0.5
INTERVAL = 0.3
DELIVERED_SECONDS = 60
WRITE = f"""(letters) => {{
  const field = document.querySelector('[name="{FIELD}"]');
  field.value += letters;
  field.dispatchEvent(new Event("input", {{ bubbles: true }}));
}}"""
SEEN = f"""() => [document.querySelector('[name="{FIELD}"]')?.value ?? "", document.querySelector("[data-saved]")?.dataset.saved ?? ""]"""
TOAST = """() => document.querySelector("[data-toast]")?.textContent.includes("Saved on this device") ?? false"""


@dataclass
class Typed:
    """`at`: when each letter was in its field; `said`: the longest text of which the page said that it was saved."""

    text: str = ""
    at: list[float] = field(default_factory=list)
    said: str = ""
    sending: bool = False
    told_sent: bool = False


def left_out() -> str:
    try:
        CHROMIUM.program()
    except BrowserMissing as problem:
        return str(problem)
    return ""


def run(task: Task) -> Found:
    with sync_playwright() as playwright:
        return killed(playwright, task)


def killed(playwright: Playwright, task: Task) -> Found:
    """`times` kills of one device, one report each; afterwards everything that was sent is on the server, once and whole."""
    found, draw, losses = Found("chromium"), Random(task.seed), list[float]()
    server = prepare(task.folder / "server")
    with server.records():
        cast = create_cast(datetime.now(UTC))
    server.start()
    officer = Officer(Phone(playwright, task.folder / "profile", engine=CHROMIUM), server, cast.officer)
    expected: dict[str, str] = {}
    try:
        officer.sets_up(new_code(server, cast))
        for case in task.cases():
            typed, killed_at = _killed(officer, draw, case)
            officer.phone = Phone(playwright, officer.phone.profile, engine=CHROMIUM)
            found.broken += _case(officer, typed, killed_at, losses, expected)
            found.cases = case
            task.tell(f"kill {case} of {task.times}: {'sending' if typed.sending else 'typing'}, {len(typed.text)} letters")
        _lets_all_go(officer, playwright)
        found.broken += _all_came(officer, expected)
    finally:
        officer.phone.close()
        server.kill()
    found.figures = {
        "killed when the report was committed to be sent": found.cases - len(losses),
        "typing that was lost": spread(losses),
        "kills that lost more than one interval (0.3 s)": sum(loss > INTERVAL for loss in losses),
    }
    return found


def _killed(officer: Officer, draw: Random, case: int) -> tuple[Typed, float]:
    """Types until the kill, or sends before it; when it was killed."""
    typed, end = Typed(sending=draw.random() < 0.4), list[float]()
    officer.begins()
    officer.fills_in_enough()
    _type(officer, typed, f"report {case} ")
    officer.is_told_saved()
    typed.said = typed.text

    def kill() -> None:
        end.append(time.monotonic())
        officer.phone.dies()

    timer = threading.Timer(draw.uniform(0, LATEST), kill)
    timer.start()
    with suppress(PlaywrightProblem):
        if typed.sending:
            officer.sends()
            while True:
                typed.told_sent = bool(officer.page.evaluate(TOAST)) or typed.told_sent
        while True:
            _type(officer, typed, draw.choice("abcdefgh "))
            text, state = officer.page.evaluate(SEEN)
            if state == "saved":
                typed.said = str(text)
    timer.join()
    officer.phone.close()
    return typed, end[0]


def _type(officer: Officer, typed: Typed, letters: str) -> None:
    officer.page.evaluate(WRITE, letters)
    typed.text += letters
    typed.at += [time.monotonic()] * len(letters)


def _case(officer: Officer, typed: Typed, killed_at: float, losses: list[float], expected: dict[str, str]) -> list[str]:
    """The same profile, opened again: the report is a draft with its words, which is then sent, or it was committed to be sent."""
    officer.starts_afresh()
    officer.rows("unfinished")
    drafts = officer.page.locator('[data-list="unfinished"] li[data-draft]')
    name = _name(typed.text)
    if drafts.count() == 0:
        expected[name] = typed.text
        return [] if typed.sending else [f"D1: {name} is gone"]
    broken = [f"D2: {name} was said to be saved and sent, and is a draft"] if typed.told_sent else []
    drafts.first.locator('[data-action="open-draft"]').click()
    expect(officer.page.locator('[name="where.location"]')).to_have_value(ENOUGH["where.location"])
    text = expected[name] = officer.shown(FIELD)
    losses.append(max(0.0, killed_at - typed.at[len(text)]) if len(text) < len(typed.at) else 0.0)
    broken += [f"D1: {name} holds other words: {text!r}"] if not typed.text.startswith(text) else []
    broken += [f"D2: {name} was said to be saved with {len(typed.said)} letters and has {len(text)}"] if len(text) < len(typed.said) else []
    broken += [f"D1: of {name} half is there"] if officer.shown("who.family_name") != ENOUGH["who.family_name"] else []
    officer.sends()
    officer.is_home()
    return broken


def _lets_all_go(officer: Officer, playwright: Playwright) -> None:
    """The same profile once more, on a clock of its own: what was sent last can no longer be undone."""
    officer.phone.close()
    officer.phone = Phone(playwright, officer.phone.profile, engine=CHROMIUM, own_clock=True)
    officer.starts_afresh()
    officer.lets_the_time_for_undoing_pass()


def _all_came(officer: Officer, expected: dict[str, str]) -> list[str]:
    """On the server, each once, with the words that the device had."""
    deadline = time.monotonic() + DELIVERED_SECONDS
    with officer.server.records():
        while ContactRevision.select().count() < len(expected) and time.monotonic() < deadline:
            threading.Event().wait(0.2)
        texts = [row.answers["words"]["narrative"] for row in ContactRevision.select()]
        wrong = [f"O1: {name} is there {count} times" for name in expected if (count := [*map(_name, texts)].count(name)) != 1]
        wrong += [f"O1: {_name(text)} has other words" for text in texts if expected.get(_name(text), "").strip() != text.strip()]
        return wrong + sound()


def _name(text: str) -> str:
    return " ".join(text.split(" ")[:2])
