"""Files are kept for ever under the address of their build, and under no other."""

import gzip
import re
from pathlib import Path

import pytest

from fieldform.paths import STATIC
from fieldform.web.builds import asset, build_hash, hash_of
from tests.access.place import Place


def test_it_lets_a_file_of_this_build_be_kept_for_ever(place: Place) -> None:
    with place.app.app_context():
        address = asset("css/app.css")
    answer = place.visitor().get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


def test_it_lets_no_other_address_be_kept(place: Place) -> None:
    assert place.visitor().get("/static/older/css/app.css").headers["Cache-Control"] == "no-store"


def test_it_keeps_no_missing_file(place: Place) -> None:
    with place.app.app_context():
        answer = place.visitor().get(asset("css/missing.css"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("name", ["../fieldform/config.py", "..%2fsetup.cfg", "%2e%2e/setup.cfg", "etc/passwd", "css/../../setup.cfg"])
def test_it_gives_out_nothing_but_static_files(place: Place, name: str) -> None:
    assert place.visitor().get(f"/static/x/{name}").status_code == 404


def test_it_says_that_a_script_is_one(place: Place) -> None:
    assert place.visitor().get("/static/x/js/before-paint.js").headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_it_packs_what_gets_smaller(place: Place) -> None:
    packed = place.visitor().get("/static/x/css/app.css", headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.data) == place.visitor().get("/static/x/css/app.css").data


def test_it_changes_the_build_with_every_byte_and_every_name(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    first = hash_of((tmp_path,))
    (tmp_path / "a.css").write_text("two")
    second = hash_of((tmp_path,))
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, hash_of((tmp_path,))}) == 3


def test_it_names_the_build_in_twelve_plain_characters(place: Place) -> None:
    with place.app.app_context():
        assert len(build_hash()) == 12


def test_a_sheet_comes_with_those_that_it_imports_in_their_layers(place: Place) -> None:
    sheet = place.visitor().get("/static/x/css/app.css").get_data(as_text=True)
    assert "@import" not in sheet
    written = (STATIC / "css/utilities.css").read_text().partition("*/")[2]
    assert f"@layer utilities {{\n{re.sub('(?m)^ +', '', written)}}}" in sheet  # What stands before a line's words is left out.
    assert "@media print {\n@layer utilities {" in sheet
