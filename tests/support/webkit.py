"""WebKitGTK, of one family with Safari: its small browser on a display of its own, driven over WebDriver (W3C), which is JSON over HTTP.

Knows nothing of Fieldform's pages. Its driven sessions keep nothing once they end: a browser started again is another device.
`python -m tests.support.webkit` finds the programs, installs them with apt where it may, or names the command.
Public: Window, opened, button, link, programs, WebKitMissing.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL
from typing import Any
from urllib.error import HTTPError

from tests.support import installing
from tests.support.ports import free_port

INSTALL = "apt-get install -y --no-install-recommends xvfb webkit2gtk-driver"
BROWSERS = "usr/lib/*/webkit2gtk-4.1/MiniBrowser"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver's own name for a reference (§11)
PATIENCE_SECONDS = 20


class WebKitMissing(Exception):
    """WebKitGTK's driver or Xvfb is not on this machine. Likely cause: a fresh system; the message names the command that installs them."""


class Window:
    """One window. What is looked for is named by an XPath, waited for, and counts only where it can be seen."""

    def __init__(self, session: str) -> None:
        self._session = session

    def goes_to(self, url: str) -> None:
        self._ask("POST", "/url", {"url": url})

    def reloads(self) -> None:
        self._ask("POST", "/refresh", {})

    def goes_back(self) -> None:
        self._ask("POST", "/back", {})

    def presses(self, path: str) -> None:
        self._ask("POST", f"/element/{self._reached(path)}/click", {})

    def types(self, path: str, text: str) -> None:
        self._ask("POST", f"/element/{self._reached(path)}/value", {"text": text})

    def sees(self, path: str, count: int | None = None) -> None:
        """At least one, or exactly so many."""
        self._wait(lambda: self._is_so_often(path, count), f"{path} × {'some' if count is None else count}")

    def counts(self, path: str) -> int:
        """Now, seen or not."""
        return len(self._ask("POST", "/elements", {"using": "xpath", "value": path}))

    def holds(self, script: str) -> None:
        self._wait(lambda: bool(self.runs(f"return {script}")), script)

    def runs(self, script: str, *arguments: Any) -> Any:
        return self._ask("POST", "/execute/sync", {"script": script, "args": arguments})

    def closes(self) -> None:
        self._ask("DELETE", "", None)

    def _reached(self, path: str) -> str:
        """Brought to the middle, away from what lies over the edges of a page."""
        self.sees(path)
        element = self._seen(path)[-1]
        self.runs("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", {ELEMENT: element})
        return element

    def _is_so_often(self, path: str, count: int | None) -> bool:
        found = len(self._seen(path))
        return found > 0 if count is None else found == count

    def _seen(self, path: str) -> list[str]:
        found = self._ask("POST", "/elements", {"using": "xpath", "value": path})
        return [one[ELEMENT] for one in found if self.runs("return arguments[0].checkVisibility({visibilityProperty: true})", one)]

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._holds_now(holds):
            assert time.monotonic() < until, f"not within {PATIENCE_SECONDS} s: {what}\n{self.runs('return document.body.innerText')}"
            time.sleep(0.05)

    @staticmethod
    def _holds_now(holds: Callable[[], bool]) -> bool:
        """A list that is drawn anew while it is looked at: looked at again."""
        with suppress(HTTPError):
            return holds()
        return False

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        return _ask(method, self._session + path, body)


def button(name: str) -> str:
    return f"//button[normalize-space()='{name}']"


def link(name: str) -> str:
    return f"//a[normalize-space()='{name}']"


@contextmanager
def opened() -> Iterator[Window]:
    """Display, driver and browser are processes of ours, each ended by its id."""
    browser, driver, xvfb = programs()
    with _display(xvfb) as display, _driver(driver, display) as address:
        options = {"binary": browser, "args": ["--automation"]}
        answer = _ask("POST", f"{address}/session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        window = Window(f"{address}/session/{answer['sessionId']}")
        try:
            yield window
        finally:
            with suppress(OSError):
                window.closes()


def programs() -> tuple[str, str, str]:
    """Browser, driver, display; else WebKitMissing names what installs them."""
    browser = next((str(path) for path in sorted(Path("/").glob(BROWSERS))), None)
    found = (browser, shutil.which("WebKitWebDriver"), shutil.which("Xvfb"))
    match found:
        case (str(browser), str(driver), str(xvfb)):
            return browser, driver, xvfb
    raise WebKitMissing(f"The tests need WebKitGTK, its driver and Xvfb. Install them with: sudo {INSTALL}")


@contextmanager
def _display(xvfb: str) -> Iterator[str]:
    """It picks a free number itself and tells it."""
    told, telling = os.pipe()
    command = [xvfb, "-displayfd", str(telling), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with _ended(subprocess.Popen(command, pass_fds=[telling], stdin=DEVNULL, stderr=DEVNULL)):
        os.close(telling)
        with os.fdopen(told) as line:
            yield f":{line.readline().strip()}"


@contextmanager
def _driver(driver: str, display: str) -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "DISPLAY": display, "TZ": "America/Detroit"}
    with _ended(subprocess.Popen([driver, f"--port={port}"], env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)):
        address = f"http://127.0.0.1:{port}"
        for _ in range(PATIENCE_SECONDS * 20):
            with suppress(OSError):
                _ask("GET", f"{address}/status", None)
                break
            time.sleep(0.05)
        yield address


@contextmanager
def _ended(running: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=10)


def _ask(method: str, address: str, body: dict[str, Any] | None) -> Any:
    words = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address, data=words, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)["value"]


if __name__ == "__main__":
    sys.exit(installing.found_or_installed(programs, WebKitMissing, INSTALL))
