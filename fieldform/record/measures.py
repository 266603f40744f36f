"""The numbers of a month: what each is called, what it means in a sentence, and which rows it counts. Defined here and nowhere else.

They read the codes that the shipped forms give (fieldform/forms/library); an agency's own form is counted as far as it uses the same.
Public: MEASURES, GROUPS, COUNTED, by_key, civil_or_criminal.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from fieldform.record.counts import Measure, Of, Row, Seen, Unit
from fieldform.record.facts import ReportRow
from fieldform.record.referrals import Referral
from fieldform.record.shifts import shift_of

_CIVIL = frozenset({"protective_mental_health", "protective_substance", "court_order"})
_CRIMINAL = frozenset({"arrest", "citation"})
_TAKEN_FREELY = frozenset({"hospital_voluntary", "transport_home", "transport_shelter", "transport_detox", "transport_crisis_centre"})

# The codes that a number stands on, by the role of the question that gives them: a list may say them in other words, not leave them out.
COUNTED: dict[str, frozenset[str]] = {
    "contact.custody": _CIVIL | _CRIMINAL | {"voluntary"},
    "contact.disposition": _TAKEN_FREELY | {"hospital_involuntary"},
    "contact.techniques": frozenset({"force"}),
    "contact.injuries": frozenset({"injury_person", "injury_officer", "injury_other"}),
    "contact.diverted": frozenset({"yes"}),
    "person.veteran": frozenset({"veteran", "active"}),
    "person.housing": frozenset({"unsheltered", "shelter"}),
}


def by_key(key: str) -> Measure | None:
    return next((measure for measure in MEASURES if measure.key == key), None)


def civil_or_criminal(custody: str) -> str:
    """Which of the two a custody is: "civil", "criminal", or "" where nobody's liberty was taken."""
    return "civil" if custody in _CIVIL else "criminal" if custody in _CRIMINAL else ""


def _report(measured: Callable[[ReportRow], bool]) -> Callable[[Row, Seen], bool]:
    return lambda row, _seen: isinstance(row, ReportRow) and measured(row)


def _referral(measured: Callable[[Referral, datetime], bool]) -> Callable[[Row, Seen], bool]:
    """Of the clinician's queue: the advocate's is counted once, as a whole, and its times belong behind its wall."""
    return lambda row, seen: isinstance(row, Referral) and row.to_clinician and measured(row, seen.now)


def _code(name: str) -> Callable[[Row, Seen], tuple[str, ...]]:
    def codes(row: Row, _seen: Seen) -> tuple[str, ...]:
        value = getattr(row, name)
        return value if isinstance(value, tuple) else (value,) if value else ()

    return codes


def _forced(row: ReportRow) -> bool:
    return row.custody in _CIVIL or "hospital_involuntary" in row.dispositions


def _went_freely(row: ReportRow) -> bool:
    """Whom custody or an involuntary admission took along did not go freely, whatever else is ticked."""
    return not _forced(row) and row.custody not in _CRIMINAL and (row.custody == "voluntary" or bool(_TAKEN_FREELY & set(row.dispositions)))


def _time_on_call(row: Row) -> timedelta | None:
    if not isinstance(row, ReportRow) or row.cleared_at is None:
        return None
    return max(row.cleared_at - row.occurred_at, timedelta())


def _to_first_try(row: Row) -> timedelta | None:
    return row.waited if isinstance(row, Referral) else None


def _to_contact(row: Row) -> timedelta | None:
    if not isinstance(row, Referral) or row.reached_at is None:
        return None
    return max(row.reached_at - row.raised_at, timedelta())


def _in_time(row: Referral) -> bool:
    return row.first_tried_at is not None and row.first_tried_at <= row.target_at


def _linked_within(days: int) -> dict[str, Any]:
    """Of those that were, or whose days have passed."""
    time = timedelta(days=days)

    def in_time(row: Referral) -> bool:
        return row.linked_at is not None and row.linked_at <= row.raised_at + time

    return {
        "holds": _referral(lambda row, _now: in_time(row)),
        "among": _referral(lambda row, now: in_time(row) or row.raised_at + time < now),
    }


