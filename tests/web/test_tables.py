"""Tables that leave the house: no cell is ever a formula, nothing is lost on the way, and other programs can read them."""

import csv
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from fieldform.web import tables
from fieldform.web.tables import Cell, Column, Kind, Sheet, TooManyRows, as_csv, as_xlsx, download

ZONE = ZoneInfo("America/Detroit")
NIGHT = datetime(2026, 11, 26, 8, 12, tzinfo=UTC)
FORMULAS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1+1", "\u00a0=1+1", "\x00=1+1",
    "\ufeff=1+1", "=HYPERLINK(\"http://x\",\"y\")", "=cmd|' /C calc'!A0",
]  # fmt: skip
ORDINARY = ["Dana", "C-77", "it's", 'said "no"', "a, b", "line\nbreak", "ليلى", "naïve 😀", "", "3-4"]
by_cell = pytest.mark.parametrize("cell", FORMULAS, ids=ascii)


def sheet(*cells: Cell) -> Sheet:
    return Sheet("Reports", (Column("Said"),), [(cell,) for cell in cells])


def csv_rows(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))[1:]


def xlsx_cells(made: bytes) -> list[object]:
    return [row[0] for row in load_workbook(BytesIO(made)).worksheets[0].iter_rows(min_row=2, values_only=True)]


@by_cell
def test_no_cell_of_a_csv_begins_a_formula(cell: str) -> None:
    ((written,),) = csv_rows(as_csv(sheet(cell), ZONE))
    assert written.startswith("'")


@by_cell
def test_no_cell_of_a_workbook_is_a_formula(cell: str) -> None:
    book = load_workbook(BytesIO(as_xlsx(sheet(cell), ZONE)))
    found = book.worksheets[0]["A2"]
    assert (found.data_type, found.quotePrefix) == ("s", True)


@pytest.mark.parametrize("cell", ["x;=1+1", "x; @SUM(A1)", "x\t=1", "x\n=1"], ids=ascii)
def test_a_cell_that_is_taken_for_two_begins_no_formula_either(cell: str) -> None:
    ((written,),) = csv_rows(as_csv(sheet(cell), ZONE))
    assert "'=" in written or "'@" in written


def test_a_column_title_is_no_formula_either() -> None:
    made = Sheet("Reports", (Column("=1+1"),), [])
    assert as_csv(made, ZONE).decode("utf-8-sig").startswith('"\'=1+1"')
    assert load_workbook(BytesIO(as_xlsx(made, ZONE))).worksheets[0]["A1"].data_type == "s"


@pytest.mark.parametrize("cell", ORDINARY, ids=ascii)
def test_ordinary_words_come_out_as_they_went_in(cell: str) -> None:
    assert csv_rows(as_csv(sheet(cell), ZONE)) == [[cell]]
    assert xlsx_cells(as_xlsx(sheet(cell), ZONE)) == [cell or None]


def test_a_word_that_a_spreadsheet_would_decode_stays_that_word() -> None:
    (written,) = xlsx_cells(as_xlsx(sheet("_x003D_1+1"), ZONE))
    assert (written, unescape(written)) == ("_x005F_x003D_1+1", "_x003D_1+1")


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "a\ud800b", "a\uffffb"], ids=ascii)
def test_what_no_file_can_hold_is_replaced_and_not_lost_in_silence(cell: str) -> None:
    assert csv_rows(as_csv(sheet(cell), ZONE)) == [["a\ufffdb"]]
    assert xlsx_cells(as_xlsx(sheet(cell), ZONE)) == ["a\ufffdb"]


def test_numbers_stay_numbers_and_times_are_those_on_the_wall() -> None:
    made = Sheet("Reports", (Column("n", Kind.NUMBER), Column("at", Kind.INSTANT)), [(-3, NIGHT), (2.5, None)])
    assert csv_rows(as_csv(made, ZONE)) == [["-3", "2026-11-26 03:12"], ["2.5", ""]]
    rows = list(load_workbook(BytesIO(as_xlsx(made, ZONE))).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows == [(-3, datetime(2026, 11, 26, 3, 12)), (2.5, None)]  # noqa: DTZ001 (a spreadsheet knows no zone)


def test_a_cell_is_no_longer_than_a_spreadsheet_allows() -> None:
    (found,) = xlsx_cells(as_xlsx(sheet("x" * 40_000), ZONE))
    assert isinstance(found, str)
    assert (len(found), found[-1]) == (32_767, "…")


def test_it_says_on_a_sheet_of_its_own_who_took_it_and_why() -> None:
    made = Sheet("Reports", (Column("Said"),), [("x",)], about=(("Why", "=for the council"),))
    book = load_workbook(BytesIO(as_xlsx(made, ZONE)))
    assert book.sheetnames == ["Reports", "About"]
    assert [cell.value for cell in book["About"][2]] == ["Why", "=for the council"]
    assert book["About"]["B2"].data_type == "s"


def test_too_many_rows_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    for make in (as_csv, as_xlsx):
        assert make(sheet("a", "b"), ZONE)
        with pytest.raises(TooManyRows, match="Choose a shorter time"):
            make(sheet("a", "b", "c"), ZONE)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_it_is_saved_and_not_shown(ending: str) -> None:
    answer = download(sheet("a"), ending, "fieldform-2026-11", ZONE)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="fieldform-2026-11.{ending}"'


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_libreoffice_computes_nothing_of_it(tmp_path: Path, ending: str) -> None:
    made = as_csv(sheet(*FORMULAS, *ORDINARY), ZONE) if ending == "csv" else as_xlsx(sheet(*FORMULAS, *ORDINARY), ZONE)
    (tmp_path / f"in.{ending}").write_bytes(made)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods", f"in.{ending}"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert "table:formula" not in (tmp_path / "in.fods").read_text(encoding="utf-8")
