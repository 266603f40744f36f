"""`POST /device/alarms`: what became of this device's urgent reports, and whom to phone. No session, as delivery needs none.

Public: alarms_answer.
"""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.exceptions import BadRequest, Forbidden

from fieldform import mail
from fieldform.config import Config
from fieldform.duty.offices import Watch, watch
from fieldform.record import alarms
from fieldform.record.follow_ups import ADVOCATE, CLINICIAN
from sync import enrolment
from sync.encoding import MalformedText
from sync.models import Device
from sync.parse import parse_signed

_MOST = 100


def alarms_answer(asked: dict[str, Any], config: Config, now: datetime) -> dict[str, Any]:
    """400 for what is no question, 403 for a device that is unknown, revoked or not the one it says it is."""
    device, zone = _device(asked), ZoneInfo(config.zone)

    @cache
    def watched(agency: str, queue: str, at: datetime) -> Watch:
        return watch(agency, queue, zone, at)

    answers = alarms.told(device.id, _ids(asked), watched, now, is_mailing=mail.post_of(config) is not None)
    lines = [(queue, line) for queue in (CLINICIAN, ADVOCATE) for line in watched(device.agency, queue, now).lines]
    return {
        "fieldform": 1,
        "alarms": [_alarm(one) for one in answers],
        "lines": [{"words": line.words, "phone": line.phone, "queue": queue} for queue, line in lines],
        "server_time": now.isoformat(),
    }


def _device(asked: dict[str, Any]) -> Device:
    try:
        name, heartbeat = str(asked["device"]), parse_signed(asked["heartbeat"])
    except (KeyError, MalformedText) as problem:
        raise BadRequest from problem
    device = enrolment.speaking(name, heartbeat)
    if device is None:
        raise Forbidden
    return device


def _ids(asked: dict[str, Any]) -> list[str]:
    ids = asked.get("ids")
    if not isinstance(ids, list) or len(ids) > _MOST or not all(isinstance(one, str) for one in ids):
        raise BadRequest
    return ids


def _alarm(one: alarms.Told) -> dict[str, str]:
    return {"submission": one.submission, "queue": one.queue, "state": one.state, "at": one.at.isoformat(), "to": one.to}
