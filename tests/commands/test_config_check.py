"""`fieldform config check`: every setting in words, what is wrong with it, and nothing secret."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from fieldform.config import Config
from fieldform.upkeep.health import NO_MAIL
from fieldform.upkeep.settings import MEANINGS
from tests.commands.conftest import Terminal
from tests.support.ports import free_port
from tests.support.servers import TREE


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    return terminal


def test_it_knows_every_setting_and_so_does_the_manual() -> None:
    manual = (TREE / "docs" / "install.md").read_text(encoding="utf-8")
    for field in fields(Config):
        assert MEANINGS.get(field.name), field.name
        assert f"`{Config.variable_of(field.name)}`" in manual, field.name
    assert set(MEANINGS) == {field.name for field in fields(Config)}


def test_it_says_what_each_setting_is_and_where_that_comes_from(ready: Terminal) -> None:
    ready.set("ZONE", "America/Chicago")
    ready.run("config", "check")
    assert re.search(r"FIELDFORM_ZONE +America/Chicago +set +the time zone", ready.out)
    assert re.search(r"FIELDFORM_IDLE_MINUTES +30 +default", ready.out)
    assert "GOOD  Records: They open, and are ready for this version." in ready.out


def test_without_a_mail_server_it_judges_as_the_health_page_does_and_finds_nothing_else_wrong(ready: Terminal) -> None:
    assert ready.run("config", "check") == 1
    assert [line for line in ready.out.splitlines() if line.startswith("ACT")] == [f"ACT   {NO_MAIL.name}: {NO_MAIL.found} {NO_MAIL.to_do}"]


def test_it_shows_each_setting_as_it_is_written(ready: Terminal) -> None:
    ready.run("config", "check")
    assert re.search(r"FIELDFORM_MAIL_STARTTLS +1 +default", ready.out)
    assert re.search(r"FIELDFORM_DEMO +0 +default", ready.out)


def test_it_says_which_programs_of_postgresql_are_missing(ready: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ready.set("DATABASE_URL", f"postgresql://nobody@localhost:{free_port()}/fieldform")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ready.run("config", "check") == 1
    assert "ACT   Programs: Not installed: pg_dump, pg_restore, psql." in ready.out


def test_it_shows_no_password(ready: Terminal) -> None:
    ready.set("DATABASE_URL", "postgresql://someone:ZZ-SECRET@localhost:1/fieldform?password=ZZ-SECRET&sslmode=require")
    assert ready.run("config", "check") == 1
    assert "postgresql://someone@localhost:1/fieldform?sslmode=require" in ready.out
    assert "ZZ-SECRET" not in ready.out + ready.err


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("IDEL_MINUTES", "5", "FIELDFORM_IDEL_MINUTES is no setting"),
        ("URL", "http://forms.example.gov", "is not encrypted"),
        ("HOST", "0.0.0.0", "without https"),
        ("KEYS", "/nowhere/at/all", "There are no keys in /nowhere/at/all"),
    ],
)
def test_it_says_what_is_wrong(ready: Terminal, variable: str, value: str, told: str) -> None:
    ready.set(variable, value)
    assert ready.run("config", "check") == 1
    assert any(line.startswith("ACT") and told in line for line in ready.out.splitlines())


def test_f10_it_says_whether_the_log_of_looks_can_be_anchored(ready: Terminal) -> None:
    ready.run("config", "check")
    assert f"GOOD  Anchors: {ready.config.anchors} can be written." in ready.out
    for place, told in (("nowhere/at.all", "is not there or cannot be written"), (".", "is no file")):
        ready.set("ANCHOR_FILE", ready.home / place)
        ready.run("config", "check")
        assert any(line.startswith("ACT   Anchors:") and told in line for line in ready.out.splitlines())


def test_f10_it_says_that_others_may_write_the_anchors(ready: Terminal) -> None:
    ready.set("ANCHOR_FILE", ready.home / "anchors")
    (ready.home / "anchors").touch(mode=0o600)
    (ready.home / "anchors").chmod(0o622)
    ready.run("config", "check")
    assert f"ACT   Anchors: Others may write {ready.home / 'anchors'}." in ready.out


def test_s8_it_says_that_others_may_read_the_keys_or_the_records(ready: Terminal) -> None:
    ready.config.data_folder.chmod(0o755)
    (ready.config.keys_folder / "database.key").chmod(0o644)
    assert ready.run("config", "check") == 1
    assert "Others may look into" in ready.out
    assert "Others may read" in ready.out


def test_it_says_that_the_mail_server_does_not_answer(ready: Terminal) -> None:
    for variable, value in (("MAIL_HOST", "localhost"), ("MAIL_PORT", str(free_port())), ("MAIL_FROM", "fieldform@example.gov")):
        ready.set(variable, value)
    assert ready.run("config", "check") == 1
    assert "localhost: the mail server does not answer" in ready.out


def test_s8_it_says_that_the_records_are_no_database(ready: Terminal, tmp_path: Path) -> None:
    (ready.config.data_folder / "fieldform.db").write_bytes(b"nonsense" * 1000)
    assert ready.run("config", "check") == 1
    assert "cannot be opened with this key" in ready.out


def test_it_says_that_the_demo_is_on_behind_https(ready: Terminal) -> None:
    ready.set("URL", "https://forms.example.gov")
    ready.set("DEMO", "1")
    assert ready.run("config", "check") == 1
    assert "FIELDFORM_DEMO is on" in ready.out
