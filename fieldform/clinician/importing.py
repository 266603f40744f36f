"""A spreadsheet's rows judged before any of them is entered, and then all that were chosen, in one go or not at all.

Public: Standing, Checked, Check, sheet_of, stored, meant_of, check, enter, problems_sheet, row_words.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from peewee import chunked

from fieldform import web_device
from fieldform.access.viewer import Viewer
from fieldform.clinician.import_mapping import Meant, kept_for, row_of
from fieldform.forms import Form, evaluate_form, value_at
from fieldform.parts import Parts
from fieldform.record import follow_ups, form_versions, imports, intakes, persons
from fieldform.record.follow_ups import FollowUp
from fieldform.record.imports import Import
from fieldform.record.words import folded_words
from fieldform.web.spreadsheets import Sheet
from fieldform.web.tables import Column
from fieldform.web.tables import Sheet as Table
from sync.encoding import compact_json
from sync.wire import Kind

_MOST_TURNS = 100


class Standing(StrEnum):
    """READY and the two after it can be entered; those two only where somebody ticks them."""

    READY = "ready"
    TWIN = "twin"
    KNOWN = "known"
    ENTERED = "entered"
    PROBLEM = "problem"

    @property
    def may_be_entered(self) -> bool:
        return self in (Standing.READY, Standing.TWIN, Standing.KNOWN)


@dataclass(frozen=True, slots=True)
class Checked:
    """One row. `number` is the spreadsheet's own; `problems` are (heading, words); `twin_of` the row that says the same person;
    `known` somebody of that name who is in the record."""

    number: int
    name: str
    answers: dict[str, Any]
    standing: Standing
    record_id: str
    problems: tuple[tuple[str, str], ...] = ()
    twin_of: int | None = None
    known: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Check:
    rows: tuple[Checked, ...]

    def of(self, *standings: Standing) -> tuple[Checked, ...]:
        return tuple(row for row in self.rows if row.standing in standings)


def sheet_of(batch: Import) -> Sheet:
    """The chosen sheet as it was read."""
    kept = batch.sheets[min(batch.sheet, len(batch.sheets) - 1)]
    unsaved = frozenset((row, column) for row, column in kept["unsaved"])
    return Sheet(kept["title"], tuple(tuple(row) for row in kept["rows"]), tuple(kept["numbers"]), unsaved)


def stored(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    return [{"title": one.title, "rows": one.rows, "numbers": one.numbers, "unsaved": sorted(one.unsaved)} for one in sheets]


def meant_of(batch: Import, sheet: Sheet) -> Meant:
    return Meant(kept_for(sheet.rows[0], batch.mapping), batch.acuity, batch.month_first, batch.acuities or {})


def check(batch: Import, viewer: Viewer, now: datetime, zone: ZoneInfo) -> Check:
    """Every row below the headings, judged by the form itself; nothing is written."""
    sheet, form = sheet_of(batch), form_versions.current("follow_up")
    meant = meant_of(batch, sheet)
    rows = [_judged(sheet, place, meant, batch, form, now, zone) for place in range(1, len(sheet.rows))]
    return Check(tuple(_compared(rows, viewer)))


def enter(batch: Import, check: Check, rows: Sequence[Checked], viewer: Viewer, here: Parts) -> None:
    """All of these, each an envelope of its own, in one transaction; NotAll where that cannot be. Which rows stay out is remembered."""
    form, now = form_versions.current("follow_up"), here.clock()
    entries = [web_device.Entry(Kind.ACTION, form, row.answers, viewer.user, row.record_id, here.config.zone) for row in rows]
    entered, chosen = [row.record_id for row in rows], {row.number for row in rows}
    left_out = [(row.number, row.standing.value) for row in check.rows if row.number not in chosen]
    web_device.submit_all(entries, now, also=lambda: imports.finish(batch, entered, left_out, now))


def problems_sheet(batch: Import, check: Check) -> Table:
    """The rows that could not be entered as they were sent, with what is wrong in a first column."""
    sheet = sheet_of(batch)
    place = {number: at for at, number in enumerate(sheet.numbers)}
    columns = (Column("What to mend", width=60), *(Column(heading or f"Column {at}") for at, heading in enumerate(sheet.rows[0], start=1)))
    rows = [(row_words(row), *sheet.rows[place[row.number]]) for row in check.of(Standing.PROBLEM)]
    return Table("Rows to mend", columns, rows)


def row_words(row: Checked) -> str:
    return " ".join(f"{heading}: {words}" if heading else words for heading, words in row.problems)


def _judged(sheet: Sheet, place: int, meant: Meant, batch: Import, form: Form, now: datetime, zone: ZoneInfo) -> Checked:
    cells, headings = sheet.rows[place], sheet.rows[0]
    read = row_of(cells, meant, frozenset(column for row, column in sheet.unsaved if row == place), zone)
    answers = {"agency": batch.agency, "queue": batch.queue, **{name: group for name, group in read.answers.items() if group}}
    filled = evaluate_form(form, answers, now, zone.key)
    problems = [(headings[column], words) for column, words in read.problems]
    unread = {meant.columns[column] for column, _ in read.problems}
    told = [*((problem.path, problem.message) for problem in filled.problems), *((path, "") for path in filled.missing)]
    for path, message in told:
        name = path.rpartition("/")[2]
        if name not in unread:
            problems.append((_heading(meant, headings, name), message or _missing(form, path)))
    name = str(value_at(filled.answers, form.role("person.name") or "") or "")
    standing = Standing.PROBLEM if problems else Standing.READY
    return Checked(sheet.numbers[place], name, dict(filled.answers), standing, "", tuple(problems))


def _compared(rows: Sequence[Checked], viewer: Viewer) -> Iterable[Checked]:
    """The ready ones held against each other and against the record."""
    ready = [row for row in rows if row.standing is Standing.READY]
    ids, known = _own_ids(ready), _known_names(ready, viewer)
    seen: dict[tuple[Any, ...], int] = {}
    used: set[str] = set()
    for row in rows:
        if row.standing is Standing.PROBLEM:
            yield row
            continue
        own_id, is_entered = ids[row.number]
        twin = seen.setdefault(_person_key(row), row.number)
        if is_entered or own_id in used:
            yield _as(row, Standing.ENTERED, own_id, twin if own_id in used else None)
        elif twin != row.number:
            yield _as(row, Standing.TWIN, own_id, twin)
        elif row.name in known:
            yield _as(row, Standing.KNOWN, own_id, known=known[row.name])
        else:
            yield _as(row, Standing.READY, own_id)
        used.add(own_id)


def _known_names(rows: Sequence[Checked], viewer: Viewer) -> dict[str, FollowUp]:
    """Somebody in the record for each name that somebody there bears."""
    named = persons.bearing(viewer, {row.name for row in rows})
    everybody = sorted({person for found in named.values() for person in found})
    newest = {one.person_id: one for some in chunked(everybody, 500) for one in follow_ups.of_persons(viewer, some, most=500)}
    alike = {name: [newest[person] for person in found if person in newest] for name, found in named.items()}
    return {name: found[0] for name, found in alike.items() if found}


def _own_ids(rows: Sequence[Checked]) -> dict[int, tuple[str, bool]]:
    """For each row the id under which these very answers are entered, and whether they stand in the record already.

    What was taken back can be entered anew, under the next id.
    """
    found: dict[int, tuple[str, bool]] = {}
    asking = {row.number: row.answers for row in rows}
    for turn in range(_MOST_TURNS):
        ids = {number: _derived(answers, turn) for number, answers in asking.items()}
        standing = intakes.standing_of(ids.values())
        found |= {number: (own_id, standing.get(own_id, False)) for number, own_id in ids.items()}
        asking = {number: answers for number, answers in asking.items() if standing.get(ids[number]) is False}
        if not asking:
            break
    return found


def _derived(answers: dict[str, Any], turn: int) -> str:
    hashed = hashlib.sha256(compact_json([answers, turn])).digest()
    return str(UUID(bytes=hashed[:16], version=4))


def _person_key(row: Checked) -> tuple[Any, ...]:
    who = row.answers.get("who", {})
    return (tuple(folded_words(row.name)), who.get("born_on"))


def _as(row: Checked, standing: Standing, own_id: str, twin_of: int | None = None, known: FollowUp | None = None) -> Checked:
    return Checked(row.number, row.name, row.answers, standing, own_id, row.problems, twin_of, known)


def _heading(meant: Meant, headings: Sequence[str], name: str) -> str:
    columns = [column for column, target in meant.columns.items() if target == name or (target == "name" and name.endswith("_name"))]
    return headings[columns[0]] if columns else ""


def _missing(form: Form, path: str) -> str:
    return form.required_message(path) or "Something is missing."
