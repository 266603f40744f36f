"""A month's rows as they are read: whose, when, and without what does not stand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fieldform.record import monthly, repeats
from fieldform.record.counts import Seen, value_of
from fieldform.record.form_versions import current
from fieldform.record.measures import MEASURES
from fieldform.record.months import Month, Span
from tests.record.conftest import NOW, viewing
from tests.record.road import REPORT, Road, raised_by, report
from tests.record.rows import plant_year
from tests.support.cast import Cast
from tests.support.counting import counted_statements

ZONE = ZoneInfo("America/Detroit")
MARCH = Month(2026, 3)
DAY = timedelta(days=1)


def seen(cast: Cast, since: datetime = NOW - 3 * DAY) -> Seen:
    return monthly.seen_between(viewing(cast.supervisor), Span(since, NOW + DAY), NOW, ZONE)


def test_it_reads_reports_and_what_they_asked_for(cast: Cast, road: Road, desk: Road) -> None:
    submission = road.send(REPORT)
    follow_up = raised_by(submission)
    for hours, result in ((2, "no_answer"), (1, "no_answer"), (5, "reached")):
        desk.step("attempt", follow_up, at=NOW + timedelta(hours=hours), mode="phone", result=result)
    found = seen(cast)
    (referral,) = found.referrals
    assert [row.contact for row in found.reports] == [submission]
    assert (referral.contact, referral.first_tried_at, referral.reached_at) == (
        submission,
        NOW + timedelta(hours=1),
        NOW + timedelta(hours=5),
    )


def test_what_was_taken_back_counts_for_nothing(cast: Cast, road: Road, desk: Road) -> None:
    follow_up = raised_by(road.send(REPORT))
    wrong = desk.step("attempt", follow_up, mode="phone", result="no_answer"), desk.step("outcome", follow_up, outcome="linked")
    assert (seen(cast).referrals[0].first_tried_at, seen(cast).referrals[0].linked_at) == (NOW, NOW)
    for step in wrong:
        desk.act("undoing", NOW, steps=step, note="It was somebody else.")
    assert (seen(cast).referrals[0].first_tried_at, seen(cast).referrals[0].linked_at) == (None, None)


def test_what_was_not_tried_has_no_time(cast: Cast, road: Road) -> None:
    road.send(REPORT)
    assert seen(cast).referrals[0].first_tried_at is None


def test_a_withdrawn_report_counts_nowhere(cast: Cast, road: Road) -> None:
    submission = road.send(REPORT)
    road.act("withdrawal", contact=submission, reason="wrong_person")
    found = seen(cast)
    assert (list(found.reports), list(found.referrals)) == ([], [])
    assert monthly.trend(viewing(cast.supervisor), MARCH, ZONE)[-1].reports == 0


def test_another_agency_counts_nothing_of_it(cast: Cast, road: Road) -> None:
    road.send(REPORT)
    found = monthly.seen_between(viewing(cast.supervisor_elsewhere), Span(NOW - DAY, NOW + DAY), NOW, ZONE)
    assert (list(found.reports), list(found.referrals), found.again) == ([], [], frozenset())


def test_the_trend_ends_with_the_month_and_says_how_long_half_of_them_waited(cast: Cast, road: Road, desk: Road) -> None:
    for hours in (1, 3, 9):
        desk.step("attempt", raised_by(road.send(REPORT)), at=NOW + timedelta(hours=hours), mode="phone", result="no_answer")
    points = monthly.trend(viewing(cast.supervisor), MARCH, ZONE)
    assert [str(point.month) for point in points][::11] == ["2025-04", "2026-03"]
    assert (points[-1].reports, points[-1].first_try, points[0].reports, points[0].first_try) == (3, timedelta(hours=3), 0, None)


def test_somebody_is_met_again_from_the_third_report_in_a_month_on(cast: Cast, road: Road) -> None:
    sent = [road.send(REPORT, at=NOW - days * DAY) for days in (20, 10, 0)]
    road.send(report(who={"born_on": "1980-01-01"}))
    assert repeats.met_again(viewing(cast.supervisor), NOW - 30 * DAY, NOW + DAY) == {sent[2]}


def test_or_from_the_fifth_in_half_a_year(cast: Cast, road: Road) -> None:
    sent = [road.send(REPORT, at=NOW - days * DAY) for days in (170, 130, 90, 50, 0)]
    assert repeats.met_again(viewing(cast.supervisor), NOW - DAY, NOW + DAY) == {sent[4]}


def test_reports_far_apart_make_nobody_met_again(cast: Cast, road: Road) -> None:
    for days in (181, 130, 90, 50, 0):
        road.send(REPORT, at=NOW - days * DAY)
    assert not repeats.met_again(viewing(cast.supervisor), NOW - DAY, NOW + DAY)


def test_a_month_is_counted_by_as_many_statements_however_long_it_is(cast: Cast, road: Road) -> None:
    """How long it takes for 25,000 reports a year, `make bench` says."""
    now, month = datetime(2026, 3, 4, 19, 30, tzinfo=UTC), Month(2026, 2)
    asked = []
    for how_many in (120, 600):
        plant_year(cast.officer.agency, cast.officer.id, current("attempt").version, now, how_many, seed=how_many)
        with counted_statements() as statements:
            rows = monthly.seen_between(viewing(cast.supervisor), month.span(ZONE), now, ZONE)
            monthly.trend(viewing(cast.supervisor), month, ZONE)
        asked.append((len(statements), max(value_of(measure, rows).behind for measure in MEASURES)))
    (few, short), (many, long) = asked
    assert (few, long > 3 * short > 0) == (many, True)
