"""Agencies, people and devices from the terminal: done, or one clear line and a non-zero exit."""

import re
from datetime import UTC, datetime

import pytest

from fieldform.access.models import AccountChange, User
from fieldform.access.users import agency_named
from fieldform.commands.records import opened
from fieldform.keys_folder import create_keys
from sync.models import Device, EnrolmentCode
from tests.commands.conftest import PHRASE, Terminal
from tests.support.ports import free_port


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    assert terminal.run("agency", "add", "Marlow Police", "--kind", "police") == 0
    assert terminal.run("agency", "add", "Harbor Health", "--kind", "provider", "--serves", "Marlow Police") == 0
    return terminal


def add_officer(terminal: Terminal, **change: str) -> int:
    asked = {"role": "officer", "agency": "Marlow Police", "name": "Ada Okafor", "phrase-from": "-", **change}
    username = asked.pop("username", "ada.okafor")
    typed = asked.pop("typed", PHRASE)
    return terminal.run("user", "add", username, *(f"--{name}={text}" for name, text in asked.items()), typed=typed)


def test_it_lists_the_agencies_and_whom_they_serve(ready: Terminal) -> None:
    assert ready.run("agency", "list") == 0
    assert ready.out.splitlines() == ["Harbor Health  provider  serves Marlow Police", "Marlow Police  police"]


def test_it_adds_a_person_and_closes_the_account_again(ready: Terminal) -> None:
    assert add_officer(ready) == 0
    assert "Added Ada Okafor (officer, Marlow Police)" in ready.out
    assert PHRASE not in ready.out
    assert ready.run("user", "close", "ada.okafor") == 0
    assert "signed out everywhere" in ready.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"typed": "short"}, "at least 12 characters"),
        ({"typed": "Password1234"}, "first that anyone would guess"),
        ({"agency": "Nowhere Police"}, "no agency called “Nowhere Police”"),
        ({"agency": "Harbor Health"}, "nobody there can be officer"),
        ({"username": "a b"}, "2 to 40 characters"),
        ({"name": "  "}, "needs a name"),
        ({"phrase-from": "/no/such/file"}, "No such file"),
    ],
)
def test_it_says_in_one_line_why_somebody_was_not_added(ready: Terminal, change: dict[str, str], told: str) -> None:
    assert add_officer(ready, **change) == 1
    assert told in ready.one_clear_line()


def test_it_asks_for_a_file_where_nobody_can_type_a_phrase(ready: Terminal) -> None:
    assert ready.run("user", "add", "ada", "--name", "Ada", "--role", "officer", "--agency", "Marlow Police") == 2
    assert "--phrase-from" in ready.one_clear_line()


def test_it_hands_out_a_code_that_is_kept_as_a_hash(ready: Terminal) -> None:
    assert ready.run("device", "code", "--agency", "Marlow Police", "--label", "Phone 12") == 0
    code = re.match(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\n", ready.out)
    assert code is not None
    with opened(ready.config):
        row = EnrolmentCode.get()
    assert (row.label, row.device_class, row.made_by) == ("Phone 12", "phone", "command line")
    assert code[0].strip().encode() not in bytes(row.code_hash)


def test_it_hands_out_no_code_to_a_provider(ready: Terminal) -> None:
    assert ready.run("device", "code", "--agency", "Harbor Health", "--label", "x") == 1
    assert "no police agency" in ready.one_clear_line()


def test_it_hands_out_no_code_for_a_device_without_a_label(ready: Terminal) -> None:
    assert ready.run("device", "code", "--agency", "Marlow Police", "--label", " ") == 1
    assert "needs a label" in ready.one_clear_line()


def test_it_says_that_a_phrase_file_is_no_text(ready: Terminal) -> None:
    (ready.home / "phrase").write_bytes(b"\xff\xfe\x00")
    assert add_officer(ready, **{"phrase-from": str(ready.home / "phrase")}) == 1
    assert "no plain text" in ready.one_clear_line()


def test_it_has_nothing_to_migrate_twice(ready: Terminal) -> None:
    assert ready.run("migrate") == 0
    assert ready.out == "Nothing to do: the records are up to date.\n"


@pytest.mark.parametrize("command", [("migrate",), ("serve",), ("user", "close", "x"), ("agency", "add", "X", "--kind", "police")])
def test_it_says_that_there_are_no_keys_yet(terminal: Terminal, command: tuple[str, ...]) -> None:
    terminal.set("PORT", free_port())
    assert terminal.run(*command) == 1
    assert "Make them with: fieldform init" in terminal.one_clear_line()


def test_it_says_that_the_records_were_made_with_other_keys(terminal: Terminal) -> None:
    terminal.lay()
    terminal.config.keys_folder.rename(terminal.home / "lost")
    create_keys(terminal.config.keys_folder)
    assert terminal.run("migrate") == 1
    assert "cannot be opened with this key" in terminal.one_clear_line()


@pytest.mark.parametrize(("variable", "value"), [("PORT", "eighty"), ("URL", "forms.example.gov"), ("URL", "https://x.example/path")])
def test_it_names_a_setting_that_cannot_be_used(terminal: Terminal, variable: str, value: str) -> None:
    terminal.set(variable, value)
    assert terminal.run("migrate") == 1
    assert f"FIELDFORM_{variable}" in terminal.one_clear_line()


def test_it_explains_itself(terminal: Terminal) -> None:
    assert terminal.run("--help") == 0
    for command in ("init", "migrate", "user", "device", "demo", "serve"):
        assert command in terminal.out
    assert terminal.run("frobnicate") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("frobnicate",),
        ("user", "add", "ada"),
        ("user", "add", "ada", "--name", "Ada", "--agency", "X", "--role", "king"),
        ("demo", "--weeks", "many"),
        ("demo", "--weeks", "0"),
    ],
)
def test_it_says_in_one_line_what_was_asked_for_wrongly(terminal: Terminal, wrong: tuple[str, ...]) -> None:
    assert terminal.run(*wrong) == 2
    terminal.one_clear_line()
    assert list(terminal.home.iterdir()) == []


