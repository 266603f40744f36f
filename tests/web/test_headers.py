"""Every answer carries the same safe headers, whatever kind of answer it is."""

from pathlib import Path
from typing import Any

import pytest

from fieldform.web.headers import POLICY
from tests.access.place import Place, build_place

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a page": ("GET", "/sign-in", {}),
    "json": ("GET", "/session", {}),
    "a redirect": ("GET", "/", {}),
    "a file": ("GET", "/static/any/css/app.css", {}),
    "no such file": ("GET", "/static/any/nothing.css", {}),
    "404": ("GET", "/no/such/page", {}),
    "405": ("PUT", "/sign-in", {}),
    "413": ("POST", "/sign-in", {"data": b"x" * (1024 * 1024 + 1)}),
    "415": ("POST", "/sync/push", {"data": b"x", "content_type": "text/plain"}),
    "400 for a name that is not ours": ("GET", "/sign-in", {"base_url": "http://evil.example"}),
    "400 without a token": ("POST", "/sign-out", {}),
    "401": ("GET", "/clinician/", {"headers": {"Accept": "application/json"}}),
    "403": ("POST", "/sign-out", {"headers": {"Origin": "https://evil.example"}}),
    "500": ("GET", "/broken/badly", {}),
    "options": ("OPTIONS", "/sign-in", {}),
    "head": ("HEAD", "/sign-in", {}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_it_protects_every_answer(place: Place, name: str) -> None:
    method, path, more = REQUESTS[name]
    headers = place.visitor().open(path, method=method, **more).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_it_allows_no_inline_code_and_no_other_place() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert "unsafe" not in POLICY
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == rules["form-action"] == "'self'"


@pytest.mark.parametrize(("url", "expected"), [("http://localhost:8080", None), ("https://forms.example.gov", "max-age=63072000")])
def test_it_asks_for_https_for_ever_where_there_is_https(tmp_path: Path, url: str, expected: str | None) -> None:
    with build_place(tmp_path, url) as place:
        told = place.app.test_client().get("/session", base_url=url).headers.get("Strict-Transport-Security")
    assert (told or "").split(";")[0] == (expected or "")
