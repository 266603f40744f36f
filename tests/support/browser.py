"""A real browser with a profile folder of its own, which can be killed like a phone that lost its battery and be started again.

Mostly Chromium's headless shell: the same build of its engine (pages, workers, storage, network) without a browser's windows around it, for
about a third less of a processor. A test that kills it, or that is read as the proof of a whole promise, asks for the whole CHROMIUM; where
there is no shell, all of them get that. Knows nothing of Fieldform's pages. `python -m tests.support.browser` finds both (`… firefox`
Firefox), installs them with apt where it may, or names the command.
Public: Phone, time_passes, comes_true, Engine, CHROMIUM, SHELL, FIREFOX, quick_chromium, BrowserMissing.
"""

import os
import re
import shutil
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightProblem

from tests.support import installing

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
QUARTER_MS = 16_000
PATIENCE_SECONDS = 30
QUARTERS = 20
ANSWER_MS = 1_500
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


class BrowserMissing(Exception):
    """No such browser on this machine. Likely cause: a fresh system; the message names the command that installs it."""


@dataclass(frozen=True)
class Engine:
    """`kind` is Playwright's word, `names` the program's. `lock` is the link in a profile that ends with the number of the process that has
    it open; `options` start it, `phone` makes it look like a phone."""

    kind: str
    names: tuple[str, ...]
    package: str
    lock: str
    options: dict[str, Any]
    phone: dict[str, Any]

    @property
    def install(self) -> str:
        return f"apt-get install -y --no-install-recommends {self.package}"

    def program(self) -> str:
        """Where it is: $CHROMIUM or $FIREFOX, or the first of its usual names. BrowserMissing names the command that installs it."""
        variable = self.kind.upper()
        for name in (os.environ.get(variable, ""), *self.names):
            found = shutil.which(name) if name else None
            if found:
                return found
        raise BrowserMissing(
            f"The tests need {self.kind.title()}. Install it with: sudo {self.install}\n"
            f"Or say where it is: {variable}=/path/to/{self.kind} make test"
        )


CHROMIUM = Engine("chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium", "SingletonLock", {"args": QUIET}, PHONE)
# It locks no profile, so that no test can kill it.
SHELL = replace(CHROMIUM, names=("chromium-headless-shell", "chrome-headless-shell"), package="chromium-headless-shell", lock="")
# Debian's own build, over WebDriver BiDi: Playwright brings a patched one otherwise. It knows no mobile mode.
FIREFOX = Engine("firefox", ("firefox-esr", "firefox"), "firefox-esr", "lock", {"channel": "moz-firefox"}, {"viewport": PHONE["viewport"]})


class Phone:
    """One device. `profile` outlives it: a second Phone on the same folder is the same device, started again.

    `home` is whose certificates it trusts; `own_clock` lets a test move the time of its pages. `complaints` collects what the pages said in
    the console as an error, a broken security policy included.
    """

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        *,
        engine: Engine | None = None,
        zone: str = "America/Detroit",
        arguments: tuple[str, ...] = (),
        home: Path | None = None,
        own_clock: bool = False,
        **look: Any,
    ) -> None:
        self.profile = profile
        self.complaints: list[str] = []
        engine = self._engine = engine or quick_chromium()
        self.context: BrowserContext = getattr(playwright, engine.kind).launch_persistent_context(
            str(profile),
            executable_path=engine.program(),
            **engine.options | {"args": [*engine.options.get("args", ()), *arguments]},
            env=None if home is None else {**os.environ, "HOME": str(home)},
            locale="en-US",
            timezone_id=zone,
            **(look or engine.phone),
        )
        if own_clock:
            self.context.clock.install()
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda problem: self.complaints.append(str(problem.error)))

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self) -> None:
        """SIGKILL to the whole process group: nothing gets to finish, as when the battery is pulled."""
        self.dies()
        self.close()

    def dies(self) -> None:
        """From whichever thread; whoever drives it meets an error, and closes what is left."""
        os.killpg(os.getpgid(self._process_id()), signal.SIGKILL)

    def close(self) -> None:
        with suppress(PlaywrightProblem):
            self.context.close()

    def _process_id(self) -> int:
        """Browsers lock their profile with a link named after the machine and their own process."""
        return int(re.split(r"[-+]", str((self.profile / self._engine.lock).readlink()))[-1])

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def time_passes(page: Page, until: Locator, words: str) -> None:
    """On the clock of a Phone that has its own, a quarter of a minute at a time until these words are seen."""
    for _ in range(QUARTERS):
        page.clock.fast_forward(QUARTER_MS)
        with suppress(AssertionError):
            expect(until).to_contain_text(words, timeout=ANSWER_MS)
            break
    expect(until).to_contain_text(words)


def comes_true(page: Page, script: str) -> None:
    """Of a state that has no element to wait for; a page that is exchanged meanwhile is asked again.

    Playwright's own wait evaluates within the page once it has to ask again, which a strict policy forbids.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while not _is_true(page, script):
        assert time.monotonic() < until, f"it never came to that: {script}"
        page.wait_for_timeout(50)


def _is_true(page: Page, script: str) -> bool:
    with suppress(PlaywrightProblem):
        return bool(page.evaluate(script))
    return False


def quick_chromium() -> Engine:
    """The shell, or the whole Chromium on a machine without one."""
    with suppress(BrowserMissing):
        SHELL.program()
        return SHELL
    return CHROMIUM


if __name__ == "__main__":
    asked = [FIREFOX] if sys.argv[1:] == ["firefox"] else [SHELL, CHROMIUM]
    codes = [installing.found_or_installed(one.program, BrowserMissing, one.install) for one in asked]
    sys.exit(codes[-1])  # The shell is a matter of time alone.
