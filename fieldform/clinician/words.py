"""Times and tries as the desk says them: “call by 23:00”, “overdue since Tue 09:00”, “tried twice”.

Pure. People and full times are in web/words.py, the words of a state in templates/macros/states.html.
Public: due_words, because_words, tries_words, point_words.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fieldform.record.acuity import REACHED, Acuity, next_try
from fieldform.record.clock_words import clock_words


def due_words(acuity: str, due_at: datetime, closed_at: datetime | None, tries: int, now: datetime, zone: ZoneInfo) -> str:
    """By when, and whether that has passed. A closed follow-up is due no more."""
    if closed_at is not None:
        return f"closed {point_words(closed_at, now, zone)}"
    if due_at < now:
        return f"overdue since {point_words(due_at, now, zone)}"
    verb = "call by" if acuity == Acuity.NOW and not tries else "due"
    return f"{verb} {point_words(due_at, now, zone)}"


def because_words(acuity: str, due_at: datetime, tries: int, last_result: str, last_tried_at: datetime) -> str:
    """Why it is due then, where the ladder of tries chose the time; "" where a person did."""
    if due_at != next_try(Acuity(acuity), last_result, tries, last_tried_at):
        return ""
    return "to see whether it holds, as they were reached" if last_result == REACHED else "to try again, as they were not reached"


def tries_words(tries: int) -> str:
    known = {0: "not tried yet", 1: "tried once", 2: "tried twice"}
    return known.get(tries, f"tried {tries} times")


def point_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """“23:00” today, “tomorrow 09:00”, “Tue 09:00” within six days, else “12 Mar 09:00”, with the year where it is another."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    return f"{_day(local.date(), today)}{clock_words(local)}"


def _day(day: date, today: date) -> str:
    near = {today: "", today + timedelta(days=1): "tomorrow ", today - timedelta(days=1): "yesterday "}
    if day in near:
        return near[day]
    if abs((day - today).days) < 7:
        return f"{day:%a} "
    return f"{day.day} {day:%b} " if day.year == today.year else f"{day.day} {day:%b %Y} "
