"""What the pages of an import show and take: what the columns mean, how the rows stand, taking it back.

Public: MappingPage, CheckPage, mapping_page, check_page, save_mapping, save_urgencies, left_out,
chosen_rows, undo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from fieldform import web_device
from fieldform.access import queries as access
from fieldform.access.viewer import Viewer
from fieldform.clinician import importing
from fieldform.clinician.import_mapping import Urgency, urgencies
from fieldform.clinician.import_words import TARGETS
from fieldform.clinician.importing import Check, Checked, Standing
from fieldform.parts import Parts
from fieldform.record import authors, form_versions, imports, intakes, undoings
from fieldform.record.acuity import Acuity
from fieldform.record.imports import Import
from sync.wire import Kind

_SAMPLES = 3
_AT_ONCE = 400
_NAMES = frozenset(("name", "given_name", "family_name", "alias"))


@dataclass(frozen=True, slots=True)
class MappedColumn:
    number: int
    heading: str
    samples: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class MappingPage:
    """`rows` counts those below the headings; `sheets` are (number, title) where the workbook has several."""

    batch: Import
    agency: str
    columns: tuple[MappedColumn, ...]
    rows: int
    sheets: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """`ticked` are the numbers of the rows that would be entered, `urgencies` the words of the file for how urgent it is."""

    batch: Import
    agency: str
    problems: tuple[Checked, ...]
    known: tuple[Checked, ...]
    twins: tuple[Checked, ...]
    ready: tuple[Checked, ...]
    entered: tuple[Checked, ...]
    ticked: frozenset[int]
    urgencies: tuple[Urgency, ...]


def mapping_page(batch: Import) -> MappingPage:
    sheet = importing.sheet_of(batch)
    meant = importing.meant_of(batch, sheet)
    columns = [
        MappedColumn(
            number=number,
            heading=heading or f"Column {number + 1}",
            samples=tuple(cell for row in sheet.rows[1:] if (cell := row[number]))[:_SAMPLES],
            target=meant.columns.get(number, ""),
        )
        for number, heading in enumerate(sheet.rows[0])
    ]
    titles = [(str(number), one["title"]) for number, one in enumerate(batch.sheets)]
    return MappingPage(
        batch=batch,
        agency=authors.agency_name(batch.agency),
        columns=tuple(columns),
        rows=len(sheet.rows) - 1,
        sheets=tuple(titles) if len(titles) > 1 else (),
        targets=tuple(TARGETS.items()),
    )


def check_page(batch: Import, check: Check, viewer: Viewer, now: datetime, ticked: frozenset[int] | None = None) -> CheckPage:
    """Names of people in the record that are about to be read are written down."""
    known = check.of(Standing.KNOWN)
    access.log_views(viewer, "person", (row.known.person_id for row in known if row.known), now, reason="import")
    ready = check.of(Standing.READY)
    return CheckPage(
        batch=batch,
        agency=authors.agency_name(batch.agency),
        problems=check.of(Standing.PROBLEM),
        known=known,
        twins=check.of(Standing.TWIN),
        ready=ready,
        entered=check.of(Standing.ENTERED),
        ticked=frozenset(row.number for row in ready) if ticked is None else ticked,
        urgencies=_urgencies(batch),
    )


def save_mapping(batch: Import, sent: "MultiDict[str, str]") -> tuple[tuple[str, str], ...]:
    """What the page said of the columns is kept, right or wrong; what is wrong with it is told."""
    sheet = importing.sheet_of(batch)
    chosen = {heading: sent.get(f"column-{number}", "") for number, heading in enumerate(sheet.rows[0])}
    mapping = {heading: target for heading, target in chosen.items() if target in TARGETS or not target}
    acuity = sent.get("acuity", "")
    imports.save_mapping(
        batch,
        _whole(sent.get("sheet", ""), len(batch.sheets)),
        mapping,
        acuity if acuity in list(Acuity) else "",
        month_first=sent.get("dates", "") != "day",
    )
    return tuple(_wrong(mapping, acuity))


def save_urgencies(batch: Import, sent: "MultiDict[str, str]") -> None:
    """What somebody said that the words of the file mean; a word left open stays to be said."""
    said = {one.plain: sent.get(f"word-{number}", "") for number, one in enumerate(_urgencies(batch))}
    imports.save_acuities(batch, {plain: code for plain, code in said.items() if code in list(Acuity)})


def left_out(batch: Import) -> dict[str, list[int]]:
    """The numbers of the rows that an import did not enter, by the code of why."""
    found: dict[str, list[int]] = {}
    for number, standing in batch.left_out or ():
        found.setdefault(standing, []).append(number)
    return found


def chosen_rows(check: Check, sent: Sequence[str]) -> tuple[Checked, ...]:
    wanted = {number for number in sent if number.isdecimal()}
    return tuple(row for row in check.rows if str(row.number) in wanted and row.standing.may_be_entered)


def undo(batch: Import, note: str, viewer: Viewer, here: Parts) -> int:
    """All that came of an import is taken back in one go; how many of them were worked on, in which case nothing was."""
    entered = [own_id for own_id, stands in intakes.standing_of(imports.intakes_of(batch)).items() if stands]
    worked = undoings.worked_on([intakes.follow_up_of(own_id) for own_id in entered])
    if worked:
        return len(worked)
    form, now = form_versions.current("undoing"), here.clock()
    some = [entered[start : start + _AT_ONCE] for start in range(0, len(entered), _AT_ONCE)]
    entries = [
        web_device.Entry(Kind.ACTION, form, {"steps": " ".join(ids), "note": note}, viewer.user, str(uuid4()), here.config.zone)
        for ids in some
    ]
    web_device.submit_all(entries, now, also=lambda: imports.mark_undone(batch, now))
    return 0


def _urgencies(batch: Import) -> tuple[Urgency, ...]:
    sheet = importing.sheet_of(batch)
    return urgencies(sheet.rows[1:], importing.meant_of(batch, sheet))


def _wrong(mapping: Mapping[str, str], acuity: str) -> list[tuple[str, str]]:
    chosen = [target for target in mapping.values() if target]
    twice = sorted({target for target in chosen if chosen.count(target) > 1})
    problems = [("#columns", f"{TARGETS[target]}: choose one column for it, not several.") for target in twice]
    if not _NAMES & set(chosen):
        problems.append(("#columns", "Say which column holds the name."))
    if "acuity" not in chosen and acuity not in list(Acuity):
        problems.append(("#acuity", "How urgent? Say how urgent these follow-ups are, or which column does."))
    return problems


def _whole(text: str, below: int) -> int:
    return int(text) if text.isdecimal() and int(text) < below else 0
