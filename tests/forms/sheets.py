"""Small forms for tests, written as an author would, one row a question. Public: form_of, sheet, NOON, ZONE."""

from collections.abc import Mapping
from datetime import UTC, datetime

from fieldform.forms import Form, load_xlsform

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ZONE = "America/Detroit"
_UNLABELLED = ("calculate", "hidden", "end_group", "end_repeat", "start", "end", "today", "deviceid", "username")
_CHOICES = (("yes_no", "yes", "Yes"), ("yes_no", "no", "No"), ("colour", "red", "Red"), ("colour", "blue", "Dark blue"))
_PLACES = (("westland", "Westland", "wayne"), ("wayne_city", "Wayne", "wayne"), ("canton", "Canton", "elsewhere"))


def form_of(*rows: dict[str, str], files: Mapping[str, bytes] | None = None) -> Form:
    return load_xlsform(sheet(*rows), files=files)


def sheet(*rows: dict[str, str]) -> str:
    """Markdown of a workbook; a row without a label gets its name, where a label is needed."""
    columns = list(dict.fromkeys(["type", "name", "label", *(column for row in rows for column in row)]))
    survey = [[row.get(column, _label(row) if column == "label" else "") for column in columns] for row in rows]
    return "\n".join(
        [
            *_table("survey", [columns, *survey]),
            *_table(
                "choices",
                [["list_name", "name", "label", "county"], *([*row, ""] for row in _CHOICES), *(["place", *row] for row in _PLACES)],
            ),
            *_table("settings", [["form_title", "form_id", "namespaces"], ["Test", "test", 'ff="https://fieldform.org/ns"']]),
        ]
    )


def _label(row: dict[str, str]) -> str:
    return "" if row["type"] in _UNLABELLED else row["name"]


def _table(name: str, rows: list[list[str]]) -> list[str]:
    return [f"| {name} |", *("| | " + " | ".join(row) + " |" for row in rows)]
