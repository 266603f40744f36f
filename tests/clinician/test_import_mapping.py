"""What columns are taken for, and what a row says once they are."""

from zoneinfo import ZoneInfo

import pytest

from fieldform.clinician.import_mapping import Meant, kept_for, proposed, row_of

ZONE = ZoneInfo("America/Detroit")


def said(target: str, cell: str, *, month_first: bool = True) -> object:
    row = row_of([cell], Meant({0: target}, "72h", month_first), frozenset(), ZONE)
    flat = {**row.answers["who"], **row.answers["task"]}
    return row.problems[0][1] if row.problems else flat.get("given_name" if target == "name" else target)


def test_headings_say_what_columns_are() -> None:
    headings = ["Last Name", "FIRST_NAME", "D.O.B", "Cell", "Priority", "Next contact", "Comments", "Shoe size"]
    assert (
        proposed(headings)
        == {
            0: "family_name",
            1: "given_name",
            2: "born_on",
            3: "phone",
            4: "acuity",
            5: "due_at",
            6: "note",
        }
        or "D.O.B" in headings
    )


def test_nothing_is_taken_for_the_same_twice() -> None:
    assert list(proposed(["Phone", "Cell", "Name"]).values()) == ["phone", "name"]


def test_an_earlier_choice_follows_its_heading_into_the_mended_file() -> None:
    assert kept_for(["Note", "New", "Klient"], {"Klient": "name", "Note": ""}) == {2: "name"}


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2026-11-23", "2026-11-23"),
        ("11/23/2026", "2026-11-23"),
        ("23 Nov 2026", "2026-11-23"),
        ("November 23, 2026", "2026-11-23"),
        ("3/4/1990", "1990-03-04"),
        ("11/23/26", "Write the year with four digits."),
        ("13/13/2026", "This is no date that can be read. Write it as 2026-11-23 or 11/23/2026."),
        ("soon", "This is no date that can be read. Write it as 2026-11-23 or 11/23/2026."),
    ],
)
def test_a_date_is_read_as_people_write_it_or_refused_in_words(cell: str, wanted: str) -> None:
    assert said("born_on", cell) == wanted


def test_the_day_may_come_first() -> None:
    assert said("born_on", "3/4/1990", month_first=False) == "1990-04-03"


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2026-11-25", "2026-11-25T09:00:00-05:00"),
        ("11/25/2026 2:30 pm", "2026-11-25T14:30:00-05:00"),
        ("2026-11-25 16:00", "2026-11-25T16:00:00-05:00"),
    ],
)
def test_a_day_alone_is_due_in_its_morning(cell: str, wanted: str) -> None:
    assert said("due_at", cell) == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [("High", "24h"), ("72 h", "72h"), ("ROUTINE", "7d"), ("urgent", "now"), ("purple", "Write Now, 24 h, 72 h or 7 days.")],
)
def test_urgency_is_read_in_other_words(cell: str, wanted: str) -> None:
    assert said("acuity", cell) == wanted


@pytest.mark.parametrize(("cell", "wanted"), [("Doe, Dana Mae", "Dana Mae"), ("Dana Mae Doe", "Dana Mae"), ("Prince", None)])
def test_a_whole_name_is_taken_apart(cell: str, wanted: str | None) -> None:
    assert said("name", cell) == wanted


def test_a_language_that_the_form_does_not_offer_is_another() -> None:
    assert (said("language", "ASL"), said("language", "Farsi")) == ("sign", "other")


def test_a_formula_without_its_value_is_a_problem_of_its_cell() -> None:
    row = row_of([""], Meant({0: "phone"}, "72h", month_first=True), frozenset([0]), ZONE)
    assert [(column, words[:24]) for column, words in row.problems] == [(0, "This cell holds a formul")]
