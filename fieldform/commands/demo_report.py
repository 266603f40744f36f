"""One report of the demo, put together from a scene, a person and a place. Public: answers."""

from copy import deepcopy
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from fieldform.commands.demo_persons import PERSONAS, Persona
from fieldform.commands.demo_scenes import Scene

_STREETS = ("Alder Street", "Mill Row", "Third Avenue", "Orchard Court", "Kestrel Lane", "Depot Road", "Lakeview Drive", "Old Plank Road")
_SPOTS = {
    "school": ("Alder Falls Middle School", "Brackwater High School, counselor’s office"),
    "street": ("Behind the bus station", "Corner of Mill Row and Third Avenue", "Fountain on Market Square", "Under the Depot Road bridge"),
}
_RECEIVED = ("dispatch", "dispatch", "dispatch", "dispatch", "dispatch", "transfer_988", "non_emergency", "on_view", "walk_in", "follow_up")
_OFTEN_LEFT_OPEN = (("what", "sources"), ("who", "veteran"), ("response", "diverted"))


def answers(scene: Scene, captured_at: datetime, zone: ZoneInfo, random: Random) -> dict[str, Any]:
    """Nested answers of the crisis contact form. Now and then one is left for later, as on a busy night."""
    who = _person(scene, random)
    happened_at = captured_at - timedelta(minutes=random.randrange(12, 70))
    report = {
        "where": _where(scene, happened_at, zone, random),
        "who": who.answers(),
        "what": {"dispatched_as": scene.what["found_to_be"], **scene.what},
        "safety": scene.safety,
        "health": scene.health,
        "people": scene.people,
        "response": {"diverted": "no", **scene.response},
        "outcome": {**scene.outcome, "cleared_at": _local(captured_at - timedelta(minutes=2), zone)},
        "words": {"narrative": random.choice(scene.told)},
    }
    report = deepcopy(report)
    if "handoff_to" in report["response"]:
        report["response"]["handoff_at"] = _local(captured_at - timedelta(minutes=6), zone)
    if random.random() < 0.15:
        section, question = random.choice(_OFTEN_LEFT_OPEN)
        report[section].pop(question, None)
    return report


def _person(scene: Scene, random: Random) -> Persona:
    fitting = [persona for persona in PERSONAS if persona.is_one_of(scene.whom)]
    return random.choices(fitting, [persona.often for persona in fitting])[0]


def _where(scene: Scene, happened_at: datetime, zone: ZoneInfo, random: Random) -> dict[str, Any]:
    home = f"{random.randrange(100, 2900)} {random.choice(_STREETS)}"
    received = "on_view" if scene.place == "street" and random.random() < 0.3 else random.choice(_RECEIVED)
    return {
        "occurred_at": _local(happened_at, zone),
        "location": random.choice(_SPOTS[scene.place]) if scene.place in _SPOTS else home,
        "location_type": scene.place,
        "how_received": received,
        "cad_no": f"{happened_at:%y}-{random.randrange(10_000, 99_999)}",
    }


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).replace(second=0, microsecond=0).isoformat()
