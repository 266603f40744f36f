"""What each column of the real reports says in the words of `crisis_contact`: one table, a line for each question that a column
answers. Knows no server.

Two generations of one form, with values joined by `;` and in either case. A value that the table does not know is left out and counted,
never guessed. Public: COLUMNS, UNMAPPED, Mapped, mapped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NOTHING = ("", "n/a", "unknown", "none known")
Words = Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """`question` as section/name. `words` turns each value into a choice ("" says nothing); `read` the whole text, where it is no choice.

    A column that answers two questions has a line for each; `partly` marks those whose other values are read by another line.
    """

    name: str
    question: str
    words: Words | None = None
    read: Callable[[str], Any] | None = None
    partly: bool = False


@dataclass
class Mapped:
    """Answers as a device would send them, and what was not understood, by column."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    not_understood: Counter[tuple[str, str]] = field(default_factory=Counter)


def mapped(row: Mapping[str, str]) -> Mapped:
    """One report."""
    found, said = Mapped(), dict[str, list[Any]]()
    for column in COLUMNS:
        for answer in _read(column, row[column.name], found.not_understood):
            said.setdefault(column.question, []).append(answer)
    for question, answers in said.items():
        section, _, name = question.partition("/")
        found.answers.setdefault(section, {})[name] = _settled(question, answers)
    _complete(found.answers)
    return found


def _read(column: Column, text: str, strange: "Counter[tuple[str, str]]") -> Iterable[Any]:
    if column.read is not None:
        answer = None if text.lower() in NOTHING else column.read(text)
        return [] if answer is None else [answer]
    return [answer for value in text.split(";") if (answer := _choice(column, value.strip(), strange))]


def _choice(column: Column, value: str, strange: "Counter[tuple[str, str]]") -> str:
    words, plain = column.words or {}, value.lower()
    if plain in words:
        return words[plain]
    if plain not in NOTHING and not column.partly:
        strange[column.name, value] += 1
    return ""


def _settled(question: str, answers: list[Any]) -> Any:
    """Several choices are kept; of one choice, the gravest; of a text, the first."""
    if question in SEVERAL:
        chosen = list(dict.fromkeys(answers))
        return chosen if len(chosen) == 1 else [one for one in chosen if one != "none"]
    order = GRAVEST_FIRST.get(question)
    return min(answers, key=order.index) if order else answers[0]


def _complete(answers: dict[str, dict[str, Any]]) -> None:
    """What the old form could not ask and its answers imply; nothing is invented to make a report complete."""
    answers.setdefault("who", {})["name_known"] = "unknown"
    weapon = answers.get("safety", {})
    if weapon.get("weapon_type") and weapon.get("weapon") in (None, "none"):
        del weapon["weapon_type"]


