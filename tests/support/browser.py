"""A real Chromium with a profile folder of its own, which can be killed like a phone that lost its battery and be started again.

Knows nothing of Fieldform's pages. `python -m tests.support.browser` finds Chromium, installs it with apt where it may, or names the
command. Public: Phone, time_passes, chromium_path, ChromiumMissing.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightProblem

from tests.support import installing

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "apt-get install -y --no-install-recommends chromium"
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
QUARTER_MS = 16_000
QUARTERS = 20
ANSWER_MS = 1_500
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


class ChromiumMissing(Exception):
    """No Chromium on this machine. Likely cause: a fresh system; the message names the command that installs it."""


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
        zone: str = "America/Detroit",
        arguments: tuple[str, ...] = (),
        home: Path | None = None,
        own_clock: bool = False,
        **look: Any,
    ) -> None:
        self.profile = profile
        self.complaints: list[str] = []
        self.context: BrowserContext = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=chromium_path(),
            args=[*QUIET, *arguments],
            env=None if home is None else {**os.environ, "HOME": str(home)},
            locale="en-US",
            timezone_id=zone,
            **(look or PHONE),
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
        os.killpg(os.getpgid(self._process_id()), signal.SIGKILL)
        self.close()

    def close(self) -> None:
        with suppress(PlaywrightProblem):
            self.context.close()

    def _process_id(self) -> int:
        """Chromium locks its profile with a link named after the machine and its own process."""
        return int((self.profile / "SingletonLock").readlink().name.rpartition("-")[2])

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


def chromium_path() -> str:
    """Where Chromium is: $CHROMIUM, or the first of its usual names. ChromiumMissing names the command that installs it."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise ChromiumMissing(
        f"The tests need Chromium. Install it with: sudo {INSTALL}\nOr say where it is: CHROMIUM=/path/to/chromium make test"
    )


if __name__ == "__main__":
    sys.exit(installing.found_or_installed(chromium_path, ChromiumMissing, INSTALL))
