"""`fieldform init`: nothing is made before the recovery key is copied, and nothing is ever made over something."""

import io
import re

import pytest

from fieldform.cli import main
from fieldform.keys_folder import RECOVERY_FILE, load_keys
from tests.commands.conftest import Terminal


class Person(io.StringIO):
    """Somebody at the keyboard, who reads what is on the screen before answering."""

    def isatty(self) -> bool:
        return True


def test_it_makes_keys_and_records_apart_from_each_other(terminal: Terminal) -> None:
    recovery_key = terminal.init()
    assert len(recovery_key) == 13 * 5 - 1
    assert load_keys(terminal.config.keys_folder).web_device_id
    assert {path.name for path in terminal.config.data_folder.iterdir()} >= {"fieldform.db", RECOVERY_FILE}


def test_it_says_what_comes_next_the_check_and_the_backup_too(terminal: Terminal) -> None:
    terminal.init()
    following = terminal.out.partition("Next")[2]
    assert re.findall(r"fieldform (\w+)", following) == ["agency", "user", "config", "serve", "backup"]


def test_it_keeps_records_that_are_unreadable_without_the_keys(terminal: Terminal) -> None:
    terminal.init()
    assert not (terminal.config.data_folder / "fieldform.db").read_bytes().startswith(b"SQLite format 3")


def test_it_refuses_where_nobody_can_copy_the_key(terminal: Terminal) -> None:
    assert terminal.run("init") == 2
    assert "--recovery-key-to" in terminal.one_clear_line()
    assert list(terminal.home.iterdir()) == []


def test_it_goes_on_once_the_last_group_was_typed(terminal: Terminal) -> None:
    shown: list[str] = []

    def answer(question: str) -> str:
        shown.append(terminal.capsys.readouterr().out)
        return next(word for word in shown[0].split() if word.count("-") == 12)[-4:].lower()

    terminal.monkeypatch.setattr("builtins.input", answer)
    assert _init_at_keyboard(terminal) == 0
    assert "shown once" in shown[0]
    assert load_keys(terminal.config.keys_folder).web_device_id


@pytest.mark.parametrize("typed", ["WRONG", ""])
def test_it_makes_nothing_while_the_key_is_not_copied(terminal: Terminal, typed: str) -> None:
    terminal.monkeypatch.setattr("builtins.input", lambda _question: typed)
    assert _init_at_keyboard(terminal) == 1
    assert "nothing was made" in terminal.one_clear_line()
    assert list(terminal.home.iterdir()) == []


def test_it_refuses_a_second_time(terminal: Terminal) -> None:
    terminal.init()
    before = (terminal.config.keys_folder / "database.key").read_bytes()
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / "second.txt")) == 1
    assert "There are keys in" in terminal.one_clear_line()
    assert not (terminal.home / "second.txt").exists()
    assert (terminal.config.keys_folder / "database.key").read_bytes() == before


def test_it_refuses_keys_inside_the_data_folder(terminal: Terminal) -> None:
    terminal.set("KEYS", terminal.config.data_folder / "keys")
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / "r.txt")) == 1
    assert "lies inside" in terminal.one_clear_line()


def test_it_refuses_new_keys_over_records_made_with_others(terminal: Terminal) -> None:
    terminal.init()
    terminal.config.keys_folder.rename(terminal.home / "lost")
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / "r.txt")) == 1
    assert "fieldform recover" in terminal.one_clear_line()


@pytest.mark.parametrize("place", ["data", "keys"])
def test_it_refuses_to_lay_the_recovery_key_beside_what_it_recovers(terminal: Terminal, place: str) -> None:
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / place / "r.txt")) == 1
    assert "lost together" in terminal.one_clear_line()


def test_it_writes_the_recovery_key_over_nothing(terminal: Terminal) -> None:
    (terminal.home / "r.txt").write_text("precious")
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / "r.txt")) == 1
    assert (terminal.home / "r.txt").read_text() == "precious"
    assert not terminal.config.keys_folder.exists()


def test_it_recovers_lost_keys_and_opens_the_same_records(terminal: Terminal) -> None:
    terminal.init()
    terminal.run("agency", "add", "Marlow Police", "--kind", "police")
    terminal.config.keys_folder.rename(terminal.home / "lost")
    assert terminal.run("recover", "--recovery-key-from", str(terminal.home / "recovery.txt")) == 0
    assert terminal.run("agency", "add", "Marlow Police", "--kind", "police") == 1
    assert "already an agency" in terminal.err


def _init_at_keyboard(terminal: Terminal) -> int:
    terminal.monkeypatch.setattr("sys.stdin", Person())
    code = main(["init"])
    terminal.out, terminal.err = terminal.capsys.readouterr()
    return code


def test_it_makes_no_records_where_the_anchors_of_others_lie(terminal: Terminal) -> None:
    """The first line that new keys did not sign would be called tampering for ever."""
    terminal.config.anchors.write_text("a line\n")
    assert terminal.run("init", "--recovery-key-to", str(terminal.home / "recovery.txt")) == 1
    assert "Move it away" in terminal.one_clear_line()
    assert not terminal.config.keys_folder.exists()
