"""The demo's desk beside the reports: whose follow-ups are, a person who walked in, a few who were followed before Fieldform came.

Entered by the server's own device, as at a real desk. Public: create.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform import web_device
from fieldform.access.models import User
from fieldform.commands.demo_cast import DemoCast
from fieldform.commands.demo_device import new_id
from fieldform.keys_folder import Keys
from fieldform.record import form_versions, imports
from fieldform.record.contacts import Contact
from fieldform.record.follow_ups import ADVOCATE, CLINICIAN, FollowUp, State
from fieldform.record.imports import Import
from sync.receive import Reconciler
from sync.wire import Kind

_WALKED_IN = {
    "who": {"given_name": "Ruthie", "family_name": "Castellanos-Abernathy", "sex": "female", "phone": "313-555-0127"},
    "task": {
        "how": "walk_in",
        "acuity": "72h",
        "reason": "asks for help with rent",
        "note": "Came in with her niece, who can be called too.",
    },
}
_FOLLOWED_BEFORE = (
    ("Omar", "Haddad-Lindgren", "24h", "weekly call, new medication"),
    ("Beatrix", "Okonjo", "72h", "intake at the clinic is booked"),
    ("Lucian", "Petrescu", "7d", "monthly visit, doing well"),
)


def create(cast: DemoCast, keys: Keys, reconciler: Reconciler, zone: ZoneInfo, now: datetime, random: Random) -> None:
    """The last hour of the story, once all reports are worked."""
    first, second = cast.clinicians[0], cast.clinicians[-1]
    desk = _Entering(keys, reconciler, zone, random)
    began = now - timedelta(minutes=50)
    mine = _open_ones(CLINICIAN, began)[::2]
    desk.enter("handover", first, began, {"follow_ups": " ".join(mine), "owner": first.id})
    if len(mine) > 3 and second != first:
        said = {"follow_ups": " ".join(mine[:2]), "owner": second.id, "note": "Both know you from the visit last week."}
        desk.enter("handover", first, now - timedelta(minutes=40), said)
    hers = _open_ones(ADVOCATE, began)
    if hers:
        desk.enter("handover", cast.advocate, now - timedelta(minutes=45), {"follow_ups": " ".join(hers), "owner": cast.advocate.id})
    place = {"agency": cast.police[0].id, "queue": CLINICIAN}
    desk.enter("follow_up", first, now - timedelta(minutes=30), place | _WALKED_IN)
    _import(desk, first, place, now - timedelta(minutes=20))


class _Entering:
    """One thing after the other, each an envelope."""

    def __init__(self, keys: Keys, reconciler: Reconciler, zone: ZoneInfo, random: Random) -> None:
        self.keys, self.reconciler, self.zone, self.random = keys, reconciler, zone, random

    def entry(self, form_id: str, author: User, answers: dict[str, Any]) -> web_device.Entry:
        form = form_versions.current(form_id)
        return web_device.Entry(Kind.ACTION, form, answers, author.id, new_id(self.random), self.zone.key)

    def enter(self, form_id: str, author: User, at: datetime, answers: dict[str, Any]) -> None:
        answer = web_device.enter(self.entry(form_id, author, answers), self.keys, self.reconciler, at)
        if not answer.accepted:
            raise RuntimeError(f"Something of the demo's desk was not accepted: {answer.reasons}")


def _import(desk: _Entering, author: User, place: dict[str, str], at: datetime) -> None:
    entries = [desk.entry("follow_up", author, place | _row(*followed)) for followed in _FOLLOWED_BEFORE]
    batch = Import.create(
        id=new_id(desk.random), by=author.id, agency=place["agency"], queue=place["queue"], started_at=at, expires_at=at + imports.KEPT_FOR
    )
    finish = [entry.record_id for entry in entries]
    web_device.enter_all(entries, desk.keys, desk.reconciler, at, lambda: imports.finish(batch, finish, [], at))


def _row(given: str, family: str, acuity: str, reason: str) -> dict[str, Any]:
    who = {"given_name": given, "family_name": family}
    return {"who": who, "task": {"how": "caseload", "acuity": acuity, "reason": reason}}


def _open_ones(queue: str, at: datetime) -> list[str]:
    """Nobody takes what has not come yet."""
    come = Contact.received_at < at
    rows = FollowUp.select(FollowUp.id).join(Contact).where(FollowUp.queue == queue, FollowUp.state == State.OPEN.value, come)
    return [row.id for row in rows.order_by(FollowUp.due_at, FollowUp.id)]
