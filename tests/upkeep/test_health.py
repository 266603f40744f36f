"""How a server is said to be doing: each finding by the facts alone, and the page and the probe as IT gets them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldform import backup_runs
from fieldform.access.models import User
from fieldform.access.queries import viewer_of
from fieldform.record.alerts import Result
from fieldform.upkeep.facts import Backup, Clocks, Facts, LookCheck, facts_of
from fieldform.upkeep.health import Check, Word, checks, worst
from tests.support.house import House, build
from tests.support.page_lint import assert_clean
from tests.support.reports import report

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024
WELL = Facts(
    release="0.1.0",
    engine="encrypted SQLite 3.53.4",
    schema="0007",
    pending=0,
    database_bytes=40 * MEGABYTE,
    log_bytes=4 * MEGABYTE,
    free_bytes=80_000 * MEGABYTE,
    disk_bytes=100_000 * MEGABYTE,
    backup=Backup(NOW - timedelta(hours=12), 40 * MEGABYTE, "", None),
    unjournaled=0,
    look_check=LookCheck(NOW - timedelta(hours=12), 9000, ""),
    clocks=Clocks(timedelta(seconds=2), timedelta()),
    mail_set=True,
    mail={Result.SENT: 3},
    quarantined=0,
    held=0,
    silent=0,
    lacking=0,
    copies=0,
    devices=60,
    oldest_waiting_since=None,
    failed_sign_ins=2,
    refused=0,
)


def found(name: str, **change: Any) -> Check:
    return next(check for check in checks(replace(WELL, **change), NOW) if check.name == name)


def test_all_is_well_where_it_is() -> None:
    assert worst(checks(WELL, NOW)) is Word.GOOD


@pytest.mark.parametrize(
    ("name", "change", "word", "told"),
    [
        ("Backup", {"backup": Backup(None, 0, "", None)}, Word.ACT, "none yet"),
        ("Backup", {"backup": Backup(NOW - timedelta(days=4), 1, "", None)}, Word.ACT, "reads back whole"),
        ("Backup", {"backup": Backup(NOW - timedelta(hours=30), 1, "", None)}, Word.LOOK, "reads back whole"),
        ("Backup", {"backup": Backup(NOW - timedelta(hours=20), 1, "The disk is full.", NOW)}, Word.LOOK, "The disk is full."),
        ("Journal", {"unjournaled": None}, Word.GOOD, "None is kept"),
        ("Journal", {"unjournaled": 3}, Word.ACT, "3 records"),
        ("Log of looks", {"look_check": None}, Word.LOOK, "Nobody"),
        ("Log of looks", {"look_check": LookCheck(NOW - timedelta(days=4), 9000, "")}, Word.LOOK, "9,000 looks"),
        ("Log of looks", {"look_check": LookCheck(NOW, 9000, "Marlow: look 3 was changed.")}, Word.ACT, "look 3"),
        ("Disk", {"free_bytes": 2_500 * MEGABYTE}, Word.ACT, "2.4 GB free"),
        ("Disk", {"free_bytes": 9_000 * MEGABYTE}, Word.LOOK, "8.8 GB free"),
        ("Alerts by mail", {"mail_set": False}, Word.ACT, "No mail server"),
        ("Alerts by mail", {"mail": {Result.UNREACHABLE: 2}}, Word.ACT, "None of 2"),
        ("Alerts by mail", {"mail": {Result.REFUSED: 1, Result.SENT: 5}}, Word.LOOK, "1 did not"),
        ("Alerts by mail", {"mail": {}}, Word.GOOD, "none was needed"),
        ("Set aside", {"quarantined": 2, "held": 1}, Word.LOOK, "2 could not be used, 1 wait"),
        ("Still on devices", {"oldest_waiting_since": NOW - timedelta(hours=13)}, Word.LOOK, "oldest"),
        ("Still on devices", {"oldest_waiting_since": NOW - timedelta(hours=1)}, Word.GOOD, "oldest"),
        ("Clock", {"clocks": Clocks(timedelta(minutes=-5), timedelta())}, Word.LOOK, "5 minutes"),
        ("Clock", {"clocks": Clocks(timedelta(hours=1), timedelta())}, Word.ACT, "60 minutes"),
        ("Clock", {"clocks": Clocks(None, timedelta(hours=1))}, Word.ACT, "in its future"),
        ("Clock", {"clocks": Clocks(None, timedelta())}, Word.GOOD, "Too few"),
        ("Sign-ins", {"failed_sign_ins": 60}, Word.LOOK, "60 wrong"),
        ("Sign-ins", {"failed_sign_ins": 600}, Word.ACT, "600 wrong"),
        ("Refused", {"refused": 4}, Word.LOOK, "4 records"),
        ("Records", {"log_bytes": 100 * MEGABYTE}, Word.LOOK, "100.0 MB of log"),
        ("Records", {"log_bytes": 600 * MEGABYTE}, Word.ACT, "of log"),
        ("Records", {"log_bytes": None, "engine": "PostgreSQL 15.4"}, Word.GOOD, "40.0 MB, PostgreSQL 15.4."),
        ("Version", {"pending": 1}, Word.ACT, "schema 0007"),
    ],
)
def test_it_says_what_is_not_well_and_what_to_do(name: str, change: dict[str, Any], word: Word, told: str) -> None:
    check = found(name, **change)
    assert (check.word, told in check.found) == (word, True), check
    assert check.to_do or check.word is Word.GOOD or check.name == "Refused" or check.name == "Sign-ins"


def test_it_gives_no_time_where_no_device_said_since_when() -> None:
    told = {oldest: found("Still on devices", silent=1, oldest_waiting_since=oldest).found for oldest in (NOW, None)}
    assert told[NOW].endswith("The oldest record was written")  # The page puts the time behind it.
    assert told[None].endswith("Since when is not known.")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with build(tmp_path) as built:
        yield built


def test_it_reads_the_facts_of_ones_own_agency(house: House) -> None:
    for agency in (house.cast.officer.agency, house.cast.officer_elsewhere.agency):
        device = house.device(agency)
        device.push(device.report({"no": "such question"}))
    backup_runs.write_down(house.now, house.now, size=5, envelopes=2)
    facts = facts_of(viewer_of(User.get_by_id(house.cast.admin.id)), house.parts.config, house.now)
    assert (facts.quarantined, facts.devices, facts.pending) == (1, 1, 0)
    assert (facts.backup.good_at, facts.backup.size) == (house.now, 5)
    assert facts.database_bytes > 0


def test_its_page_tells_it_and_names_nobody(house: House) -> None:
    device = house.device(house.cast.officer.agency)
    device.push(device.report(report()))
    page = house.visitor(house.cast.admin).get("/admin/health", headers={"Accept": "text/html"}).text
    assert_clean(page, "/admin/health")
    assert "Something needs you now" in page
    assert "There is none yet." in page
    assert "Zephyrine" not in page
    assert "Ada Okafor" not in page


def test_a_probe_says_more_only_to_it_signed_in_who_asks(house: House) -> None:
    admin = house.visitor(house.cast.admin)
    assert admin.get("/healthz?checks").get_json()["health"] == "act"
    for client, address in (
        (admin, "/healthz"),
        (house.visitor(), "/healthz?checks"),
        (house.visitor(house.cast.officer), "/healthz?checks"),
    ):
        assert set(client.get(address).get_json()) == {"fieldform", "server_time"}


def test_a_probe_keeps_no_session_alive(house: House) -> None:
    """A phone asks every half minute; who went away is signed out all the same."""
    admin = house.visitor(house.cast.admin)
    for _ in range(4):
        house.later(minutes=10)
        admin.get("/healthz")
    assert admin.get("/session").get_json()["user"] is None
