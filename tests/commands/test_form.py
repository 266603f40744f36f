"""`fieldform form …` at a terminal."""

import json

from tests.commands.conftest import Terminal
from tests.forms.workbooks import small

ONE = ("text", "what", "What happened?")


def test_check_says_of_each_file_whether_it_can_be_published(terminal: Terminal) -> None:
    (terminal.home / "good.xlsx").write_bytes(small(ONE))
    (terminal.home / "bad.xlsx").write_bytes(small(("texxt", "why", "What?"), ONE))
    assert terminal.run("form", "check", str(terminal.home / "good.xlsx"), str(terminal.home / "bad.xlsx")) == 1
    good, bad, last = terminal.out.splitlines()
    assert good == f"ok      {terminal.home / 'good.xlsx'}"
    assert bad.startswith(f"refused {terminal.home / 'bad.xlsx'}: survey, row 2")
    assert last == "1 of 2 can be published."


def test_check_takes_a_folder_and_ends_well_where_all_is_well(terminal: Terminal) -> None:
    (terminal.home / "forms").mkdir()
    for name in ("one.xlsx", "two.xlsx", "~$two.xlsx", "notes.txt"):
        (terminal.home / "forms" / name).write_bytes(small(ONE))
    assert terminal.run("form", "check", str(terminal.home / "forms")) == 0
    assert terminal.out.splitlines()[-1] == "2 of 2 can be published."


def test_check_tells_programs_the_same(terminal: Terminal) -> None:
    (terminal.home / "good.xlsx").write_bytes(small(ONE, notes=[("For us",)]))
    assert terminal.run("form", "check", "--json", str(terminal.home / "good.xlsx")) == 0
    told = json.loads(terminal.out)
    assert (told["ok"], told["form_id"], told["problems"]) == (True, "small", [])
    assert told["warnings"] == [{"sheet": "notes", "row": None, "message": "this sheet is not read", "column": ""}]


def test_check_needs_no_records(terminal: Terminal) -> None:
    assert terminal.run("form", "check", str(terminal.home / "nothing.xlsx")) == 1
    assert "No such file" in terminal.out
    assert not list(terminal.home.iterdir())