@pytest.mark.parametrize("wrong", ["mysql://user:secret@host/x", "nonsense", "postgresql://host", "sqlite:///x.db"])
def test_it_says_that_a_database_is_none_and_keeps_its_password(ready: Terminal, wrong: str) -> None:
    ready.set("DATABASE_URL", wrong)
    assert ready.run("migrate") == 1
    assert "FIELDFORM_DATABASE_URL is no postgresql://" in ready.one_clear_line()
    assert "secret" not in ready.err


def test_it_lists_people_and_what_became_of_their_accounts(ready: Terminal) -> None:
    assert ready.run("user", "list") == 0
    assert "Nobody yet" in ready.out
    add_officer(ready)
    add_officer(ready, username="ben.novak", name="Ben Novak")
    ready.run("user", "close", "ben.novak")
    assert ready.run("user", "list", "--agency", "Marlow Police") == 0
    assert re.search(r"ada\.okafor +Ada Okafor +officer +Marlow Police +– +first phrase", ready.out)
    assert re.search(r"ben\.novak .* closed \d{4}-", ready.out)


def test_it_opens_an_account_again_and_gives_a_phrase_once(ready: Terminal) -> None:
    add_officer(ready)
    ready.run("user", "close", "ada.okafor")
    assert ready.run("user", "phrase", "ada.okafor") == 1
    assert "fieldform user reopen ada.okafor" in ready.one_clear_line()
    assert ready.run("user", "reopen", "ada.okafor") == 0
    assert ready.run("user", "reopen", "ada.okafor") == 1
    assert ready.run("user", "phrase", "ada.okafor") == 0
    assert re.match(r"([a-z]{4} ){4}[a-z]{4}\n", ready.out)


def test_the_first_admin_is_helped_at_the_console_and_that_is_written_down(ready: Terminal) -> None:
    assert ready.run("user", "reset-admin") == 1
    assert "Nobody here has the role admin" in ready.one_clear_line()
    add_officer(ready, username="gus.ito", name="Gus Ito", role="admin")
    assert ready.run("user", "reset-admin") == 0
    drawn = ready.out.splitlines()[0]
    with opened(ready.config):
        last = AccountChange.select().order_by(AccountChange.at.desc()).get()
        assert (last.what, last.by, last.detail) == ("phrase given", "command line", "reset-admin at the server's console")
        assert drawn not in User.get(User.username == "gus.ito").phrase_hash
    add_officer(ready, username="ivy.chen", name="Ivy Chen", role="admin")
    assert ready.run("user", "reset-admin") == 1
    assert "gus.ito, ivy.chen" in ready.one_clear_line()
    add_officer(ready)
    assert ready.run("user", "reset-admin", "ada.okafor") == 1
    assert "not admin" in ready.one_clear_line()


def test_it_writes_a_sheet_of_codes_for_sixty_cars(ready: Terminal) -> None:
    sheet = ready.home / "slips.html"
    asked = ("device", "codes", "--agency", "Marlow Police", "--class", "car", "--label", "Car {n}", "--to", str(sheet))
    assert ready.run(*asked, "--count", "60") == 0
    text = sheet.read_text()
    codes = set(re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text))
    assert (len(codes), text.count("<svg"), sheet.stat().st_mode & 0o077) == (60, 60, 0)
    assert not any(code in ready.out for code in codes)
    assert ready.run(*asked, "--count", "60") == 1
    assert "is there already" in ready.one_clear_line()


@pytest.mark.parametrize("wrong", ["--count 0", "--count 201", "--count 2 --days 15", "--count 2 --label Car"])
def test_it_says_what_a_sheet_takes(ready: Terminal, wrong: str) -> None:
    asked = ("device", "codes", "--agency", "Marlow Police", "--label", "Car {n}", "--to", str(ready.home / "s.html"))
    assert ready.run(*asked, *wrong.split()) == 2
    ready.one_clear_line()
    assert not (ready.home / "s.html").exists()


def test_it_lists_devices_approves_and_revokes_them(ready: Terminal) -> None:
    with opened(ready.config):
        agency = agency_named("Marlow Police").id
        fields = {"agency": agency, "device_class": "pending", "enrolled_at": datetime.now(UTC), "enrolled_by": "x"}
        Device.create(id="11111111-aaaa", public_key=b"1", label="", pending_since=datetime.now(UTC), **fields)
    assert ready.run("device", "list") == 0
    assert "waits for approval" in ready.out
    assert ready.run("device", "approve", "11111111", "--label", "Phone 31") == 0
    assert ready.run("device", "approve", "Phone 31", "--label", "Phone 31") == 1
    assert "does not wait" in ready.one_clear_line()
    assert ready.run("device", "revoke", "Phone 31", "--because", "left in a taxi") == 0
    assert ready.run("device", "revoke", "Phone 31", "--because", "again") == 1
    with opened(ready.config):
        assert Device.get().revoked_because == "left in a taxi"
    assert ready.run("device", "revoke", "Phone 99", "--because", "x") == 1
    assert "no device called" in ready.one_clear_line()