def _week(row: Row, seen: Seen) -> tuple[str, ...]:
    """Weeks from the first of the month, so that they compare with those of the month before."""
    at = row.occurred_at if isinstance(row, ReportRow) else row.raised_at
    return (str((at.astimezone(seen.zone).day - 1) // 7 + 1),)


def _is_judged(row: Referral, now: datetime) -> bool:
    """Whether it can be said yet: it was tried, or its time has passed."""
    return row.first_tried_at is not None or row.target_at < now


_REPORTS, _LIBERTY, _FORCE, _ENDED, _ASKED, _TIMES = (
    "Reports", "Liberty", "Force and injuries", "How it ended", "Referrals", "How fast the desk was there",
)  # fmt: skip
_EVERY = _report(lambda _: True)
_ASKED_OF_CLINICIAN = _referral(lambda _row, _now: True)

MEASURES: tuple[Measure, ...] = (
    Measure(
        "reports", _REPORTS, "Reports",
        "What officers reported of what happened in this month: crisis contacts and quick referrals, without those withdrawn.",
        Of.REPORTS, _EVERY,
    ),
    Measure(
        "incomplete", _REPORTS, "Still unfinished", "Reports of this month with answers that their officer has still to give.",
        Of.REPORTS, _report(lambda row: row.incomplete > 0),
    ),
    Measure(
        "again", _REPORTS, "About somebody met again",
        "Their person had by then three reports within 30 days or five within 180; known by name and date of birth together.",
        Of.REPORTS, lambda row, seen: isinstance(row, ReportRow) and row.contact in seen.again,
    ),
    Measure(
        "time_on_call", _REPORTS, "Time on a call", "Half of the calls took no longer, from when it happened until the officer was free.",
        Of.REPORTS, _report(lambda row: row.cleared_at is not None), Unit.HALF, length=_time_on_call,
    ),
    Measure("minors", _REPORTS, "Under 18", "The person was known or thought to be under 18.", Of.REPORTS,
            _report(lambda row: row.age is not None and row.age < 18)),
    Measure("veterans", _REPORTS, "Served or serving", "The person is a veteran or serves now.", Of.REPORTS,
            _report(lambda row: row.veteran in ("veteran", "active"))),
    Measure("unhoused", _REPORTS, "Without a home", "The person was unsheltered or lived in a shelter.", Of.REPORTS,
            _report(lambda row: row.housing in ("unsheltered", "shelter"))),
    Measure("type", _REPORTS, "By type", "What the call was found to be, as the officer saw it.", Of.REPORTS,
            _report(lambda row: bool(row.type)), Unit.SPLIT, codes=_code("type"), role="contact.type"),
    Measure("shift", _REPORTS, "By shift", "When it happened: day 07–15, evening 15–23, night 23–07.", Of.REPORTS,
            _EVERY, Unit.SPLIT, codes=lambda row, seen: (shift_of(row.occurred_at, seen.zone),) if isinstance(row, ReportRow) else ()),
    Measure("week", _REPORTS, "By week", "The weeks counted from the first of the month, so that they compare with the month before.",
            Of.REPORTS, _EVERY, Unit.SPLIT, codes=_week, in_order=True),
    Measure(
        "custody", _LIBERTY, "Custody",
        "Protective custody (for alcohol or drugs too, MCL 330.1276) and court orders are civil: no arrest. The rest is criminal.",
        Of.REPORTS, _report(lambda row: bool(row.custody)), Unit.SPLIT, codes=_code("custody"), role="contact.custody",
    ),
    Measure("taken_freely", _LIBERTY, "Taken along, freely", "Brought somewhere of their own will: hospital, home, shelter, detox.",
            Of.REPORTS, _report(_went_freely)),
    Measure("taken_in_custody", _LIBERTY, "Taken along in civil custody",
            "Brought somewhere in protective custody, by court order or to an involuntary admission.", Of.REPORTS, _report(_forced)),
    Measure("diverted", _LIBERTY, "Diverted", "Charges were possible and were not sought.", Of.REPORTS,
            _report(lambda row: row.diverted == "yes")),
    Measure("force", _FORCE, "Reportable force", "Reportable force was used.", Of.REPORTS, _report(lambda row: "force" in row.techniques)),
    Measure("hurt_person", _FORCE, "Person hurt", "The person in crisis was injured.", Of.REPORTS,
            _report(lambda row: "injury_person" in row.injuries)),
    Measure("hurt_officer", _FORCE, "Officer hurt", "An officer was injured.", Of.REPORTS,
            _report(lambda row: "injury_officer" in row.injuries)),
    Measure("hurt_other", _FORCE, "Somebody else hurt", "Somebody else was injured.", Of.REPORTS,
            _report(lambda row: "injury_other" in row.injuries)),
    Measure("disposition", _ENDED, "Disposition", "What was done; several may apply, so that the lines add up to more than the reports.",
            Of.REPORTS, _report(lambda row: bool(row.dispositions)), Unit.SPLIT, codes=_code("dispositions"), role="contact.disposition"),
    Measure("referrals", _ASKED, "Asked of the clinician", "Follow-ups that reports, or the desk itself, raised for the clinician.",
            Of.REFERRALS, _ASKED_OF_CLINICIAN),
    Measure("urgency", _ASKED, "By urgency", "How urgent it is; a later report may have raised it.", Of.REFERRALS,
            _ASKED_OF_CLINICIAN, Unit.SPLIT, codes=_code("acuity")),
    Measure("asked_week", _ASKED, "Asked by week", "The clinician's follow-ups by the week, from the first, in which they were raised.",
            Of.REFERRALS, _ASKED_OF_CLINICIAN, Unit.SPLIT, codes=_week, in_order=True),
    Measure("advocate", _ASKED, "Asked of the advocate", "Follow-ups raised for the advocate. Their rows stay behind the advocate's wall.",
            Of.REFERRALS, lambda row, _seen: isinstance(row, Referral) and not row.to_clinician, listed=False),
    Measure("in_time", _TIMES, "Tried in time", "Of the clinician's follow-ups tried or past their time: tried by the target.",
            Of.REFERRALS, _referral(lambda row, _now: _in_time(row)), Unit.SHARE, among=_referral(_is_judged)),
    Measure("late", _TIMES, "Not tried in time", "The target passed without a try: tried later, or not yet.", Of.REFERRALS,
            _referral(lambda row, now: _is_judged(row, now) and not _in_time(row))),
    Measure("not_tried", _TIMES, "Not tried yet", "Nobody has tried so far, whether its time has passed or not.", Of.REFERRALS,
            _referral(lambda row, _now: row.first_tried_at is None)),
    Measure("first_try_half", _TIMES, "First try: half within", "Half of those tried were first tried no later than this.", Of.REFERRALS,
            _referral(lambda row, _now: row.first_tried_at is not None), Unit.HALF, length=_to_first_try),
    Measure("first_try_most", _TIMES, "First try: nine of ten within", "Nine of ten of those tried were first tried no later than this.",
            Of.REFERRALS, _referral(lambda row, _now: row.first_tried_at is not None), Unit.NINE_OF_TEN, length=_to_first_try),
    Measure("contact_half", _TIMES, "Reached: half within", "Half of those reached were reached no later than this.", Of.REFERRALS,
            _referral(lambda row, _now: row.reached_at is not None), Unit.HALF, length=_to_contact),
    Measure("contact_most", _TIMES, "Reached: nine of ten within", "Nine of ten of those reached were reached no later than this.",
            Of.REFERRALS, _referral(lambda row, _now: row.reached_at is not None), Unit.NINE_OF_TEN, length=_to_contact),
    Measure("linked_7", _TIMES, "Linked within 7 days",
            "Closed as linked to services within 7 days, of those for whom 7 days have passed. Their rows stay with the clinicians.",
            Of.REFERRALS, unit=Unit.SHARE, listed=False, **_linked_within(7)),
    Measure("linked_30", _TIMES, "Linked within 30 days",
            "Closed as linked to services within 30 days, of those for whom 30 days have passed. Their rows stay with the clinicians.",
            Of.REFERRALS, unit=Unit.SHARE, listed=False, **_linked_within(30)),
)  # fmt: skip

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(measure.group for measure in MEASURES))
