"""The demo's kinds of crisis contact, as answers and as what an officer writes of them. All invented; shaped like a real department's year.

How often each happens, and when in the day, follows the published shape: evenings most, the small hours next.
Public: Scene, SCENES, HOURS, by_name.
"""

from dataclasses import dataclass, field
from typing import Any

# How many of a hundred contacts begin in each hour of the day.
HOURS = (4, 4, 3, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 6, 7, 7, 7, 6, 7, 6, 5)

_NO_HARM = {"harm": "none", "weapon": "none"}
_QUIET = {"suicide": "none"} | _NO_HARM
_SOBER = {"substances": "none", "medical": ["none"]}
_ALONE = {"present": ["none"], "domestic": "no"}
_TALK = {"techniques": ["verbal"], "responders": ["none"], "custody": "none"}
_REFERRED = {"disposition": ["referred_clinician"], "contact": {"contact_ok": ["phone", "message"]}}


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of contact; the fields are the report's sections. `share` is how many of a hundred, `told` are ways to tell of it,

    `whom` is which people it happens to: any, named, old, outside, young.
    """

    name: str
    share: int
    what: dict[str, Any]
    told: tuple[str, ...]
    safety: dict[str, Any] = field(default_factory=lambda: dict(_QUIET))
    health: dict[str, Any] = field(default_factory=lambda: dict(_SOBER))
    people: dict[str, Any] = field(default_factory=lambda: dict(_ALONE))
    response: dict[str, Any] = field(default_factory=lambda: dict(_TALK))
    outcome: dict[str, Any] = field(default_factory=lambda: dict(_REFERRED))
    whom: str = "any"
    place: str = "residence"


SCENES = (
    Scene(
        "thoughts", 16,
        {"found_to_be": "suicidal", "behaviours": ["hopeless", "anxious"], "sources": ["own", "person"]},
        (
            "Called 988, who asked us to look in. Sat on the porch the whole time, crying. "
            "Lost a job three weeks ago and has not slept since.",
            "Sister called. Said life is not worth the trouble, no plan. "
            "Agreed to be called by the clinician, wants it to be in the morning.",
        ),
        {"suicide": "thoughts", "suicide_method": ["not_stated"], "means_access": "no", "firearm_access": "no"} | _NO_HARM,
    ),
    Scene(
        "threat", 11,
        {"found_to_be": "suicidal", "behaviours": ["hopeless", "uncooperative"], "sources": ["own", "family"]},
        (
            "Texted a cousin that this would be the last night. Door was open, pills counted out on the table. "
            "Handed them to us after ten minutes.",
            "Said would step in front of a train. Calmed down on the walk back to the car, talked about a dog nobody else would feed.",
        ),
        {"suicide": "threat", "suicide_method": ["overdose"], "means_access": "yes", "firearm_access": "no"} | _NO_HARM,
        response={
            "techniques": ["verbal", "time_space"], "responders": ["cit", "ems"], "custody": "voluntary", "taken_to": "example_hospital",
        },
        outcome={"disposition": ["hospital_voluntary", "referred_clinician"], "contact": {"contact_ok": ["phone"]}},
    ),
    Scene(
        "attempt", 5,
        {"found_to_be": "suicidal", "behaviours": ["hopeless", "confused"], "sources": ["own", "caller"]},
        (
            "Took about twenty tablets, told a neighbor an hour later. Awake, slow to answer. "
            "EMS took over; I rode along and stayed until handoff.",
            "Shallow cuts on the left arm, bleeding stopped before we came. Did not want to talk to anyone in uniform. "
            "Mother is on her way.",
        ),
        {"suicide": "attempt", "suicide_method": ["overdose"], "means_access": "yes", "firearm_access": "unknown"} | _NO_HARM,
        {"substances": "suspected", "substances_which": ["medicine"], "overdose": "no", "medical": ["injury_person", "ems"]},
        response={
            "techniques": ["verbal"], "responders": ["cit", "ems"], "custody": "protective_mental_health", "petition": "yes",
            "petitioner": "The reporting officer", "taken_to": "example_hospital", "handoff_to": "Charge nurse",
        },
        outcome={"disposition": ["hospital_involuntary", "referred_clinician"], "contact": {"contact_ok": ["not_asked"]}},
    ),
    Scene(
        "voices", 11,
        {"found_to_be": "mental_health", "behaviours": ["hallucinating", "paranoid"], "sources": ["own", "caller"]},
        (
            "Shouting at the parking meter that it was listening. Knew own name and the day. Took a cigarette and a ride home.",
            "Believes the upstairs neighbors pump gas through the vents. Nobody lives upstairs. "
            "Has stopped taking the medication, says it is poisoned.",
        ),
        health=_SOBER | {"medication_prescribed": "yes", "medication_taken": "no"},
        response={"techniques": ["verbal", "time_space"], "responders": ["cit"], "custody": "none"},
    ),
    Scene(
        "family", 10,
        {"found_to_be": "family_trouble", "behaviours": ["anxious", "uncooperative"], "sources": ["own", "family"]},
        (
            "Broke two plates and a window during an argument about rent. Nobody hurt. Parents are worn out and asked what else there is.",
            "Father called because the door was barricaded. Opened it for the second officer. Ashamed, and tired.",
        ),
        {"suicide": "none", "harm": "threat", "harm_toward": ["family"], "weapon": "none", "firearm_access": "no"},
        outcome={"disposition": ["resolved", "referred_clinician", "notified_family"], "contact": {"contact_ok": ["phone", "visit"]}},
    ),
    Scene(
        "partner", 10,
        {"found_to_be": "family_trouble", "behaviours": ["scared", "anxious"], "sources": ["own", "person"]},
        (
            "Came to the door with a red mark on the throat and said it was nothing. Partner had left before we came.",
            "Asked to speak outside, away from the partner. Shaking. Took the card and hid it in a shoe.",
        ),
        people={
            "present": ["children"], "abuse_suspected": "no", "domestic": "yes",
            "violence": {
                "victim_who": "victim", "weapon_against": "no", "threat_to_kill": "no", "fears_death": "no_answer", "gun_access": "no",
                "choked": "yes", "jealous": "yes", "left": "no", "unemployed": "no", "tried_suicide": "no", "other_child": "no",
                "spies": "no", "belief": "no",
                "advocate_wanted": "yes", "safe_way": "Weekdays before noon, ask for the dentist",
            },
        },
        outcome={
            "disposition": ["resources_offered", "referred_advocate"],
            "contact": {"contact_ok": ["not_at_home"], "safe_time": "weekdays before noon"},
        },
        whom="named",
    ),
    Scene(
        "outside", 10,
        {"found_to_be": "welfare", "behaviours": ["self_neglect", "disorganized_speech"], "sources": ["own"]},
        (
            "Behind the bus station again, no shoes. Would not come along, took water and a blanket. Said to come back when it snows.",
            "Sleeping in the laundry of an apartment house. Left when asked. Feet look bad; did not want EMS to look at them.",
        ),
        health={"substances": "suspected", "substances_which": ["alcohol"], "overdose": "no", "medical": ["refused"]},
        outcome={"disposition": ["resources_declined"]},
        whom="outside", place="street",
    ),
    Scene(
        "overdose", 5,
        {"found_to_be": "overdose", "behaviours": ["confused"], "sources": ["own", "caller"]},
        (
            "Blue and not breathing in the restroom of the gas station. Two doses of naloxone, then EMS. "
            "Woke up angry, went along in the end.",
            "Friend had given one dose before we came. Sat up and wanted to leave. Took the card for the detox bed.",
        ),
        health={
            "substances": "confirmed", "substances_which": ["opioid"], "overdose": "yes", "naloxone_doses": 2, "naloxone_by": ["officer"],
            "medical": ["ems"],
        },
        response={"techniques": ["verbal"], "responders": ["ems"], "custody": "voluntary", "taken_to": "example_hospital"},
        outcome={"disposition": ["hospital_voluntary", "referred_clinician"], "contact": {"contact_ok": ["phone"]}},
    ),
    Scene(
        "elder", 7,
        {"found_to_be": "welfare", "behaviours": ["confused"], "sources": ["own", "caller", "family"]},
        (
            "Fourth call this month about burglars. There are none; the spouse has died and the house is dark. "
            "Daughter lives two hours away.",
            "Found walking on the shoulder in slippers, on the way to a job that ended in 1998. Son came and took over.",
        ),
        outcome={"disposition": ["transport_home", "notified_family", "resources_offered"]},
        whom="old",
    ),
    Scene(
        "knife", 3,
        {"found_to_be": "mental_health", "behaviours": ["paranoid", "scared", "disruptive"], "sources": ["own", "caller"]},
        (
            "In the kitchen with a bread knife held to the chest, saying we had come to take the children. "
            "Put it down after twenty minutes of "
            "talking about the garden. Nobody touched anybody.",
        ),
        {
            "suicide": "threat", "suicide_method": ["cutting"], "means_access": "yes", "harm": "threat", "harm_toward": ["officer"],
            "weapon": "displayed", "weapon_type": ["knife"], "firearm_access": "no",
        },
        response={
            "techniques": ["verbal", "time_space", "handcuffs"], "responders": ["cit", "supervisor", "ems"],
            "custody": "protective_mental_health",
            "petition": "yes", "petitioner": "The reporting officer", "taken_to": "example_hospital", "handoff_to": "Screening unit",
        },
        outcome={"disposition": ["hospital_involuntary", "referred_clinician"], "contact": {"contact_ok": ["not_asked"]}},
    ),
    Scene(
        "school", 4,
        {"found_to_be": "suicidal", "behaviours": ["hopeless", "scared"], "sources": ["own", "caller", "family"]},
        (
            "The school counselor showed us a drawing and a page of the diary. Spoke with us alone, then with the guardian. "
            "Afraid of the bus, not of home.",
        ),
        {"suicide": "thoughts", "suicide_method": ["not_stated"], "means_access": "no", "firearm_access": "no"} | _NO_HARM,
        outcome={"disposition": ["referred_clinician", "notified_family"], "contact": {"contact_ok": ["phone", "visit"]}},
        whom="young", place="school",
    ),
    Scene(
        "resolved", 8,
        {"found_to_be": "disorderly", "behaviours": ["manic", "disruptive"], "sources": ["own", "caller"]},
        (
            "Dancing in the fountain and giving money away. Cousin came, they left together laughing.",
            "Loud and quick, no threat to anyone. Has an appointment with the own doctor on Thursday and showed us the card.",
        ),
        outcome={"disposition": ["resolved", "info_given"]},
        place="street",
    ),
)  # fmt: skip

_BY_NAME = {scene.name: scene for scene in SCENES}


def by_name(name: str) -> Scene:
    return _BY_NAME[name]
