"""The look search(…) over a list that comes as a file means what select_one_from_file with a choice_filter means."""

from typing import Any

import pytest

from fieldform.forms import Form, FormRefused, evaluate_form, load_xlsform
from tests.forms.nodes import question
from tests.forms.sheets import NOON, ZONE

TOWNS = b"key,title,county,kind\nw1,Westland,wayne,city\nd1,Detroit,wayne,city\nn1,Novi,oakland,city\nl1,Lyon,oakland,township\n"
ROWS = [dict(zip(("key", "title", "county", "kind"), line.split(","), strict=True)) for line in TOWNS.decode().split("\n")[1:-1]]


def asking(look: str, *, listed: tuple[str, ...] = ("key | title",), choice_filter: str = "") -> Form:
    rows = "\n".join(f"| | towns | {row} |" for row in listed)
    sheet = f"""| survey |
| | type | name | label | appearance | choice_filter |
| | text | county | County | | |
| | text | kind | Kind | | |
| | select_one towns | town | Town | {look} | {choice_filter} |
| choices |
| | list_name | name | label |
{rows}
| settings |
| | form_title | form_id |
| | Towns | towns_form |
"""
    return load_xlsform(sheet, files={"places.csv": TOWNS})


def taken(form: Form, **answers: Any) -> list[str]:
    """The towns that may be chosen."""
    found = []
    for row in ROWS:
        filled = evaluate_form(form, {**answers, "town": row["key"]}, NOON, ZONE, lists={"places": ROWS})
        found += [] if filled.problems else [row["title"]]
    return found


@pytest.mark.parametrize(
    ("look", "answers", "towns"),
    [
        ("search('places')", {}, ["Westland", "Detroit", "Novi", "Lyon"]),
        ("minimal search('places', 'matches', 'county', ${county})", {"county": "wayne"}, ["Westland", "Detroit"]),
        ('search("places.csv", "contains", "title, county", concat(${county}, ""))', {"county": "LAN"}, ["Westland", "Novi", "Lyon"]),
        ("quick search('places', 'startswith', 'title', ${county})", {"county": "no"}, ["Novi"]),
        ("search('places', 'endswith', 'title', if(${county} = 'x', '(', 'on'))", {}, ["Lyon"]),
        ("search('places', 'matches', 'county', ${county}, 'kind', ${kind})", {"county": "oakland", "kind": "city"}, ["Novi"]),
    ],
)
def test_it_offers_the_rows_that_are_searched_for(look: str, answers: dict[str, str], towns: list[str]) -> None:
    assert taken(asking(look), **answers) == towns


def test_its_other_looks_and_its_own_choice_filter_stay() -> None:
    form = asking("search('places', 'matches', 'county', ${county}) minimal", choice_filter="kind = 'city' or kind = ${kind}")
    assert question(form, "/town").appearance == "minimal"
    assert taken(form, county="oakland") == ["Novi"]


def test_a_search_through_the_workbooks_own_choices_offers_those() -> None:
    form = asking("search('towns')", listed=("a | A", "b | B"))
    assert [choice.name for choice in question(form, "/town").choices] == ["a", "b"]
    assert any(warning.row == 4 and "searches no file" in warning.message for warning in form.warnings)


@pytest.mark.parametrize(
    ("look", "listed"),
    [
        ("search(${county})", ("key | title",)),
        ("search('places', 'sounds like', 'title', ${county})", ("key | title",)),
        ("search('places', 'matches', 'title')", ("key | title",)),
        ("search('places', 'matches', 'title', ${county}", ("key | title",)),
        ("search('places')", ("key | title, county",)),
        ("search('places')", ("key | title", "9 | Elsewhere")),
    ],
)
def test_what_cannot_be_said_otherwise_is_refused_by_its_row(look: str, listed: tuple[str, ...]) -> None:
    with pytest.raises(FormRefused, match="row 4, column appearance"):
        asking(look, listed=listed)
