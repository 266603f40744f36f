"""Pages that are the same for everybody go out packed, and no others."""

import gzip

import brotli
import pytest

from tests.support.house import House

GZIP = {"Accept-Encoding": "gzip"}
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.mark.parametrize("address", ["/officer/", "/worker.js", "/precache.js", "form"])
def test_it_packs_what_is_the_same_for_everybody(house: House, page: str, address: str) -> None:
    visitor, address = house.visitor(), page if address == "form" else address
    packed, plain = visitor.get(address, headers=GZIP), visitor.get(address)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_browser_that_takes_brotli_gets_less(house: House, page: str) -> None:
    visitor = house.visitor()
    packed, plain = visitor.get(page, headers=BROWSER), visitor.get(page)
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert len(packed.data) < len(visitor.get(page, headers=GZIP).data)


def test_it_leaves_a_page_with_a_token_as_it_is(house: House, page: str) -> None:
    """Beside words from outside, the length of what is packed would tell of the token."""
    assert "Content-Encoding" not in house.visitor(house.cast.officer).get(page, headers=BROWSER).headers