def _instant(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return None


def _age(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) else None


def _born(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _number(text: str) -> str:
    return text[:30]


def _text(longest: int) -> Callable[[str], str]:
    return lambda text: text[:longest]


def _yes(choice: str, otherwise: str = "") -> Words:
    return {"true": choice, "false": otherwise}


YES_NO_UNKNOWN = {"yes": "yes", "no": "no", "unknown": "unknown"}
ILLNESS = {
    "depression": "depression",
    "bipolar": "bipolar",
    "schizophrenia": "schizophrenia",
    "ptsd": "ptsd",
    "anxiety": "anxiety",
    "dementia": "dementia",
    "autism": "autism",
    "adhd": "adhd",
    "paranoia": "other",
    "multiple personalities": "other",
}
WEAPONS = {
    "knife": "knife",
    "shank": "sharp",
    "razor": "sharp",
    "sharp stick": "sharp",
    "sharp object": "sharp",
    "gun": "firearm",
    "handgun": "firearm",
    "bat": "blunt",
    "baseball bat": "blunt",
    "candlestick": "blunt",
    "wand": "other",
    "other": "other",
}

COLUMNS: tuple[Column, ...] = (
    Column("bhr.datetimeOccurred", "where/occurred_at", read=_instant),
    Column("bhr.datetimeReported", "where/occurred_at", read=_instant),
    Column("bhr.locationOfIncident", "where/location", read=_text(200)),
    Column("bhr.onView", "where/how_received", _yes("on_view", "dispatch")),
    Column("bhr.cadNumber", "where/cad_no", read=_number),
    Column("bhr.complaintNumber", "where/case_no", read=_number),
    Column(
        "bhr.complainantConsumerRelationship",
        "where/caller",
        {
            "police officer": "officer",
            "parent": "family",
            "sibling": "family",
            "grandparent": "family",
            "cousin": "family",
            "spouse": "partner",
            "friend": "friend",
            "social worker": "provider",
            "physician": "provider",
            "other": "other",
        },
    ),
    Column("nc.SubjectIdentification", "who/alias", read=_text(80)),
    Column("bhr.gender", "who/sex", {"male": "male", "m": "male", "female": "female", "f": "female"}),
    Column(
        "bhr.race",
        "who/race",
        {
            "white": "white",
            "black": "black",
            "black or african american": "black",
            "hispanic": "hispanic",
            "american indian": "native",
            "asian / pacific islander": "asian",
            "other": "other",
            "unknown": "unknown",
        },
    ),
    Column("bhr.dob", "who/born_on", read=_born),
    Column("bhr.age", "who/age_guess", read=_age),
    Column("bhr.phone", "who/phone", read=_text(25)),
    Column("bhr.militaryStatus", "who/veteran", {"veteran": "veteran"}),
    Column("bhr.homeless", "who/housing", _yes("unsheltered")),
    Column(
        "housing.living_arrangements",
        "who/housing",
        {
            "service provider housing": "group_home",
            "homeless shelter": "shelter",
            "stable housing": "stable",
            "unsheltered homeless": "unsheltered",
            "homeless": "unsheltered",
            "unknown": "unknown",
        },
    ),
    Column(
        "bhr.dispatchReason",
        "what/dispatched_as",
        {
            "behavioral crisis": "mental_health",
            "attempted suicide": "suicidal",
            "emergency petition": "court_pickup",
            "disorderly": "disorderly",
            "chemically induced (crack / meth / pcp / heroin)": "intoxicated",
            "drug disturbance": "intoxicated",
            "on view": "",
            "biologically induced (depression / anxiety)": "mental_health",
            "medically induced (traumatic brain injury / uti)": "medical",
            "sick case": "medical",
            "combative patient": "medical",
            "common assault": "assault",
            "aggravated assault": "assault",
            "assault by threat": "assault",
            "family disturbance": "family_trouble",
            "other": "other",
        },
    ),
    Column(
        "bhr.incident", "what/found_to_be", {"behavioral crisis": "mental_health", "emergency petition": "court_pickup", "other": "other"}
    ),
    Column(
        "bhr.observedBehaviors",
        "what/behaviours",
        {
            "depressed mood": "hopeless",
            "hopeless / depressed": "hopeless",
            "suicide behaviors": "hopeless",
            "anxious / excited / agitated": "anxious",
            "paranoid or suspicious": "paranoid",
            "hearing voices / hallucinating": "hallucinating",
            "hearingvoices": "hallucinating",
            "hallucinations / delusions": "hallucinating",
            "threatening / violent towards others": "uncooperative",
            "threatening": "uncooperative",
            "belligerent / uncooperative": "uncooperative",
            "self-mutilation": "self_harm",
            "disorderly / disruptive": "disruptive",
            "bizzare, unusual behavior": "bizarre",
            "disorientation / confusion": "confused",
            "disorientation": "confused",
            "mania": "manic",
            "neglect of self care": "self_neglect",
            "disorganized speed / communication": "disorganized_speech",
            "out of touch with reality": "out_of_touch",
            "other": "other",
        },
    ),
    Column("bhr.observedBehaviorsOther", "what/behaviour_other", read=_text(200)),
    Column(
        "bhr.emotionalState",
        "what/mood",
        {
            "calm": "calm",
            "angry": "angry",
            "nervous": "nervous",
            "crying": "crying",
            "fearful": "fearful",
            "afraid": "fearful",
            "apologetic": "sorry",
        },
    ),
    Column(
        "ol.attitude",
        "what/mood",
        {
            "cooperative / attentive": "calm",
            "distant / removed": "withdrawn",
            "scared / nervous": "nervous",
            "belligerent / uncooperative": "angry",
            "belligerent / uncoorperative": "angry",
            "charged / attacked officer": "angry",
        },
    ),
    Column("bhr.suicidal", "safety/suicide", _yes("thoughts", "none")),
    Column("bhr.suicidalActions", "safety/suicide", {"thoughts": "thoughts", "threat": "threat", "attempt": "attempt"}),
    Column(
        "bhr.suicideAttemptMethod",
        "safety/suicide_method",
        {
            "knife/cutting tool": "cutting",
            "narcotics (prescription or illicit)": "overdose",
            "narcotics": "overdose",
            "alcohol": "overdose",
            "firearm": "firearm",
            "other": "other",
            "other:": "other",
        },
    ),
    Column(
        "bhr.suicideAttemptMethodOther",
        "safety/suicide_method",
        {
            "jumping off bridge": "jumping",
            "jump off building": "jumping",
            "jumping": "jumping",
            "jumping into harbor": "drowning",
            "drowning": "drowning",
            "walking into traffic": "traffic",
            "suicide by cop": "police",
            "hanging": "hanging",
            "suffocation": "hanging",
            "burning": "other",
        },
    ),
    Column("ol.threatened", "safety/harm", _yes("threat", "none")),
    Column(
        "ol.directedrelation",
        "safety/harm_toward",
        {"neighbor": "other", "co-worker": "other", "family member": "family", "frequent contact / associate": "other"},
    ),
    Column("bhr.armedWithWeapon", "safety/weapon", _yes("present", "none")),
    Column("bhr.armedWeaponType", "safety/weapon_type", WEAPONS),
    Column("ol.weapontypeother", "safety/weapon_type", WEAPONS),
    Column("bhr.drugsAlcohol", "health/substances", {"drugs": "suspected", "alcohol": "suspected", "both": "suspected", "n/a": "none"}),
    Column(
        "bhr.drugType",
        "health/substances_which",
        {"cocaine": "stimulant", "crack": "stimulant", "molly": "stimulant", "pills": "medicine", "other": "other", "unknown": "unknown"},
    ),
    Column(
        "bhr.chemicallyinducedoptions",
        "health/substances_which",
        {"illicit": "unknown", "prescription": "medicine", "otc": "medicine", "poison": "other"},
    ),
    Column("ol.narcanadministered", "health/substances", _yes("suspected")),
    Column("ol.narcanadministered", "health/overdose", _yes("yes")),
    Column("bhr.disposition", "health/substances", {"administered naloxene or narcan": "suspected"}, partly=True),
    Column("bhr.disposition", "health/overdose", {"administered naloxene or narcan": "yes"}, partly=True),
    Column("bhr.prescribedMedication", "health/medication_prescribed", YES_NO_UNKNOWN),
    Column("bhr.takingMedication", "health/medication_taken", YES_NO_UNKNOWN),
    Column("bhr.prevPsychAdmission", "health/earlier_admission", YES_NO_UNKNOWN),
    Column("bhr.selfDiagnosis", "health/conditions", ILLNESS),
    Column("bhr.selfDiagnosisOther", "health/conditions", ILLNESS),
    Column("bhr.biologicallyinducedoptions", "health/conditions", ILLNESS),
    Column(
        "bhr.injuries",
        "health/medical",
        dict.fromkeys(
            ("abrasions", "abrasion", "human bite", "laceration", "bruises", "bruise", "concussion", "fractures", "complaints of pain"),
            "injury_person",
        ),
    ),
    Column("bhr.officerInjuries", "health/medical", {"scratch on right hand": "injury_officer"}),
    Column(
        "ol.personinjured",
        "health/medical",
        {"officer": "injury_officer", "co-responder": "injury_other", "other": "injury_other"},
    ),
    Column(
        "ol.persontoassist",
        "people/supports",
        {
            "spouse / partner / girlfriend / boyfriend": "partner",
            "family member": "family",
            "case manager / service provider": "case_manager",
            "neighbor": "neighbor",
            "friend": "friend",
            "none": "none",
        },
    ),
    Column(
        "bhr.deescalationTechniques",
        "response/techniques",
        {
            "verbalization": "verbal",
            "verbal": "verbal",
            "handcuffs": "handcuffs",
            "arrest control (hands/feet)": "hands_on",
            "arrestcontrol": "hands_on",
            "leg restraints": "restraint",
            "legrestraints": "restraint",
            "use of force": "force",
            "taser": "force",
        },
    ),
    Column(
        "bhr.specializedResourcesCalled",
        "response/responders",
        {
            "crt unit": "mobile_crisis",
            "bcri/mobile crisis response team": "mobile_crisis",
            "cit officer": "cit",
            "citofficer": "cit",
            "officer with 40-hour cit training": "cit",
            "co-responder (mental health professional)": "clinician_scene",
            "homeless outreach": "outreach",
            "esu": "negotiators",
            "negotiation team": "negotiators",
        },
    ),
    Column("ol.voluntaryactionindicator", "response/custody", _yes("voluntary")),
    Column(
        "bhr.disposition",
        "response/custody",
        {
            "ep": "protective_mental_health",
            "voluntary er intake": "voluntary",
            "arrest": "arrest",
            "criminal citation": "citation",
        },
        partly=True,
    ),
    Column("ol.arrestedindicator", "response/custody", _yes("arrest")),
    Column("bhr.hospital", "response/taken_to", read=lambda _: "other"),
    Column("bhr.hospital", "response/facility", read=_text(120)),
    Column("ol.arrestableoffense", "response/diverted", _yes("yes", "no")),
    Column(
        "bhr.disposition",
        "outcome/disposition",
        {
            "ep": "hospital_involuntary",
            "voluntary er intake": "hospital_voluntary",
            "hospital": "hospital_voluntary",
            "information and referral": "info_given",
            "verbal referral": "info_given",
            "courtesy transport": "transport_home",
            "bcri": "mobile_crisis",
            "no action possible": "no_action",
            "notified someone": "",
            "administered naloxene or narcan": "",
            "arrestable offense": "",
            "arrest": "",
            "criminal citation": "",
        },
    ),
    Column("ol.referralprovidedindicator", "outcome/disposition", _yes("resources_offered")),
    Column(
        "ol.category",
        "outcome/disposition",
        {"family member": "notified_family", "case manager / mh agency notified": "notified_case_manager"},
    ),
    Column(
        "ol.organizationname",
        "outcome/disposition",
        {
            "emergency crisis center": "transport_crisis_centre",
            "home": "transport_home",
            "drug/alcohol detox assistance": "transport_detox",
        },
    ),
    Column("ol.stabilizedindicator", "outcome/disposition", _yes("resolved")),
    Column("ol.offereddeclined", "outcome/disposition", _yes("resources_declined")),
    Column("ol.unabletocontact", "outcome/disposition", _yes("unable_to_contact")),
    Column("ol.noactionpossible", "outcome/disposition", _yes("no_action")),
    Column("bhr.incidentNarrative", "words/narrative", read=_text(2000)),
)

SEVERAL = frozenset(
    (
        "what/behaviours",
        "what/mood",
        "safety/suicide_method",
        "safety/harm_toward",
        "safety/weapon_type",
        "health/substances_which",
        "health/conditions",
        "health/medical",
        "people/supports",
        "response/techniques",
        "response/responders",
        "outcome/disposition",
    )
)
GRAVEST_FIRST: dict[str, tuple[str, ...]] = {
    "safety/suicide": ("attempt", "threat", "thoughts", "none"),
    "safety/weapon": ("present", "none"),
    "who/housing": ("unsheltered", "shelter", "group_home", "stable", "unknown"),
    "response/custody": ("arrest", "protective_mental_health", "voluntary", "citation"),
    "health/substances": ("suspected", "none"),
}

_BY_SYSTEM = "who wrote it, where and when is known from the sign-in and the device"
_NEVER = "empty in every row"
_ELSEWHERE = "belongs to the case or the evidence, which have systems of their own"
_NOT_THE_PERSON = "about a caller; who called is asked, a name and number of theirs is not kept"
_TOO_RARE = "in fewer than ten reports, and the narrative holds it"
UNMAPPED: dict[str, str] = {
    "bhr.name": _NEVER,
    "bhr.provider": _NEVER,
    "ol.historyofviolencetext": _NEVER,
    "ol.historicaldirectedagainstother": _NEVER,
    "ol.directedagainstother": _NEVER,
    "ol.historicaldirectedagainst": _NEVER,
    "ol.useofforce": _NEVER,
    "ol.useofforcenotes": _NEVER,
    "health.hospitalname": _NEVER,
    "place.TransportingAgency": _NEVER,
    "ol.persontoassistother": _NEVER,
    "ol.othertext": _NEVER,
    "ol.notified": _NEVER,
    "ol.othernotified": _NEVER,
    "ol.attitudeother": _NEVER,
    "bhr.companionOffenseReport": _ELSEWHERE,
    "bhr.photosTakenOf": _ELSEWHERE,
    "ol.felony": _ELSEWHERE,
    "ol.crimeagainstperson": _ELSEWHERE,
    "bhr.complainantName": _NOT_THE_PERSON,
    "bhr.complainantAddress": _NOT_THE_PERSON,
    "bhr.complainantPhone": _NOT_THE_PERSON,
    "bhr.unit": _BY_SYSTEM,
    "bhr.postOfOccurrence": "the district follows from the place and the dispatch number",
    "bhr.officerName": _BY_SYSTEM,
    "bhr.officerSeqID": _BY_SYSTEM,
    "bhr.officerCertification": _BY_SYSTEM,
    "bhr.supervisor": _BY_SYSTEM,
    "bhr.supervisorID": _BY_SYSTEM,
    "ol.type": _BY_SYSTEM,
    "openlattice.@id": "the other system's own key",
    "general.stringid": "the other system's own key",
    "ol.id": "the other system's own key",
    "general.datetime": "when the other system stored it",
    "general.datetime_adv": "the same, moved by the vendor",
    "bhr.datetimeReported_adv": "the same as datetimeReported, moved by the vendor",
    "bhr.datetimeOccurred_adv": "the same as datetimeOccurred, moved by the vendor",
    "general.ssnlast4": "no part of a social security number is asked for: nobody here may need it",
    "bhr.address": "the person's own address is asked where it is needed, with how they may be reached safely",
    "bhr.homelessLocation": "always “Unknown”",
    "bhr.accessToWeapons": "Fieldform asks for firearms within reach, and only where it decides the urgency; this column means any weapon",
    "bhr.accessibleWeaponType": "the same",
    "bhr.hospitalTransport": "says what the disposition and the hospital say already, and disagrees with itself (“false;true”)",
    "ol.transportindicator": "the same",
    "bhr.emotionalStateOther": _TOO_RARE,
    "bhr.injuriesOther": "20 of 27 say that it does not apply; the narrative holds the rest",
    "bhr.deescalationTechniquesOther": "holds no words, only the label of its box",
    "ol.incidenttypeother": _TOO_RARE,
    "ol.reasonother": _TOO_RARE,
    "ol.drugtypeother": _TOO_RARE,
    "ol.otherpersoninjured": _TOO_RARE,
    "ol.historyofviolence": _TOO_RARE,
    "ol.scale1to10": _TOO_RARE,
    "ol.directedagainst": _TOO_RARE,
    "ol.deescalationscale": _TOO_RARE,
    "housing.referraldestination": "ten reports; what was offered is a referral that the clinician makes from the list of services",
}
