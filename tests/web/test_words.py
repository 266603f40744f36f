"""People as every room says them."""

from datetime import date

import pytest

from fieldform.web.words import age_of, person_words


@pytest.mark.parametrize(
    ("name", "sex", "age", "words"),
    [
        ("Dana Doe", "Female", 34, "Dana Doe, 34"),
        ("Dana Doe", "", None, "Dana Doe"),
        ("ليلى الحداد", "", 37, "\u2068ليلى الحداد\u2069, 37"),
        ("Robert\u202e txet", "", 37, "Robert txet, 37"),  # nor may a name turn the words after it around
        ("\u2069\u2066ليلى", "", None, "\u2068ليلى\u2069"),
        ("", "Male", 40, "Name not known, male, about 40"),
        ("", "", None, "Name not known"),
    ],
)
def test_it_names_people_as_far_as_they_are_known(name: str, sex: str, age: int | None, words: str) -> None:
    assert person_words(name, sex, age) == words


@pytest.mark.parametrize(("today", "age"), [(date(2026, 3, 3), 29), (date(2026, 3, 4), 30), (date(1990, 1, 1), 12), (date(2200, 1, 1), 12)])
def test_it_counts_whole_years_and_believes_no_impossible_birth(today: date, age: int) -> None:
    assert age_of(date(1996, 3, 4), 12, today) == age
