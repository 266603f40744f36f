"""What several folders of tests share: the browser's driver, a device, a running server with its cast. The rest lives beside its tests."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

from tests.support import cheaply, ground
from tests.support.browser import Phone
from tests.support.cast import Cast, create_cast
from tests.support.reach import may_drive_a_browser, stands_on_a_database
from tests.support.servers import LiveServer, prepare

# A state is waited for as long as a busy machine may need for it; one that never comes is told by then as well.
STATE_MS = 20_000
JOURNEY = "test_journey.py"
SHARES = ("browsers", "rest")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on", choices=ground.DATABASES, default=ground.DATABASES[0], help="the database under the tests that stand on one")
    parser.addoption("--share", choices=SHARES, help="only those that drive a browser, or only the rest")


def pytest_configure(config: pytest.Config) -> None:
    ground.use(config.getoption("on"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which nothing would be chosen below is not read either: to read all 250 takes seconds."""
    if not (collection_path.name.startswith("test_") and collection_path.suffix == ".py"):
        return None
    without_a_browser = config.getoption("share") == SHARES[0] and not may_drive_a_browser(collection_path)
    without_records = ground.on_postgresql() and not stands_on_a_database(collection_path)
    return True if without_a_browser or without_records else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The journey is read first and run first. On PostgreSQL only what stands on a database runs: the rest would say the same again."""
    items.sort(key=lambda test: test.path.name != JOURNEY)
    wanted = (config.getoption("share"),) if config.getoption("share") else SHARES
    chosen = [test for test in items if _share_of(test) in wanted and (not ground.on_postgresql() or stands_on_a_database(test.path))]
    config.hook.pytest_deselected(items=list(set(items).difference(chosen)))
    items[:] = chosen


def _share_of(test: pytest.Item) -> str:
    if "playwright" not in getattr(test, "fixturenames", ()):
        return SHARES[1]
    assert may_drive_a_browser(test.path), (
        f"{test.path} drives a browser and never comes to tests/support/browser.py: neither share would run it"
    )
    return SHARES[0]


@pytest.fixture(scope="session", autouse=True)
def cheap() -> Iterator[None]:
    with cheaply.hash_compile_and_pack():
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=STATE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def open_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """open_phone("car 12") is a device with a profile of that name; the same name again is the same device, started anew."""
    phones: list[Phone] = []

    def open_one(name: str = "phone", **look: Any) -> Phone:
        phones.append(Phone(playwright, tmp_path / f"profile of {name}", **look))
        return phones[-1]

    yield open_one
    for phone in phones:
        phone.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """Prepared and not started: a test says when."""
    found = prepare(tmp_path / "server")
    yield found
    found.kill()


@pytest.fixture
def cast(server: LiveServer) -> Cast:
    """The cast, entered into the server's records."""
    with server.records():
        return create_cast(datetime.now(UTC))
