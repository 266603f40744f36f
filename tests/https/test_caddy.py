"""Caddy reads its shipped example and finds nothing wrong with it."""

from pathlib import Path

from tests.support.proxies import caddy_finds_fault, caddyfile_for


def test_caddy_takes_the_example(tmp_path: Path, certificate: Path) -> None:
    assert caddy_finds_fault(caddyfile_for(tmp_path, certificate)) == ""
