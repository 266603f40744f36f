"""What a device keeps: complete, the same for everybody, and few modules before the first tap."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldform.officer.modules import FIRST_TAP_CEILING, first_tap_modules
from fieldform.paths import STATIC
from tests.support.house import House

ADDRESS = re.compile(r'(?:src|href)="(/static/[^"]+)"')


def precache(client: FlaskClient) -> dict[str, Any]:
    text = client.get("/precache.js").get_data(as_text=True)
    listed: dict[str, Any] = json.loads(text.removeprefix("self.precache = ").rstrip(";\n"))
    return listed


def test_everything_listed_answers_at_once(house: House) -> None:
    visitor = house.visitor()
    listed = precache(visitor)
    answers = {address: visitor.get(address).status_code for address in (*listed["pages"], *listed["files"], listed["strategies"])}
    assert set(answers.values()) == {200}, answers


def test_nothing_listed_sets_a_cookie(house: House) -> None:
    visitor = house.visitor()
    listed = precache(visitor)
    assert not [address for address in (*listed["pages"], *listed["files"]) if "Set-Cookie" in visitor.get(address).headers]


def test_it_lists_every_file_that_its_pages_name(house: House) -> None:
    visitor = house.visitor()
    listed = precache(visitor)
    named = {file for page in listed["pages"] for file in ADDRESS.findall(visitor.get(page).get_data(as_text=True))}
    assert named <= set(listed["files"])


def test_it_lists_the_newest_version_of_each_form_an_officer_starts(house: House, page: str) -> None:
    listed = precache(house.visitor())
    assert page in listed["pages"]
    assert listed["newest"]["/officer/forms/crisis_contact"] == page
    assert not any("/attempt/" in address for address in listed["pages"])


def test_it_is_the_same_for_everybody(house: House) -> None:
    assert house.visitor().get("/precache.js").data == house.visitor(house.cast.officer).get("/precache.js").data


@pytest.mark.parametrize("view", ["home", "form", "report", "today", "device"])
def test_few_modules_stand_before_the_first_tap(view: str) -> None:
    modules = first_tap_modules(STATIC, view)
    assert len(modules) <= FIRST_TAP_CEILING, modules


def test_the_modules_of_the_first_tap_are_asked_for_at_once(house: House, page: str) -> None:
    shown = house.visitor().get(page).get_data(as_text=True)
    preloaded = re.findall(r'<link rel="modulepreload" href="/static/[^/]+/([^"]+)">', shown)
    assert preloaded == list(first_tap_modules(STATIC, "form"))


@pytest.mark.parametrize("script", ["/worker.js", "/precache.js"])
def test_a_workers_script_is_always_asked_for_anew(house: House, script: str) -> None:
    answer = house.visitor().get(script)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-store")


def test_a_new_build_is_a_new_worker(house: House) -> None:
    visitor = house.visitor()
    assert visitor.get("/worker.js").get_data(as_text=True).rstrip().endswith(f"// build {precache(visitor)['build']}")


def test_it_can_be_put_on_a_home_screen(house: House) -> None:
    answer = house.visitor().get("/manifest.webmanifest")
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert {house.visitor().get(icon["src"]).status_code for icon in manifest["icons"]} == {200}
    assert house.visitor().get(manifest["start_url"]).status_code == 200
