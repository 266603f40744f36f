"""A month counted by hand: twelve reports on a sheet of paper, and every number that must come of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fieldform.record import measures
from fieldform.record.counts import Measure, Seen, Unit, codes_of, rows_behind, value_of
from fieldform.record.facts import ReportRow
from fieldform.record.measures import MEASURES, civil_or_criminal
from fieldform.record.referrals import Referral

ZONE = ZoneInfo("America/Detroit")
NOW = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)  # noon in Detroit
HOUR = timedelta(hours=1)


def a_report(number: int, **said: object) -> ReportRow:
    at = FIRST + timedelta(days=number)
    plain: dict[str, object] = {
        "contact": f"r{number}", "author": "ada", "form": "crisis_contact", "occurred_at": at, "received_at": at, "revision": 1,
        "incomplete": 0, "withdrawn_at": None, "review": "to_review", "number": f"26-{number}", "type": "welfare",
        "how_received": "dispatch",
        "custody": "none", "dispositions": ("resolved",), "techniques": ("verbal",), "injuries": ("none",), "diverted": "no", "age": 40,
        "housing": "stable", "veteran": "no", "cleared_at": None,
    }  # fmt: skip
    row: Callable[..., ReportRow] = ReportRow
    return row(**{**plain, **said})


def a_referral(
    number: int,
    *,
    tried: float | None = None,
    reached: float | None = None,
    linked: float | None = None,
    acuity: str = "24h",
    queue: str = "clinician",
) -> Referral:
    at = FIRST + timedelta(days=number)
    first, then, last = (None if hours is None else at + hours * HOUR for hours in (tried, reached, linked))
    return Referral(f"r{number}", queue, acuity, at, at + 24 * HOUR, first, then, last)


REPORTS = [
    a_report(1, type="suicidal", custody="protective_mental_health", dispositions=("hospital_involuntary",), techniques=("handcuffs",)),
    a_report(2, type="intoxicated", custody="protective_substance", dispositions=("transport_detox",), housing="unsheltered"),
    a_report(3, custody="court_order", dispositions=("hospital_involuntary",)),
    a_report(4, custody="arrest", dispositions=("no_action",), techniques=("force",), injuries=("injury_person", "injury_officer")),
    a_report(5, custody="citation", dispositions=("resources_offered",)),
    a_report(6, custody="voluntary", dispositions=("hospital_voluntary", "referred_clinician"), cleared_at=FIRST + 146 * HOUR),
    a_report(7, dispositions=("transport_home", "notified_family"), age=16, cleared_at=FIRST + timedelta(days=7, hours=1)),
    a_report(8, diverted="yes", veteran="veteran", cleared_at=FIRST + timedelta(days=8, hours=3)),
    a_report(9, incomplete=2, age=None, veteran="active", housing="shelter"),
    a_report(10, type="", form="quick_referral", custody="", dispositions=(), techniques=(), injuries=(), occurred_at=FIRST - 6 * HOUR),
    a_report(11, occurred_at=FIRST + 12 * HOUR, injuries=("injury_other", "ems")),
    a_report(12, custody="arrest", dispositions=("transport_home",), diverted="yes"),
]
REFERRALS = [
    a_referral(1, tried=1, reached=1, linked=100, acuity="now"),
    a_referral(2, tried=3, acuity="72h"),
    a_referral(3, tried=24, reached=30),
    a_referral(4, tried=25),
    a_referral(5, tried=100, reached=200, linked=300),
    a_referral(6),
    a_referral(29),
    a_referral(7, tried=5, queue="advocate"),
]
SEEN = Seen(REPORTS, REFERRALS, frozenset({"r3", "r5"}), NOW, ZONE)

COUNTED = {
    "reports": 12, "incomplete": 1, "again": 2, "minors": 1, "veterans": 2, "unhoused": 2,
    "taken_freely": 2, "taken_in_custody": 3, "diverted": 2,
    "force": 1, "hurt_person": 1, "hurt_officer": 1, "hurt_other": 1,
    "referrals": 7, "advocate": 1, "late": 3, "not_tried": 2,
}  # fmt: skip
MEASURED = {
    "time_on_call": 2 * HOUR,
    "first_try_half": 24 * HOUR, "first_try_most": 100 * HOUR, "contact_half": 30 * HOUR, "contact_most": 200 * HOUR,
}  # fmt: skip
SPLIT = {
    "type": {"suicidal": 1, "intoxicated": 1, "welfare": 9},
    "shift": {"day": 10, "night": 2},
    "week": {"1": 8, "2": 4},
    "custody": {"none": 4, "protective_mental_health": 1, "protective_substance": 1, "court_order": 1, "arrest": 2, "citation": 1,
                "voluntary": 1},
    "disposition": {"hospital_involuntary": 2, "transport_detox": 1, "no_action": 1, "resources_offered": 1, "hospital_voluntary": 1,
                    "referred_clinician": 1, "transport_home": 2, "notified_family": 1, "resolved": 3},
    "asked_week": {"1": 6, "5": 1},
    "urgency": {"now": 1, "72h": 1, "24h": 5},
}  # fmt: skip


@pytest.mark.parametrize(("key", "number"), COUNTED.items(), ids=COUNTED)
def test_it_counts_what_was_counted_by_hand(key: str, number: int) -> None:
    assert value_of(named(key), SEEN).number == number


@pytest.mark.parametrize(("key", "length"), MEASURED.items(), ids=MEASURED)
def test_it_measures_what_was_measured_by_hand(key: str, length: timedelta) -> None:
    assert value_of(named(key), SEEN).number == length.total_seconds()


@pytest.mark.parametrize(("key", "lines"), SPLIT.items(), ids=SPLIT)
def test_it_splits_as_it_was_split_by_hand(key: str, lines: dict[str, int]) -> None:
    assert codes_of(named(key), SEEN) == lines


def test_a_share_is_of_those_that_can_be_judged() -> None:
    value = value_of(named("in_time"), SEEN)
    assert (value.behind, value.among, value.number) == (3, 6, 0.5)


def test_linked_is_a_share_of_those_whose_days_have_passed() -> None:
    within_7, within_30 = value_of(named("linked_7"), SEEN), value_of(named("linked_30"), SEEN)
    assert (within_7.behind, within_7.among) == (1, 6)
    assert (within_30.behind, within_30.among, within_30.number) == (2, 2, 1.0)


def test_every_number_was_counted_by_hand() -> None:
    assert {measure.key for measure in MEASURES} == {*COUNTED, *MEASURED, *SPLIT, "in_time", "linked_7", "linked_30"}


def test_protective_custody_for_alcohol_or_drugs_is_no_arrest() -> None:
    arrests = rows_behind(named("custody"), SEEN, "arrest")
    assert {row.contact for row in arrests} == {"r4", "r12"}
    assert [civil_or_criminal(code) for code in ("protective_substance", "arrest", "citation", "voluntary", "none", "")] == [
        "civil", "criminal", "criminal", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_the_rows_behind_a_number_are_as_many_as_it_says(measure: Measure) -> None:
    assert len(rows_behind(measure, SEEN)) == value_of(measure, SEEN).behind
    for code, number in codes_of(measure, SEEN).items():
        assert len(rows_behind(measure, SEEN, code)) == number


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_nothing_counted_is_nothing_and_no_fault(measure: Measure) -> None:
    value = value_of(measure, Seen([], [], frozenset(), NOW, ZONE))
    assert value.behind == 0
    assert value.number == (0 if measure.unit in (Unit.NUMBER, Unit.SPLIT) else None)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_every_number_has_its_meaning_in_a_sentence(measure: Measure) -> None:
    assert measure.meaning.endswith(".")
    assert len(measure.meaning) > 20


def named(key: str) -> Measure:
    measure = measures.by_key(key)
    assert measure is not None
    return measure
