"""A month's numbers on the page, the rows behind them, and both as files whose taking is written down."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from fieldform.access.models import ViewLog
from fieldform.record.coded_calls import CodedCalls
from fieldform.record.exports import Export
from fieldform.record.facts import ReportFacts
from fieldform.supervisor.capture import CALLS_NAME, NAME
from fieldform.web import tables
from tests.clinician.desk import read_form
from tests.record.road import REPORT, Road, raised_by, report
from tests.supervisor.office import Office
from tests.support.house import House

REASON = "Monthly report to the council"
MONTH = "/supervisor/month/"
ROWS = "/supervisor/month/rows"


@pytest.fixture
def busy(road: Road, house: House) -> list[str]:
    """Seven arrests, two in protective custody for drink; one report of October."""
    sobering = {"custody": "protective_substance", "taken_to": "example_sobering"}
    arrests = [report(where={"case_no": f"CASE-{n}"}, response={"custody": "arrest"}) for n in range(7)]
    sent = [road.send(answers, at=road.now - timedelta(hours=n)) for n, answers in enumerate(arrests)]
    sent += [road.send(report(response=sobering), at=road.now - timedelta(days=n + 1)) for n in range(2)]
    return [*sent, road.send(REPORT, at=road.now - timedelta(days=40))]


def figure(page: str, name: str) -> str:
    """The words of one number, from its name to the end of its article."""
    return re.sub(r"<[^>]+>", " ", page.partition(f'<h3 class="figure__name">{name}</h3>')[2].partition("</article>")[0])


def line(page: str, words: str) -> str:
    return re.sub(r"<[^>]+>", " ", page.partition(f'<th scope="row">{words}')[2].partition("</tr>")[0])


def file_form(office: Office, address: str, **arguments: Any) -> Any:
    return read_form(office.get(address, 200, **arguments), "/file")


def taken(office: Office, address: str, ending: str = "xlsx", **arguments: Any) -> bytes:
    form = file_form(office, address, **arguments)
    answer = office.client.post(form.action, data=form.values | {"reason": REASON, "ending": ending})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    return bytes(answer.data)


def test_each_number_has_its_meaning_and_its_change(office: Office, busy: list[str]) -> None:
    said = figure(office.get(MONTH), "Reports")
    assert "9" in said.split()
    assert "8 more than in October by then (1)." in said
    assert "without those withdrawn" in said


def test_the_whole_month_before_is_on_its_own_page(office: Office, busy: list[str]) -> None:
    page = office.get(MONTH, 200, month="2026-10")
    assert "October 2026" in page
    assert "1 more than in September (0)." in figure(page, "Reports")


@pytest.mark.parametrize("month", ["2030-01", "x", "2026-13"])
def test_a_month_to_come_or_none_is_the_running_one(office: Office, month: str) -> None:
    assert "November 2026</h1>" in office.get(MONTH, 200, month=month)


def test_protective_custody_stands_apart_from_arrest(office: Office, busy: list[str]) -> None:
    page = office.get(MONTH)
    assert line(page, "Arrest").split()[:2] == ["criminal", "7"]
    assert line(page, "Protective custody: alcohol or drugs").split()[:2] == ["civil", "2"]


def test_a_number_leads_to_its_rows_which_name_nobody(office: Office, busy: list[str]) -> None:
    assert "number=custody&amp;code=arrest" in office.get(MONTH)
    page = office.get(ROWS, 200, number="custody", code="arrest")
    assert page.count("CASE-") == 7
    assert all(words in page for words in ("Custody: Arrest", "Ada Okafor", "To review"))
    assert "Dana" not in page
    assert ViewLog.select().count() == 0


def test_rows_of_the_desks_work_say_how_long_it_took_and_not_what_came_of_it(office: Office, house: House, busy: list[str]) -> None:
    Road(house.cast.clinician, house.now).step(
        "attempt", raised_by(busy[3]), at=house.now - timedelta(hours=1), mode="phone", result="in_hospital", note="ZZPHI"
    )
    page = office.get(ROWS, 200, number="first_try_half")
    assert "2 h" in page
    assert not any(words in page for words in ("ZZPHI", "hospital", "Phone"))


def test_the_advocates_rows_stay_behind_their_wall(office: Office, busy: list[str]) -> None:
    office.get(ROWS, 404, number="advocate")
    office.get(ROWS, 404, number="secrets")
    assert "number=advocate" not in office.get(MONTH)


def test_for_outside_small_numbers_are_held_back(office: Office, busy: list[str]) -> None:
    page = office.get(MONTH, 200, outside="1")
    assert "fewer than 5, or held back" in line(page, "Protective custody: alcohol or drugs")
    # The other one would give it away.
    assert "fewer than 5, or held back" in line(page, "Arrest")
    assert "number=" not in page.partition("<form")[0]


def test_rows_can_be_taken_out_with_a_reason(office: Office, house: House, busy: list[str]) -> None:
    book = load_workbook(BytesIO(taken(office, ROWS, number="custody", code="arrest")))
    rows = list(book["Rows"].iter_rows(values_only=True))
    assert rows[0] == ("Number", "Happened (America/Detroit)", "Type", "Officer", "State")
    assert (rows[7][0], rows[7][2:]) == ("CASE-0", ("Suicidal person", "Ada Okafor", "To review"))
    assert len(rows) == 8
    about = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert (about["Taken out by"], about["For"]) == ("Fay Moreau", REASON)
    written = Export.get()
    assert (written.by_id, written.what, written.month, written.rows, written.reason, written.at) == (
        house.cast.supervisor.id,
        "custody/arrest",
        "2026-11",
        7,
        REASON,
        house.now,
    )


def test_the_numbers_can_be_taken_out_too(office: Office, busy: list[str]) -> None:
    made = taken(office, MONTH, "csv").decode("utf-8-sig")
    rows = {(row[1], row[2]): row[3] for row in csv.reader(StringIO(made))}
    assert (rows["Reports", ""], rows["Custody", "Arrest (criminal)"]) == ("9", "7")
    assert Export.get().what == "numbers"


def test_what_share_of_coded_calls_was_reported_has_both_numbers_behind_it(office: Office, busy: list[str]) -> None:
    assert "not entered" in taken(office, MONTH, "csv").decode("utf-8-sig")
    page = office.send(read_form(office.get(MONTH), "/calls"), calls="18")
    assert "50%" in figure(page, NAME)
    assert "9 of 18 so far" in figure(page, NAME)
    made = taken(office, MONTH, "csv").decode("utf-8-sig")
    rows = {row[1]: row for row in csv.reader(StringIO(made)) if len(row) > 5}
    assert (rows[CALLS_NAME][3], rows[NAME][3], rows[NAME][5][:7]) == ("18", "50%", "9 of 18")


def test_a_wrong_number_of_calls_is_typed_again_and_both_stay(office: Office, house: House, busy: list[str]) -> None:
    for calls in ("18", "12", "12"):
        house.later(seconds=1)
        page = office.send(read_form(office.get(MONTH), "/calls"), calls=calls)
    assert f"by <bdi>{house.cast.supervisor.name}</bdi>" in page
    assert "counts no more" in page
    assert [row.calls for row in CodedCalls.select().order_by(CodedCalls.at)] == [18, 12]


@pytest.mark.parametrize("calls", ["", "-1", "many", "1000001"])
def test_what_is_no_number_of_calls_is_asked_again_and_nothing_is_kept(office: Office, calls: str) -> None:
    assert "Type the number that dispatch counted" in office.send(read_form(office.get(MONTH), "/calls"), 422, calls=calls)
    assert CodedCalls.select().count() == 0


def test_for_outside_a_rate_that_tells_of_few_is_held_back(office: Office, busy: list[str]) -> None:
    office.send(read_form(office.get(MONTH), "/calls"), calls="12")
    outside = office.get(MONTH, outside="1")
    assert "held back" in figure(outside, NAME)
    assert "9 of 12" not in outside
    assert 'name="calls"' not in outside


def test_a_file_for_outside_holds_back_what_the_page_holds_back(office: Office, busy: list[str]) -> None:
    made = taken(office, MONTH, "csv", outside="1").decode("utf-8-sig")
    rows = {(row[1], row[2]): row[3] for row in csv.reader(StringIO(made))}
    assert rows["Custody", "Arrest (criminal)"] == "fewer than 5, or held back"
    assert Export.get().outside


def test_a_number_that_looks_like_a_formula_is_none(office: Office, road: Road) -> None:
    road.send(REPORT)
    ReportFacts.update(number='=HYPERLINK("http://x","y")').execute()
    book = load_workbook(BytesIO(taken(office, ROWS, number="reports")))
    assert book["Rows"]["A2"].data_type == "s"
    assert "\"'=HYPERLINK" in taken(office, ROWS, "csv", number="reports").decode("utf-8-sig")


def test_a_file_name_names_nobody(office: Office, busy: list[str]) -> None:
    form = file_form(office, ROWS, number="reports")
    answer = office.client.post(form.action, data=form.values | {"reason": REASON})
    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    assert re.fullmatch(r'"fieldform-2026-11-reports-[0-9a-f]{8}\.xlsx"', name)


@pytest.mark.parametrize(("wrong", "told"), [
    ({"reason": ""}, "Say what the file is for"),
    ({"reason": "x"}, "Say it in 4 to 200 characters."),
    ({"reason": "x" * 201}, "Say it in 4 to 200 characters."),
    ({"reason": REASON, "ending": "exe"}, "Not a valid choice"),
])  # fmt: skip
def test_without_a_reason_nothing_leaves(office: Office, busy: list[str], wrong: dict[str, Any], told: str) -> None:
    assert told in office.send(file_form(office, ROWS, number="reports"), 422, **wrong)
    assert Export.select().count() == 0


def test_too_many_rows_are_refused_with_what_to_do(office: Office, busy: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    page = office.send(file_form(office, ROWS, number="reports"), 422, reason=REASON)
    assert "Choose a shorter time." in page
    assert Export.select().count() == 0


def test_it_shows_what_was_taken_out_lately(office: Office, busy: list[str]) -> None:
    taken(office, ROWS, "csv", number="reports")
    assert REASON in office.get(MONTH)


def test_the_rows_of_a_month_without_any_say_so(office: Office) -> None:
    assert "No row stands behind this number." in office.get(ROWS, 200, number="force")
    assert "Nothing was reported in this month." in office.get(MONTH)


def test_another_agencys_supervisor_counts_nothing_of_it(elsewhere: Office, busy: list[str]) -> None:
    assert "Nothing was reported" in elsewhere.get(MONTH)
    assert "CASE-" not in elsewhere.get(ROWS, 200, number="reports")
