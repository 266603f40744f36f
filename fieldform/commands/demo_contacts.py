"""Eight weeks of the demo, lived through in order: officers report, the desk works, and time is an argument.

Every report is sealed, signed and pushed by a device held in Python, and every step goes through the server's own device: the same road as
the real ones. The same seed makes the same weeks. Public: create.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.access.models import Agency
from fieldform.commands import demo_follow_ups, demo_referral, demo_report
from fieldform.commands.demo_cast import DemoCast
from fieldform.commands.demo_desk import DemoDesk
from fieldform.commands.demo_device import DemoDevice
from fieldform.commands.demo_office import DemoOffice
from fieldform.commands.demo_scenes import HOURS, SCENES, Scene, by_name
from fieldform.config import Config
from fieldform.keys_folder import Keys
from sync.receive import Reconciler
from sync.tables import database

_A_WEEK = 10
_REFERRALS_A_WEEK = 2
_ZONE = ZoneInfo(Config().zone)
_OFFLINE = 0.2

# The last days before now, so that the list has something of everything: minutes ago, scene.
_LATELY = ((24, "attempt"), (55, "outside"), (100, "thoughts"), (170, "partner"), (430, "voices"), (900, "family"), (1600, "elder"))
# What the desk has not come round to: overdue by now.
_LEFT = ((1650, "thoughts"), (2050, "threat"), (5800, "outside"))
_REFERRED = (75, 1200)


@dataclass(frozen=True, slots=True)
class _Report:
    """Something reported at `at` and pushed at `sent_at`: some of it waited for a network. Without a scene it is a quick referral."""

    at: datetime
    sent_at: datetime
    scene: Scene | None
    agency: Agency
    left: bool = False


def create(cast: DemoCast, keys: Keys, reconciler: Reconciler, now: datetime, *, weeks: int = 8, seed: int = 1) -> int:
    """Live through the `weeks` that end at `now`; how many reports there were. All of it or nothing."""
    random = Random(seed)  # noqa: S311 - a story, no secret
    began = now - timedelta(weeks=weeks)
    reports = sorted(_reports(cast, began, now, weeks, random), key=lambda report: report.sent_at)
    desk = DemoDesk(cast, keys, reconciler, _ZONE, random)
    office = DemoOffice(keys, reconciler, _ZONE, Random(seed))  # noqa: S311
    with database.atomic():
        devices = {
            agency.id: DemoDevice.enrolled(agency, cast.everybody_of(agency), keys, _ZONE.key, began, random) for agency in cast.police
        }
        for report in reports:
            desk.work_until(report.sent_at)
            office.read_until(report.sent_at)
            author = random.choice(cast.officers[report.agency.id])
            submission = devices[report.agency.id].send(*_answers(report, random), author, report.at, report.sent_at, reconciler)
            office.came(submission, report.sent_at)
            if not report.left:
                desk.take_up(submission, report.sent_at)
        desk.work_until(now)
        office.read_until(now)
        _leave(cast, office, devices[cast.leaving.agency_id], now, random)
        demo_follow_ups.create(cast, keys, reconciler, _ZONE, now, random)
    return len(reports)


def _leave(cast: DemoCast, office: DemoOffice, device: DemoDevice, now: datetime, random: Random) -> None:
    """Something urgent of somebody who has left."""
    at = now - timedelta(hours=6)
    office.leave_something_aside(cast.leaving, demo_report.answers(by_name("threat"), at, _ZONE, random), device, at)


def _reports(cast: DemoCast, began: datetime, now: datetime, weeks: int, random: Random) -> Iterator[_Report]:
    """About ten a week at the hours at which such things happen, then the last hours as they are wanted."""
    last = now - timedelta(minutes=_LATELY[-1][0] + 60)
    for _ in range(weeks * _A_WEEK):
        at = _moment(began, weeks, random)
        if at < last:
            late = timedelta(minutes=random.randrange(20, 240) if random.random() < _OFFLINE else 1)
            yield _Report(at, at + late, random.choices(SCENES, [scene.share for scene in SCENES])[0], _agency(cast, random))
    for minutes, name in (*_LATELY, *_LEFT):
        at = now - timedelta(minutes=minutes)
        yield _Report(at, at + timedelta(minutes=1), by_name(name), _agency(cast, random), left=(minutes, name) in _LEFT)
    for at in (
        *(_moment(began, weeks, random) for _ in range(weeks * _REFERRALS_A_WEEK)),
        *(now - timedelta(minutes=m) for m in _REFERRED),
    ):
        if at < now - timedelta(hours=1):
            yield _Report(at, at + timedelta(minutes=1), None, _agency(cast, random))


def _answers(report: _Report, random: Random) -> tuple[str, dict[str, Any]]:
    """Which form, and what was answered."""
    if report.scene is None:
        return "quick_referral", demo_referral.answers(report.at, _ZONE, random)
    return "crisis_contact", demo_report.answers(report.scene, report.at, _ZONE, random)


def _moment(began: datetime, weeks: int, random: Random) -> datetime:
    day = began.astimezone(_ZONE).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=random.randrange(weeks * 7))
    hour = random.choices(range(24), HOURS)[0]
    at = day.replace(hour=hour, minute=random.randrange(60)).astimezone(began.tzinfo)
    return max(at, began + timedelta(minutes=5))


def _agency(cast: DemoCast, random: Random) -> Agency:
    """Two of three in the larger city."""
    return random.choices(cast.police, range(len(cast.police) + 1, 1, -1))[0]
