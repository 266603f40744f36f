"""Quick referrals of the demo: somebody met without a crisis who should hear from the desk. Public: answers."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.commands.demo_persons import PERSONAS

_STREETS = ("Alder Street", "Mill Row", "Orchard Court", "Lakeview Drive")

# Reasons, urgency, whether they agree, how to reach them, what a visitor must know, what was given, in the officer's words.
_REFERRALS: tuple[tuple[list[str], str, str, list[str], list[str], str, str], ...] = (
    (["repeat", "needs"], "72h", "yes", ["phone", "message"], ["none"], "Card of the food pantry", "Fourth call this month about noise."),
    (["older"], "7d", "yes", ["phone", "visit"], ["dogs"], "", "Two small dogs, loud and friendly. Would like somebody to look in."),
    (["substances"], "72h", "could_not_ask", ["not_asked"], ["not_known"], "", "Left before we could talk. Sister asks for help."),
    (["escalating", "others"], "24h", "no", ["not_at_home"], ["hostile", "weapons"], "", "Brother keeps a shotgun in the hall."),
    (["victim"], "24h", "yes", ["phone", "not_at_home"], ["hostile"], "Advocate's card, hidden", "Asked us not to come to the door again."),
    (["family", "youth"], "7d", "yes", ["phone", "text"], ["none"], "Parents' evening leaflet", ""),
)


def answers(captured_at: datetime, zone: ZoneInfo, random: Random) -> dict[str, Any]:
    """Nested answers of the quick referral form."""
    reasons, urgency, told, reached, scene, resource, narrative = random.choice(_REFERRALS)
    person = random.choice([persona for persona in PERSONAS if persona.given])
    asked = person.answers()
    reach: dict[str, Any] = {"told": told, "scene": scene}
    reach |= {"victim": {"victim_ok": reached, "victim_time": "weekdays before noon"}} if "victim" in reasons else {"contact_ok": reached}
    reach |= {"consent": "verbal"} if told == "yes" else {}
    return {
        "who": {
            "name_known": "given",
            "given_name": asked["given_name"],
            "family_name": asked["family_name"],
            "born_on": asked["born_on"],
            "location": f"{random.randrange(100, 2900)} {random.choice(_STREETS)}",
            "language": asked["language"],
        },
        "why": {"reasons": reasons, "urgency": urgency},
        "reach": reach,
        "more": {
            "resources": ["other"],
            "resource": resource,
            "narrative": narrative,
            "occurred_at": (captured_at - timedelta(minutes=5)).astimezone(zone).replace(second=0, microsecond=0).isoformat(),
        },
    }
