"""`fieldform lists`: see which there are, export one, edit it, set it."""

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    return terminal


def test_it_lists_them_with_the_forms_that_ask_from_them(ready: Terminal) -> None:
    assert ready.run("lists", "list") == 0
    (line,) = [line for line in ready.out.splitlines() if line.startswith("beat ")]
    assert "as shipped" in line
    assert "Crisis contact" in line


def test_a_list_is_exported_edited_and_set(ready: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "beats.csv"
    assert ready.run("lists", "export", "beat", str(file)) == 0
    file.write_text(file.read_text(encoding="utf-8-sig").replace("Beat 1 (example)", "Norwayne"), encoding="utf-8-sig")
    assert ready.run("lists", "set", "beat", str(file), "--look") == 0
    assert "“Beat 1 (example)” is called “Norwayne” from now on." in ready.out
    assert "Nothing was changed." in ready.out
    assert ready.run("lists", "set", "beat", str(file)) == 0
    assert "New versions of: Crisis contact." in ready.out
    assert ready.run("lists", "export", "beat") == 0
    assert "beat_1,Norwayne" in ready.out
    assert ready.run("lists", "set", "beat", str(file)) == 0
    assert "Nothing changes." in ready.out


def test_a_file_that_cannot_be_the_list_is_refused_by_row(ready: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "beats.csv"
    file.write_text("name,label\nnorth,North\nno good,South\n", encoding="utf-8")
    assert ready.run("lists", "set", "beat", str(file)) == 1
    assert "list, row 3, column name: a code is up to 64 letters" in ready.err


def test_a_list_that_is_not_there_is_said(ready: Terminal) -> None:
    assert ready.run("lists", "export", "bets") == 2
    assert "There is no list “bets”" in ready.err
