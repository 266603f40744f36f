"""A server behind the shipped nginx, under a name and a certificate of the trial's authority, and phones that trust it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright

from fieldform.cli import main
from tests.support.browser import Phone
from tests.support.ports import free_port
from tests.support.proxies import Nginx, nginx_for, trusting_home
from tests.support.servers import LiveServer, prepare

NAME = "fieldform.test"


@dataclass
class Site:
    server: LiveServer
    nginx: Nginx
    authority: Path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `fieldform trial-certificate` makes, in its folder."""
    folder = tmp_path_factory.mktemp("certificate") / "trial"
    assert main(["trial-certificate", "--name", NAME, "--to", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Path:
    return trusting_home(tmp_path_factory.mktemp("home"), certificate / "authority.crt")


def opened(folder: Path, certificate: Path) -> Iterator[Site]:
    ports = free_port(), free_port()
    server = prepare(folder / "server", url=f"https://{NAME}:{ports[0]}")
    nginx = nginx_for(folder / "nginx", NAME, ports, server.config.port, certificate)
    nginx.start()
    yield Site(server, nginx, certificate / "authority.crt")
    nginx.stop()
    server.kill()


@pytest.fixture
def site(tmp_path: Path, certificate: Path) -> Iterator[Site]:
    """nginx runs; the server behind it is prepared and not started: a test says when."""
    yield from opened(tmp_path, certificate)


@pytest.fixture
def server(site: Site) -> LiveServer:
    return site.server


@pytest.fixture
def open_phone(playwright: Playwright, tmp_path: Path, home: Path) -> Iterator[Callable[..., Phone]]:
    """As everywhere, but it knows where the name leads and trusts the authority."""
    phones: list[Phone] = []

    def open_one(name: str = "phone", **look: Any) -> Phone:
        arguments = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1",)
        phones.append(Phone(playwright, tmp_path / f"profile of {name}", arguments=arguments, home=home, **look))
        return phones[-1]

    yield open_one
    for phone in phones:
        phone.close()
