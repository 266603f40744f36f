"""Whom to alert next: each rung has its time, whoever comes on duty hears of it at once, and it goes on until somebody opens it."""

from datetime import UTC, datetime, timedelta

from fieldform.duty.ladder import Pace, Rung, Sent, next_rung

THREE = datetime(2026, 11, 28, 8, 2, tzinfo=UTC)
PACE = Pace(step=timedelta(minutes=5), again=timedelta(minutes=30))
ALL = frozenset(Rung)


def after(minutes: float) -> datetime:
    return THREE + timedelta(minutes=minutes)


def climbed(reachable: frozenset[Rung], minutes: int) -> list[tuple[Rung, int]]:
    """What goes out when somebody looks every minute."""
    sent: list[Sent] = []
    for minute in range(minutes):
        rung = next_rung(sent, reachable, after(minute), PACE)
        if rung is not None:
            sent.append(Sent(rung, after(minute)))
    return [(one.rung, (one.at - THREE) // timedelta(minutes=1)) for one in sent]


def test_it_climbs_and_begins_anew() -> None:
    assert climbed(ALL, 60) == [
        (Rung.PRESENT, 0),
        (Rung.COVER, 5),
        (Rung.EVERYONE, 10),
        (Rung.OFFICE, 15),
        (Rung.PRESENT, 45),
        (Rung.COVER, 50),
        (Rung.EVERYONE, 55),
    ]


def test_it_begins_with_everybody_where_nobody_is_on_duty() -> None:
    assert climbed(frozenset({Rung.EVERYONE, Rung.OFFICE}), 10) == [(Rung.EVERYONE, 0), (Rung.OFFICE, 5)]


def test_it_alerts_nobody_where_nobody_can_be_reached() -> None:
    assert next_rung([], frozenset(), THREE, PACE) is None


def test_it_alerts_whoever_comes_on_duty_at_once() -> None:
    sent = [Sent(Rung.EVERYONE, after(0)), Sent(Rung.OFFICE, after(5))]
    assert next_rung(sent, ALL - {Rung.PRESENT}, after(6), PACE) is None
    assert next_rung(sent, ALL, after(6), PACE) is Rung.PRESENT


def test_it_does_not_wait_for_people_whom_no_mail_reaches() -> None:
    assert next_rung([Sent(Rung.PRESENT, after(0), refused=True)], ALL, after(0), PACE) is Rung.COVER


def test_it_does_not_hammer_the_only_rung_that_refuses() -> None:
    only = frozenset({Rung.PRESENT})
    sent = [Sent(Rung.PRESENT, after(0), refused=True)]
    assert next_rung(sent, only, after(29), PACE) is None
    assert next_rung(sent, only, after(30), PACE) is Rung.PRESENT
