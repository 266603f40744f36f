"""What a workbook may cost, and what of it would be lost without a word: refused or said, by sheet, row and column."""

import zipfile
from io import BytesIO

import pytest

from fieldform.forms import FormProblem, FormRefused, load_xlsform
from tests.forms.workbooks import HEADS, small, with_part, xlsx

ONE = ("text", "what", "What happened?")


def problems(content: bytes) -> tuple[FormProblem, ...]:
    with pytest.raises(FormRefused) as refused:
        load_xlsform(content)
    return refused.value.problems


def test_it_reads_a_workbook_from_its_bytes() -> None:
    form = load_xlsform(small(ONE))
    assert (form.form_id, [question.name for question in form.questions()]) == ("small", ["what"])


def test_a_workbook_without_an_id_is_called_as_its_file() -> None:
    assert load_xlsform(xlsx({"survey": [HEADS, ONE]}), name="welfare_check").form_id == "welfare_check"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "| survey |\n| | type | name | label |\n| | text | what | Größe? |\n",
        "survey\n,type,name,label\n,text,what,Größe?\n",
        "survey;;;\n;type;name;label\n;text;what;Größe?\n",
    ],
    ids=["markdown", "csv", "csv with semicolons"],
)
def test_text_is_read_in_the_encodings_that_desks_write(encoding: str, text: str) -> None:
    assert next(load_xlsform(text.encode(encoding)).questions()).label == "Größe?"


def test_a_formula_counts_as_the_value_that_was_saved_with_it() -> None:
    content = small(("text", "what", "=1+1"))
    sheet = (
        zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>")
    )
    saved = with_part(content, "xl/worksheets/sheet1.xml", sheet)
    assert next(load_xlsform(saved).questions()).label == "2"


def test_a_formula_without_a_saved_value_is_refused_by_its_place() -> None:
    assert [(one.sheet, one.row, one.column) for one in problems(small(ONE, ("text", "why", "=A1")))] == [("survey", 3, "label")]


def test_a_row_after_a_long_gap_is_refused_and_not_left_out() -> None:
    found = problems(small(ONE, *([("", "", "")] * 70), ("text", "lost", "Lost?")))
    assert [(one.sheet, one.row) for one in found] == [("survey", 73)]


def test_a_sheet_that_nobody_reads_is_said() -> None:
    form = load_xlsform(small(ONE, notes=[("Ask the chief about this one",)]))
    assert [str(warning) for warning in form.warnings] == ["notes: this sheet is not read"]


def test_too_many_choices_are_refused_in_words() -> None:
    listed = "".join(f",long,c{n},Name\n" for n in range(20_001))
    (found,) = problems(f"survey\n,type,name,label\n,select_one long,one,Which?\nchoices\n,list_name,name,label\n{listed}".encode())
    assert "20,000 choices at most" in found.message


def test_endless_rows_are_counted_and_not_read() -> None:
    rows = b"".join(b'<row r="%d"><c t="n"><v>%d</v></c></row>' % (n, n * 7919) for n in range(100_000))
    (found,) = problems(with_part(small(ONE), "xl/worksheets/sheet9.xml", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"))
    assert "more than 60,000 rows" in found.message


def test_ten_thousand_questions_are_refused_in_words() -> None:
    (found,) = problems(("survey\n,type,name,label\n" + "".join(f",text,q{n},Why?\n" for n in range(10_000))).encode())
    assert "5,000 rows at most" in found.message


def test_two_hundred_nested_groups_are_refused_at_the_row_that_goes_too_deep() -> None:
    groups = [*(("begin_group", f"g{n}", "Part") for n in range(200)), ONE, *([("end_group", "", "")] * 200)]
    assert [(one.row, one.column) for one in problems(small(*groups))] == [(32, "type")]


def test_a_bomb_in_a_part_is_refused_before_it_is_unpacked() -> None:
    (found,) = problems(with_part(small(ONE), "xl/sharedStrings.xml", b"<sst>" + b"<si><t>lol</t></si>" * 200_000 + b"</sst>"))
    assert "unpacks to far more" in found.message


@pytest.mark.parametrize(
    "declared",
    [b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
    ids=["entities that multiply", "an entity from outside"],
)
def test_a_part_that_declares_entities_is_refused(declared: bytes) -> None:
    (found,) = problems(
        with_part(small(ONE), "xl/sharedStrings.xml", b'<?xml version="1.0"?>' + declared + b"<sst><si><t>&b;</t></si></sst>")
    )
    assert "cannot be read" in found.message


@pytest.mark.parametrize("content", [b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0nothing", b"", b"\x00\x01\x02", b"just words", b"\x89PNG\r\n"])
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    assert all(one.message for one in problems(content))


def test_a_large_file_is_refused_unread() -> None:
    (found,) = problems(b"PK" + b"x" * 9_000_000)
    assert "at most 8 MB" in found.message


def test_a_name_that_xforms_keep_for_themselves_is_another_one_wherever_it_stands() -> None:
    rows = [
        ("begin_group", "meta", "About", ""),
        ("text", "who", "Who?", ""),
        ("end_group", "", "", ""),
        ("note", "said", "metal", "${who} != ''"),
    ]
    form = load_xlsform(small(*rows, heads=("type", "name", "label", "relevant")))
    assert [node.path for node in form.nodes()] == ["/meta_", "/meta_/who", "/said"]
    assert [str(warning) for warning in form.warnings] == [
        "survey, row 2, column name: the name “meta” is taken: this is called “meta_” here"
    ]


def test_the_version_may_be_a_formula_without_a_saved_value() -> None:
    settings = [("form_title", "form_id", "version"), ("Small", "small", "=TEXT(NOW(), 1)")]
    assert load_xlsform(xlsx({"survey": [HEADS, ONE], "settings": settings})).form_id == "small"


def test_a_number_is_no_name_of_a_column() -> None:
    assert "names its columns" in problems(xlsx({"survey": [(*HEADS, 2026), (*ONE, "x")]}))[0].message


@pytest.mark.parametrize("content", [b"version https://example.org/spec\noid 12\n", b"name,label\nnorth,North house\n"])
def test_what_is_no_workbook_is_told_so(content: bytes) -> None:
    assert "this is no workbook" in problems(content)[0].message
