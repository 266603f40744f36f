"""The demo's people in crisis: invented names of every length and script, some of whom are met again and again.

No phone numbers: the demo must never lead to a real one. Public: Persona, PERSONAS.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Persona:
    """`who` are answers of the report's section of that name; `often` is how much likelier than others they are met."""

    given: str
    family: str
    born_on: str
    sex: str
    often: int = 1
    who: dict[str, Any] = field(default_factory=dict)

    def is_one_of(self, whom: str) -> bool:
        """Whether a scene that happens to any, named, old, outside or young people may happen to this one."""
        young, old = self.born_on >= "2009", "" < self.born_on < "1960"
        fits = {"named": bool(self.given), "old": old, "outside": self.who.get("housing") in ("unsheltered", "shelter"), "any": True}
        return young if whom == "young" else fits[whom] and not young

    def answers(self) -> dict[str, Any]:
        plain = {"language": "english", "veteran": "no", "housing": "stable"}
        if not self.given:
            return plain | {"name_known": "unknown", "sex": self.sex} | self.who
        named = {"name_known": "given", "given_name": self.given, "family_name": self.family, "born_on": self.born_on, "sex": self.sex}
        return plain | named | self.who


_ARABIC = {"language": "arabic", "interpreter": "yes"}
_SPANISH = {"language": "spanish", "interpreter": "no"}
_OUTSIDE = {"housing": "unsheltered"}

PERSONAS = (
    Persona("Dana", "Doe", "1992-02-14", "female", often=3),
    Persona("Rosalía Inmaculada", "Álvarez-Montenegro de la Fuente", "1978-11-30", "female", who=_SPANISH),
    Persona("ليلى", "الحداد", "1989-06-03", "female", often=2, who=_ARABIC),
    Persona("Bartholomew", "Featherstonehaugh-Oyelaran", "1955-09-21", "male", who={"veteran": "veteran"}),
    Persona("Li", "Wu", "2001-01-19", "male"),
    Persona("Marek", "Wiśniewski", "1984-04-08", "male", often=4, who={"housing": "shelter", "alias": "Mickey"}),
    Persona("Aaliyah", "Okonjo-Price", "1997-12-01", "female"),
    Persona("Thomas", "O’Dell", "1963-07-27", "male", often=2, who={"veteran": "veteran"}),
    Persona("Graciela", "Fuentes", "1949-03-16", "female", who=_SPANISH | {"housing": "with_family"}),
    Persona("Jo", "Nakamura-Bell", "1999-08-09", "other"),
    Persona("Kofi", "Mensah", "1971-10-11", "male", often=3, who=_OUTSIDE),
    Persona("Svetlana", "Kowalczyk", "1968-05-25", "female", who={"housing": "group_home"}),
    Persona("Emmett", "Rask", "1990-01-02", "male", often=2),
    Persona("Priya", "Chandrasekharan", "1994-09-14", "female"),
    Persona("Walter", "Hume", "1941-06-30", "male", who={"housing": "with_family"}),
    Persona("عمر", "منصور", "1976-02-22", "male", who=_ARABIC),
    Persona("Tasha", "Greer", "1986-12-19", "female", often=2, who=_OUTSIDE),
    Persona("Dominic", "St. Clair", "2003-04-04", "male", who={"housing": "with_family"}),
    Persona("", "", "", "male", who={"age_guess": "45"} | _OUTSIDE),
    Persona("", "", "", "female", who={"age_guess": "30", "housing": "unknown"}),
    Persona("Mia", "Castellano", "2011-05-18", "female", who={"guardian_name": "Her mother, Ines Castellano", "housing": "with_family"}),
    Persona("Jaylen", "Whitfield-Ross", "2012-10-07", "male", who={"guardian_name": "His aunt, Corinne Ross", "housing": "with_family"}),
)
