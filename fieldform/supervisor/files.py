"""What a supervisor takes out as a file: a month's numbers, or the rows behind one of them. Public: numbers_sheet, rows_sheet."""

from collections.abc import Iterator

from fieldform.record.counts import Of, Unit
from fieldform.supervisor.capture import CALLS_MEANING, CALLS_NAME, MEANING, NAME
from fieldform.supervisor.month_pages import Behind, MonthPage, RowsPage
from fieldform.supervisor.number_words import HELD_BACK
from fieldform.web.tables import Cell, Column, Kind, Sheet

_STATES = {"to_review": "To review", "incomplete": "Unfinished", "sent_back": "Sent back", "reviewed": "Reviewed", "withdrawn": "Withdrawn"}
_URGENCY = {"now": "Now", "24h": "24 h", "72h": "72 h", "7d": "7 days"}
About = tuple[tuple[str, str], ...]


def numbers_sheet(page: MonthPage, about: About) -> Sheet:
    """Every number with its meaning; what is small stands as words where the file is for outside."""
    columns = (
        Column("Part", width=24), Column("Number", width=32), Column("Line", width=32), Column(page.month.words, width=18),
        Column("Against the month before", width=44), Column("What it means", width=80),
    )  # fmt: skip
    return Sheet("Numbers", columns, list(_numbers(page)), about)


def rows_sheet(page: RowsPage, zone: str, about: About) -> Sheet:
    of_reports = page.measure.of is Of.REPORTS
    columns = (
        Column("Number", width=18), Column(f"{'Happened' if of_reports else 'Asked'} ({zone})", Kind.INSTANT, 22), Column("Type", width=28),
        Column("Officer", width=28), Column("State", width=14), Column("Urgency", width=10), Column("To the first try", width=18),
    )  # fmt: skip
    return Sheet("Rows", columns[:5] if of_reports else columns, [_cells(row, short=of_reports) for row in page.rows], about)


def _numbers(page: MonthPage) -> Iterator[list[Cell]]:
    yield from _captured(page)
    for group, figures, splits in page.groups:
        for figure in figures:
            shown = HELD_BACK if figure.held else figure.shown
            yield [group, figure.measure.name, "", _number(shown, figure.measure.unit), figure.change, figure.measure.meaning]
        for split in splits:
            for line in split.lines:
                words = f"{line.words} ({line.kind})" if line.kind else line.words
                yield [group, split.measure.name, words, _number(line.now, Unit.NUMBER), f"before: {line.before}", split.measure.meaning]


def _captured(page: MonthPage) -> Iterator[list[Cell]]:
    """Where nobody typed in what dispatch counted, there is no rate, and that is said."""
    found = page.capture
    group = page.groups[0][0]
    calls: Cell = HELD_BACK if found.held else "not entered" if found.calls is None else found.calls
    yield [group, CALLS_NAME, "", calls, "", CALLS_MEANING]
    yield [group, NAME, "", HELD_BACK if found.held else found.shown, found.change, f"{found.both}. {MEANING}" if found.both else MEANING]


def _number(shown: str, unit: Unit) -> Cell:
    """A count goes out as a number, so that it can be added up."""
    plain = shown.replace(",", "")
    return int(plain) if unit is Unit.NUMBER and plain.isdigit() else shown


def _cells(row: Behind, *, short: bool) -> list[Cell]:
    cells: list[Cell] = [row.number, row.at, row.kind, row.officer, _STATES.get(row.state, row.state)]
    return cells if short else [*cells, _URGENCY.get(row.urgency, row.urgency), row.waited]
