"""Caddy reads its shipped example and finds nothing wrong with it."""

from pathlib import Path

from tests.support.ground import sqlite_only
from tests.support.proxies import caddy_finds_fault, caddyfile_for

pytestmark = sqlite_only("is about what stands before the server")


def test_caddy_takes_the_example(tmp_path: Path, certificate: Path) -> None:
    assert caddy_finds_fault(caddyfile_for(tmp_path, certificate)) == ""
