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


def test_check_passes_over_the_lists_that_lie_beside_a_workbook(terminal: Terminal) -> None:
    (terminal.home / "forms").mkdir()
    (terminal.home / "forms" / "houses.csv").write_text("name,label\nnorth,North house\n")
    (terminal.home / "forms" / "as_csv.csv").write_text('"survey",,,\n,type,name,label\n,text,what,What?\n')
    assert terminal.run("form", "check", str(terminal.home / "forms")) == 0
    assert terminal.out.splitlines()[-1] == "1 of 1 can be published."


def test_check_tells_programs_the_same(terminal: Terminal) -> None:
    (terminal.home / "good.xlsx").write_bytes(small(ONE, notes=[("For us",)]))
    assert terminal.run("form", "check", "--json", str(terminal.home / "good.xlsx")) == 0
    told = json.loads(terminal.out)
    assert (told["ok"], told["form_id"], told["problems"]) == (True, "small", [])
    assert told["warnings"] == [{"sheet": "notes", "row": None, "message": "this sheet is not read", "column": ""}]


def test_check_tells_apart_what_only_lacks_a_list(terminal: Terminal) -> None:
    asked = ("select_one_from_file towns.csv", "town", "Which town?")
    lacks = terminal.home / "lacks.xlsx"
    lacks.write_bytes(
        small(
            asked,
            ("select_one_from_file streets.csv", "street", "Which street?"),
            ("select_one_from_file towns.csv", "other", "Which other?"),
        )
    )
    (terminal.home / "worse.xlsx").write_bytes(small(asked, ("texxt", "why", "What?")))
    assert terminal.run("form", "check", str(lacks), str(terminal.home / "worse.xlsx")) == 1
    lacking, worse, last = terminal.out.splitlines()
    assert lacking == f"lacking {lacks}: can be published once “towns.csv”, “streets.csv” are attached; all else was checked"
    assert worse.startswith("refused ")
    assert last == "0 of 2 can be published, 1 more once their lists are attached."
    assert terminal.run("form", "check", "--json", str(lacks)) == 1
    assert (json.loads(terminal.out)["ok"], json.loads(terminal.out)["attach"]) == (False, ["towns.csv", "streets.csv"])


def test_check_needs_no_records(terminal: Terminal) -> None:
    assert terminal.run("form", "check", str(terminal.home / "nothing.xlsx")) == 1
    assert "No such file" in terminal.out
    assert not list(terminal.home.iterdir())


def test_publish_says_what_is_new_and_does_it(terminal: Terminal) -> None:
    terminal.lay()
    (terminal.home / "check.xlsx").write_bytes(small(ONE))
    assert terminal.run("form", "publish", str(terminal.home / "check.xlsx"), "--yes") == 0, terminal.err
    assert "is a new form with 1 question." in terminal.out
    (terminal.home / "check.xlsx").write_bytes(small(("text", "what", "What did you see?")))
    assert terminal.run("form", "publish", str(terminal.home / "check.xlsx"), "--yes") == 0
    assert "“What happened?”: is now asked as “What did you see?”" in terminal.out
    assert terminal.run("form", "publish", str(terminal.home / "check.xlsx")) == 0
    assert "Nothing to do" in terminal.out


def test_publish_refuses_with_every_reason_and_changes_nothing(terminal: Terminal) -> None:
    terminal.lay()
    (terminal.home / "bad.xlsx").write_bytes(
        small(("text", "a", "A", "=1"), ("text", "b", "B", "1 +"), heads=("type", "name", "label", "relevant"))
    )
    assert terminal.run("form", "publish", str(terminal.home / "bad.xlsx"), "--yes") == 1
    assert "row 2" in terminal.err
    assert terminal.run("form", "list") == 0
    assert "small" not in terminal.out


def test_publish_asks_before_it_does(terminal: Terminal) -> None:
    terminal.lay()
    (terminal.home / "check.xlsx").write_bytes(small(ONE))
    assert terminal.run("form", "publish", str(terminal.home / "check.xlsx")) == 2
    assert "--yes" in terminal.one_clear_line()


def test_a_form_is_withdrawn_and_brought_back(terminal: Terminal) -> None:
    terminal.lay()
    (terminal.home / "check.xlsx").write_bytes(small(ONE))
    terminal.run("form", "publish", str(terminal.home / "check.xlsx"), "--yes")
    assert terminal.run("form", "withdraw", "small") == 0
    terminal.run("form", "list")
    assert "withdrawn" in next(line for line in terminal.out.splitlines() if line.startswith("small"))
    assert terminal.run("form", "bring-back", "small") == 0
    terminal.run("form", "list")
    assert "offered" in next(line for line in terminal.out.splitlines() if line.startswith("small"))
