"""What the page of one record that was set aside shows: why, whose, what it says as far as the police's wall, beside what came first.

What a desk or a supervisor did is named and not read here: only reports are. Public: AsidePage, aside_page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from fieldform import intake
from fieldform.access.viewer import Viewer
from fieldform.forms import Question
from fieldform.intake import ReadInside
from fieldform.keys_folder import Keys
from fieldform.record import authors, contacts, readings, report, set_aside
from fieldform.record.compare import Changed
from fieldform.record.set_aside import Decided, SetAside
from sync import rulings
from sync.rulings import What
from sync.wire import Kind

_REPORTS = (Kind.SUBMISSION, Kind.REVISION)
_TWINS = frozenset(("same_id_other_content", "place_taken"))


@dataclass(frozen=True, slots=True)
class AsidePage:
    """`sections` is empty where it cannot be read, `why_unread` then says why; `differs` compares it with what came first.

    `mendable` are the questions whose answers speak against it, `left_out` how many answers no question asks for; `walled`: some are not
    this viewer's to read. `report` is what it became in the record.
    """

    one: SetAside
    title: str
    officer: str
    sections: tuple[report.Section, ...]
    why_unread: str
    twin: SetAside | None
    differs: tuple[Changed, ...] | None
    mendable: tuple[Question, ...]
    left_out: int
    walled: bool
    ways: tuple[What, ...]
    decided: Decided | None
    decided_by: str
    report: str
    inside: ReadInside | None


def aside_page(viewer: Viewer, one: SetAside, keys: Keys, zone: ZoneInfo) -> AsidePage:
    """`one` is a record that the viewer was allowed to open."""
    inside = intake.read_inside(keys, one.kind, one.header, one.body)
    shown = inside if one.kind in _REPORTS else None
    twin = set_aside.first_of(viewer, one) if _TWINS.intersection(one.reasons) and shown else None
    asked, walled = _to_mend(viewer, one, shown), _walled(viewer, one, shown)
    decided = set_aside.decided_for(one.number)
    names = authors.names([one.author, decided.by if decided else ""])
    return AsidePage(
        one=one,
        title=inside.meaning.form.title if inside else "",
        officer=names.get(one.author, ""),
        sections=_sections(shown, viewer, zone),
        why_unread=_why_unread(one, inside),
        twin=twin,
        differs=None if twin is None or shown is None else _differs(viewer, keys, twin, shown, zone),
        mendable=() if walled else asked,
        left_out=len(one.where) - len(asked) if "unknown" in one.reasons else 0,
        walled=walled,
        ways=rulings.ways_of(one.number),
        decided=decided,
        decided_by=names.get(decided.by, "") if decided else "",
        report=_report(viewer, one, decided),
        inside=shown,
    )


def _sections(inside: ReadInside | None, viewer: Viewer, zone: ZoneInfo) -> tuple[report.Section, ...]:
    if inside is None:
        return ()
    filled = inside.meaning.filled
    return readings.sections(inside.meaning.form, filled.answers, filled.missing, viewer.walls, zone)


def _why_unread(one: SetAside, inside: ReadInside | None) -> str:
    if inside is None and "unknown_form" in one.reasons:
        return "It cannot be read here yet: this server does not have the form that it was made with."
    if inside is None:
        return "It cannot be read: no key of this server opens it, or what is inside has no shape. Its bytes are kept."
    return "What it says is not shown here: it is no report of an officer's."


def _differs(viewer: Viewer, keys: Keys, twin: SetAside, shown: ReadInside, zone: ZoneInfo) -> tuple[Changed, ...] | None:
    first = intake.read_inside(keys, twin.kind, twin.header, twin.body)
    if first is None or first.meaning.form.form_id != shown.meaning.form.form_id:
        return None
    before, after = first.meaning, shown.meaning
    return readings.differences(before.form, before.filled.answers, after.form, after.filled.answers, viewer.walls, zone)


def _questions(one: SetAside, inside: ReadInside | None) -> Iterator[Question]:
    for path in one.where if inside is not None else ():
        node = inside.meaning.form.at(path) if inside else None
        if isinstance(node, Question) and node.is_asked:
            yield replace(node, path=path)


def _to_mend(viewer: Viewer, one: SetAside, inside: ReadInside | None) -> tuple[Question, ...]:
    return tuple(question for question in _questions(one, inside) if viewer.may_see(question.wall))


def _walled(viewer: Viewer, one: SetAside, inside: ReadInside | None) -> bool:
    return any(not viewer.may_see(question.wall) for question in _questions(one, inside))


def _report(viewer: Viewer, one: SetAside, decided: Decided | None) -> str:
    """The report that it became, or that it belongs to, where there is one that the viewer may open."""
    if decided is None:
        return ""
    for name in (decided.became, one.envelope):
        found = contacts.peek(viewer, name) if name else None
        if found is not None:
            return str(found.id)
    return ""
