"""A spreadsheet of people whom the desk follows already, from sending it to taking it back."""

import csv
import tempfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from fieldform.record import imports
from fieldform.record.follow_ups import FollowUp
from fieldform.record.imports import Import
from fieldform.record.intakes import Intake
from fieldform.record.persons import PersonShown
from fieldform.record.steps import Attempt
from sync.enrolment import revoke_author
from sync.models import StoredEnvelope
from tests.clinician.desk import Desk, read_form
from tests.support.cast import Member
from tests.support.house import House

FILE = """Last,First,DOB,Phone,Priority,Next contact,Notes
Quill,Walda,1980-03-04,313-555-0101,High,2026-11-25,Sister helps
Inn,Orla,5/6/1975,,routine,,
Bad,Date,13/40/1980,,high,,
Bad,Level,1980-01-01,,purple,,
Quill,Walda,3/4/1980,313-555-0199,low,,
"""
GOOD = "Name,Priority\nWalda Quill,high\nOrla Inn,low\nليلى الحداد,72h\n"

ODD: dict[str, Any] = {"column-0": "family_name", "column-1": "given_name"}


CALMER: dict[str, Any] = {"word-0": "24h", "word-1": "7d"}


@pytest.fixture(autouse=True)
def empty(house: House) -> None:
    imports.ImportedRow.delete().execute()
    Import.delete().execute()


