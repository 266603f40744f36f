"""Answers to `crisis_contact` as an officer gives them: complete, ordinary, about an invented person.

Public: report.
"""

from typing import Any

ORDINARY: dict[str, dict[str, Any]] = {
    "where": {
        "occurred_at": "2026-11-23T08:40:00-05:00",
        "location": "14 Larkspur Court",
        "location_type": "residence",
        "how_received": "dispatch",
        "cad_no": "26-114207",
    },
    "who": {
        "name_known": "given",
        "given_name": "Zephyrine",
        "family_name": "Quillfeather",
        "born_on": "1991-04-02",
        "sex": "female",
        "phone": "313-555-0142",
        "language": "english",
        "veteran": "no",
        "housing": "stable",
    },
    "what": {"found_to_be": "mental_health", "behaviours": ["hopeless"], "sources": ["own", "person"]},
    "safety": {"suicide": "none", "harm": "none", "weapon": "none"},
    "health": {"substances": "none", "medication_prescribed": "yes", "medication_taken": "no", "medical": ["none"]},
    "people": {"present": ["none"], "domestic": "no"},
    "response": {"techniques": ["verbal"], "responders": ["cit"], "custody": "none", "diverted": "no"},
    "outcome": {"disposition": ["referred_clinician"], "contact": {"contact_ok": ["phone"], "safe_phone": "313-555-0142"}},
}
IN_DANGER = {
    "thoughts": {"suicide_method": ["not_stated"], "means_access": "unknown", "firearm_access": "no"},
    "threat": {"suicide_method": ["overdose"], "means_access": "yes", "firearm_access": "no"},
    "attempt": {"suicide_method": ["overdose"], "means_access": "yes", "firearm_access": "no"},
}


def report(**changes: Any) -> dict[str, Any]:
    """An ordinary report; each change names a question (they differ in name) and answers it otherwise. None takes an answer away."""
    answers = {section: dict(inside) for section, inside in ORDINARY.items()}
    answers["safety"] |= IN_DANGER.get(str(changes.get("suicide")), {})
    for name, value in changes.items():
        section = next((inside for inside in answers.values() if name in inside), answers["who"])
        section[name] = value
        if value is None:
            del section[name]
    return answers
