"""`fieldform restore … --until` as typed: the minute reached and what is not in it, or one clear line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from fieldform import intake, web_device
from fieldform.commands.records import opened
from fieldform.record import form_versions
from fieldform.upkeep.journal import Journal
from sync.models import StoredEnvelope
from sync.wire import Kind
from tests.commands.conftest import Terminal
from tests.support.cast import Cast, create_cast
from tests.support.reports import report


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    (terminal.home / "journal").mkdir()
    terminal.set("JOURNAL", terminal.home / "journal")
    terminal.config = replace(terminal.config, journal_folder=str(terminal.home / "journal"))
    terminal.lay()
    assert terminal.run("backup", str(terminal.home / "backups")) == 0, terminal.err
    return terminal


@pytest.fixture
def source(ready: Terminal) -> str:
    return str(next((ready.home / "backups").iterdir()))


@pytest.fixture
def cast(ready: Terminal) -> Cast:
    """They are in the backup."""
    (old,) = (ready.home / "backups").iterdir()
    old.unlink()
    with opened(ready.config):
        made = create_cast(datetime.now(UTC))
    assert ready.run("backup", str(ready.home / "backups")) == 0, ready.err
    return made


def enter(terminal: Terminal, cast: Cast, at: datetime) -> None:
    with opened(terminal.config) as keys:
        form = form_versions.current("crisis_contact")
        entry = web_device.Entry(Kind.SUBMISSION, form, report(), cast.officer.id, str(uuid4()), "America/Detroit")
        web_device.enter(entry, keys, intake.reconciler(keys), at)
        Journal(terminal.home / "journal", keys).write(at)


def test_f7_it_says_what_it_brought_in_and_what_is_not_in_a_journal(ready: Terminal, cast: Cast, source: str) -> None:
    now = datetime.now(UTC)
    enter(ready, cast, now)
    enter(ready, cast, now + timedelta(hours=1))
    until = f"{now:%Y-%m-%dT%H:%M:%S.%f}Z"
    assert ready.run("restore", source, "--replace", "--until", until) == 0, ready.err
    assert "1 more records" in ready.out
    assert "Not in a journal: phrases" in ready.out
    with opened(ready.config):
        assert StoredEnvelope.select().count() == 1


@pytest.mark.parametrize(
    ("until", "told"),
    [("yesterday", "takes a time"), ("2026-11-20T14:00", "has no zone"), ("2999-01-01T00:00Z", "has not come yet")],
)
def test_f7_a_time_that_is_none_is_one_clear_line(ready: Terminal, source: str, until: str, told: str) -> None:
    assert ready.run("restore", source, "--replace", "--until", until) == 2
    assert told in ready.one_clear_line()


def test_f7_a_backup_made_after_that_time_is_refused(ready: Terminal, cast: Cast, source: str) -> None:
    enter(ready, cast, datetime.now(UTC))
    assert ready.run("restore", source, "--replace", "--until", "2020-01-01T00:00Z") == 1
    assert "Take an older one" in ready.one_clear_line()


def test_f7_without_a_journal_it_says_so(ready: Terminal, source: str) -> None:
    ready.set("JOURNAL", "")
    assert ready.run("restore", source, "--replace", "--until", "2020-01-01T00:00Z") == 2
    assert "No journal is kept here" in ready.one_clear_line()


def test_f7_a_journal_with_the_records_is_refused(ready: Terminal) -> None:
    ready.set("JOURNAL", Path(ready.config.data_folder) / "journal")
    assert ready.run("audit", "verify") == 1
    assert "FIELDFORM_JOURNAL" in ready.one_clear_line()