def send(desk: Desk, text: str | bytes, status: int = 200, form: Any = None, **answers: str) -> str:
    form = form or read_form(desk.get("/clinician/imports/"), "/imports/")
    content = text.encode() if isinstance(text, str) else text
    sent = desk.client.post(
        form.action,
        data=form.values | answers | {"file": (BytesIO(content), "people.csv")},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    return desk._read(sent, status)


def mapped(desk: Desk, page: str, status: int = 200, **answers: Any) -> str:
    """The proposed columns taken as they are."""
    form = read_form(page, "/mapping")
    chosen = {f"column-{number}": target for number, target in enumerate(proposed_in(page))}
    return desk.send(form, status, **{"acuity": "72h", "dates": "month"} | chosen | answers)


def proposed_in(page: str) -> list[str]:
    choices = [part.partition("</select>")[0] for part in page.split('<select class="input input--select" name="column-')[1:]]
    return [
        choice.partition(" selected")[0].rpartition('value="')[2].partition('"')[0] if " selected" in choice else "" for choice in choices
    ]


def enter(desk: Desk, page: str, *more: int, status: int = 200) -> str:
    ticked = [part.partition('"')[0] for part in page.split('name="row" value="')[1:] if "checked" in part[:20]]
    return desk.send(read_form(page, "/enter"), status, row=[*ticked, *map(str, more)])


def test_the_headings_propose_what_columns_mean_and_the_first_rows_are_shown(desk: Desk) -> None:
    page = send(desk, FILE)
    assert proposed_in(page) == ["family_name", "given_name", "born_on", "phone", "acuity", "due_at", "note"]
    assert "Sister helps" in page


def test_problems_are_told_by_row_and_column_in_words(desk: Desk) -> None:
    page = mapped(desk, send(desk, FILE))
    assert "This is no date that can be read." in page
    assert "Write Now, 24 h, 72 h or 7 days." in page
    assert page.index('<th scope="row" class="number">4</th>') < page.index('<th scope="row" class="number">5</th>')
    assert "as row 2" in page
    assert not Intake.select().exists()


def test_what_a_word_for_urgency_became_is_shown_and_can_be_changed_before_anything_is_entered(desk: Desk) -> None:
    page = mapped(desk, send(desk, "Name,Priority\nWalda Quill,urgent\nOrla Inn,72 h\nPerla Vo,purple\n"))
    words = page.split("What your words for urgency became")[1].partition("</form>")[0]
    assert ('<option value="now" selected>' in words, "“urgent”, 1 row" in words, "72 h”" in words) == (True, True, False)
    page = desk.send(read_form(page, "/words"), **CALMER)
    enter(desk, page)
    assert sorted(row.acuity for row in FollowUp.select()) == ["24h", "72h", "7d"]


def test_the_rows_that_were_not_entered_are_named_by_their_number(desk: Desk) -> None:
    done = enter(desk, mapped(desk, send(desk, FILE)))
    assert "3 rows of the file not entered" in done
    assert "<dt>Something to mend</dt><dd>4, 5</dd>" in done
    assert "<dt>Twice in the file, not ticked</dt><dd>6</dd>" in done


def test_an_address_comes_along(desk: Desk) -> None:
    enter(desk, mapped(desk, send(desk, "Name,Priority,Home address\nWalda Quill,high,12 Mill Lane\n")))
    assert "12 Mill Lane" in desk.open(FollowUp.get())


def test_all_that_is_ticked_enters_in_one_go_and_is_mine(house: House, desk: Desk) -> None:
    done = enter(desk, mapped(desk, send(desk, FILE)))
    assert "2 follow-ups entered" in done
    assert {row.name for row in PersonShown.select()} == {"Walda Quill", "Orla Inn"}
    first = FollowUp.get(FollowUp.acuity == "24h")
    assert (first.owner, first.due_at.isoformat()) == (house.cast.clinician.id, "2026-11-25T14:00:00+00:00")
    assert {(row.kind, row.outcome) for row in StoredEnvelope.select()} == {("action", "accepted")}
    assert "followed before" in desk.list(whose="mine")


def test_the_list_says_once_that_somebody_was_followed_before_and_no_time_that_is_only_the_imports(desk: Desk) -> None:
    desk.send(read_form(mapped(desk, send(desk, "Name,Priority\nWalda Quill,high\n")), "/enter"))
    row = desk.list(whose="mine").split('class="work__what"', 1)[1].split("work__due", 1)[0]
    assert row.count("followed before") == 1
    assert "just now" not in row


def test_the_same_file_twice_makes_no_doubles(desk: Desk) -> None:
    for _ in range(2):
        page = mapped(desk, send(desk, GOOD))
        if 'name="row"' in page:
            enter(desk, page)
    assert "in the record already" in page
    assert Intake.select().count() == 3


def test_somebody_known_is_left_out_unless_ticked(desk: Desk, follow_up: FollowUp) -> None:
    page = mapped(desk, send(desk, "Name,Priority\nDana Doe,high\nOrla Inn,low\n"))
    assert "same name: suicide threat" in page
    enter(desk, page)
    assert Intake.select().count() == 1
    enter(desk, mapped(desk, send(desk, "Name,Priority\nDana Doe,high\n")), 2)
    assert Intake.select().count() == 2


def test_a_mended_file_is_sent_again_and_keeps_what_columns_mean(desk: Desk) -> None:
    odd = FILE.replace("Last,First", "Klient,Vorname")
    page = mapped(desk, send(desk, odd), **ODD)
    page = send(desk, odd.replace("13/40/1980", "1/2/1980").replace("purple", "low"), form=read_form(page, "/file"))
    assert "To mend" not in page
    assert "Date Bad" in page
    assert Import.select().count() == 1


def test_the_rows_to_mend_come_as_a_file_that_no_program_runs(desk: Desk) -> None:
    mapped(desk, send(desk, 'Name,Priority,Notes\nEvil Row,purple,"=HYPERLINK(""http://x"")"\n'))
    answer = desk.client.get(f"/clinician/imports/{Import.get().id}/problems")
    assert 'filename="rows-to-mend.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["What to mend", "Name", "Priority", "Notes"]
    assert rows[1][0].startswith("Priority: Write Now")
    assert rows[1][3].startswith("'=")


def test_what_columns_mean_must_make_sense(desk: Desk) -> None:
    page = send(desk, "A,B\nx,y\n")
    assert "Say which column holds the name." in mapped(desk, page, 422)
    again = desk.get(f"/clinician/imports/{Import.get().id}")
    assert "choose one column for it" in mapped(desk, again, 422, **{"column-0": "name", "column-1": "name"})
    assert "Say how urgent these follow-ups are" in mapped(desk, again, 422, acuity="", **{"column-0": "name"})


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "There is nothing in this file."), (b"\xd0\xcf\x11\xe0", "old Excel file"), (b"PK\x03\x04 nonsense", "no spreadsheet")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(desk: Desk, content: bytes, words: str) -> None:
    assert words in send(desk, content, 422)
    assert not Import.select().exists()


