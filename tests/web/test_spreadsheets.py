"""Spreadsheets as people send them, and as attackers do."""

import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from fieldform.web import spreadsheets
from fieldform.web.spreadsheets import MOST_ROWS, Unreadable, read

TEXT = "Name;Phone\nZoë Müller;313-555-0101\n"


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plain(*rows: list[object]) -> bytes:
    def fill(book: Workbook) -> None:
        for row in rows:
            book.active.append(row)

    return workbook(fill)


def repacked(content: bytes, changed: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed.get(name) or old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_it_reads_csv_in_every_encoding_that_desks_write(encoding: str) -> None:
    (sheet,) = read(TEXT.encode(encoding))
    assert sheet.rows == (("Name", "Phone"), ("Zoë Müller", "313-555-0101"))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_it_sees_what_stands_between_the_cells(mark: str) -> None:
    (sheet,) = read(f'Name{mark}Note\nDana{mark}"two\nlines"\n'.encode())
    assert sheet.rows[1] == ("Dana", "two\nlines")


def test_it_reads_typed_cells_as_they_would_be_typed() -> None:
    (sheet,) = read(plain(["Born", "Age", "Due", "Ok"], [date(1991, 8, 20), 35.0, datetime(2026, 11, 25, 9, 30), True]))  # noqa: DTZ001
    assert sheet.rows[1] == ("1991-08-20", "35", "2026-11-25 09:30", "yes")


def test_a_formula_is_never_read_and_one_without_its_value_is_named() -> None:
    (sheet,) = read(plain(["Name", "Age"], ["Dana", "=30+5"]))
    assert sheet.rows[1] == ("Dana", "")
    assert sheet.unsaved == {(1, 1)}


def test_it_offers_every_sheet_that_holds_something() -> None:
    def fill(book: Workbook) -> None:
        book.active.title = "Empty"
        for title in ("Caseload", "Old"):
            book.create_sheet(title).append(["Name"])
            book[title].append(["Dana"])
        book.create_sheet("Hidden").sheet_state = "hidden"

    assert [sheet.title for sheet in read(workbook(fill))] == ["Caseload", "Old"]


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    (sheet,) = read(b"Name\n\n,,\nDana\n")
    assert (sheet.rows, sheet.numbers) == ((("Name",), ("Dana",)), (1, 4))


def test_what_no_record_may_hold_is_left_out() -> None:
    (sheet,) = read(b"Name\nDa\x01na\x1f\n")
    assert sheet.rows[1] == ("Dana",)


def bomb() -> bytes:
    return repacked(plain(["Name"], ["Dana"]), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 25_000_000})


def entities() -> bytes:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><sst>&b;</sst>'
    return repacked(plain(["Name"], ["Dana"]), {"xl/sharedStrings.xml": laughs})


def many_parts() -> bytes:
    return repacked(plain(["Name"], ["Dana"]), {f"xl/junk{number}.xml": b"x" for number in range(500)})


def short(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is nothing in this file."),
        (b"Name\n", "There is nothing in this file."),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"\xff\xd8\xff\xe0 a picture \0\0\0 of somebody", "no spreadsheet"),
        (b"x" * 900_001, "too large"),
        (b"Name\n" + b"Dana\n" * (MOST_ROWS + 1), "too large"),
        (short(plain(["Name"], ["Dana"])), "no spreadsheet"),
        (bomb(), "unpacks to far more"),
        (many_parts(), "unpacks to far more"),
        (entities(), "no spreadsheet"),
        (b'Name\n"' + b"\n" * 10 + b"\0", "no spreadsheet"),
    ],
    ids=["empty", "headings only", "xls", "jpeg", "too long", "too many rows", "cut off", "bomb", "many parts", "entities", "nul"],
)
def test_what_cannot_be_taken_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content)


def test_a_sheet_that_claims_a_million_rows_costs_nothing() -> None:
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr">'
    far += b'<is><t>Name</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    far += b"</sheetData></worksheet>"
    with pytest.raises(Unreadable):
        read(repacked(plain(["Name"], ["Dana"]), {"xl/worksheets/sheet1.xml": far}))


def test_reading_one_touches_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    content = plain(["Name"], ["Dana"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path) + "/not there")
    assert spreadsheets.read(content)