def test_no_file_at_all_is_said(desk: Desk) -> None:
    form = read_form(desk.get("/clinician/imports/"), "/imports/")
    assert "Choose a file first." in desk.send(form, 422)


def test_nothing_is_half_done(house: House, desk: Desk) -> None:
    """A row that the server would not take takes all the others with it."""
    page = mapped(desk, send(desk, GOOD))
    revoke_author(house.cast.clinician.id, by="it", now=house.now)
    assert "Nothing was entered" in enter(desk, page, status=409)
    assert not Intake.select().exists()
    assert not StoredEnvelope.select().exists()
    assert Import.get().sheets


def test_once_entered_the_cells_are_gone(desk: Desk) -> None:
    enter(desk, mapped(desk, send(desk, GOOD)))
    assert Import.get().sheets is None


def test_after_a_day_what_nobody_entered_is_gone(house: House, desk: Desk) -> None:
    send(desk, GOOD)
    assert imports.forget_old(house.now + timedelta(hours=23)) == 0
    assert imports.forget_old(house.now + timedelta(hours=24)) == 1
    assert not Import.select().exists()


def test_it_can_be_thrown_away_at_once(desk: Desk) -> None:
    page = send(desk, GOOD)
    desk.send(read_form(page, "/forget"))
    assert not Import.select().exists()


def test_a_large_file_never_touches_the_disk(house: House, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    form = read_form(desk.get("/clinician/imports/"), "/imports/")
    long = "Name,Priority,Notes\n" + "".join(f"Person {number},low,{'x' * 700}\n" for number in range(900))
    body = f'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{form.values["csrf_token"]}\r\n'
    body += f'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n{long}\r\n--cut--\r\n'
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    answer = desk.client.post(form.action, data=body.encode(), content_type="multipart/form-data; boundary=cut")
    assert answer.status_code == 303
    assert len(Import.get().sheets[0]["rows"]) == 901


def test_the_whole_import_is_taken_back_with_a_reason_and_can_come_again(desk: Desk) -> None:
    done = enter(desk, mapped(desk, send(desk, GOOD)))
    assert "Why is it taken back?" in desk.send(read_form(done, "/undo"), 422)
    assert "were taken back" in desk.send(read_form(done, "/undo"), note="Last year's file.")
    assert {row.state for row in FollowUp.select()} == {"void"}
    assert "Nothing is open." in desk.list()
    enter(desk, mapped(desk, send(desk, GOOD)))
    assert FollowUp.select().where(FollowUp.state == "open").count() == 3


def test_once_somebody_worked_on_it_it_stays(desk: Desk) -> None:
    done = enter(desk, mapped(desk, send(desk, GOOD)))
    desk.take(FollowUp.get(), "attempt", mode="phone", result="reached")
    assert "1 of them were worked on already" in desk.send(read_form(done, "/undo"), 409, note="x")
    assert {row.state for row in FollowUp.select()} == {"open"}
    assert Attempt.select().count() == 1


def test_it_is_nobody_elses(house: House, desk: Desk, advocate: Desk, signed_in: Callable[[Member], FlaskClient]) -> None:
    send(desk, GOOD)
    for address in ("", "/check", "/problems"):
        advocate.get(f"/clinician/imports/{Import.get().id}{address}", 404)
    assert signed_in(house.cast.officer).get("/clinician/imports/").status_code == 403


def test_pressing_enter_twice_enters_it_once(desk: Desk) -> None:
    page = mapped(desk, send(desk, GOOD))
    for _ in range(2):
        assert "3 follow-ups entered" in enter(desk, page)
    assert Intake.select().count() == 3


def test_no_name_stands_in_any_address(desk: Desk) -> None:
    form = read_form(desk.get("/clinician/imports/"), "/imports/")
    answer = desk.client.post(form.action, data=form.values | {"file": (BytesIO(GOOD.encode()), "Walda Quill.csv")})
    assert "Walda" not in answer.location
    assert "Walda Quill.csv" not in str(Import.get().sheets)
