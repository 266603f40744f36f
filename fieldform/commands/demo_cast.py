"""The demo's people who sign in: two police agencies, the provider and the advocates who serve both. All invented.

Everybody shares one phrase, hashed once. Public: PHRASE, DemoCast, create.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from fieldform.access.models import Agency, AgencyKind, User
from fieldform.access.phrases import hash_phrase
from fieldform.access.users import Duty, add_agency, add_service
from fieldform.access.viewer import Role

PHRASE = "quiet harbor bright lantern"

_ALDER, _BRACK = "Alder Falls Police Department", "Brackwater Police Department"
_PROVIDER, _ADVOCATES = "Fernway Behavioral Health", "Open Gate Advocates"
_AGENCIES = (
    (_ALDER, AgencyKind.POLICE),
    (_BRACK, AgencyKind.POLICE),
    (_PROVIDER, AgencyKind.PROVIDER),
    (_ADVOCATES, AgencyKind.ADVOCATE),
)
_PEOPLE = (
    ("okafor", "Ofc. Ngozi Okafor", Role.OFFICER, _ALDER),
    ("vandermeer", "Ofc. Jan-Willem van der Meer-Castellanos", Role.OFFICER, _ALDER),
    ("haddad", "Ofc. Samir Haddad", Role.OFFICER, _ALDER),
    ("sato", "Ofc. Kenji Sato", Role.OFFICER, _ALDER),
    ("lindqvist", "Sgt. Petra Lindqvist", Role.SUPERVISOR, _ALDER),
    ("it", "Gus Ito, IT", Role.ADMIN, _ALDER),
    ("tran", "Ofc. Linh Tran", Role.OFFICER, _BRACK),
    ("moss", "Ofc. Everett Moss", Role.OFFICER, _BRACK),
    ("abara", "Lt. Chidi Abara", Role.SUPERVISOR, _BRACK),
    ("it.brackwater", "Wren Solano, IT", Role.ADMIN, _BRACK),
    ("reyes", "Dana Reyes, LMSW", Role.CLINICIAN, _PROVIDER),
    ("novak", "Teodor Novák, LMSW", Role.CLINICIAN, _PROVIDER),
    ("brandt", "Elise Brandt", Role.ADVOCATE, _ADVOCATES),
)
_LEAVING = "sato"
_DUTIES = {
    "okafor": Duty("unit 12", "CIT 40 h", "Sgt. Petra Lindqvist"),
    "vandermeer": Duty("unit 7", "", "Sgt. Petra Lindqvist"),
    "haddad": Duty("unit 12", "CIT 40 h", "Sgt. Petra Lindqvist"),
    "tran": Duty("car 3", "CIT 8 h", "Lt. Chidi Abara"),
    "moss": Duty("car 5", "", "Lt. Chidi Abara"),
    # Addresses and numbers that belong to nobody: example.org and 555-01xx.
    "reyes": Duty(email="reyes@example.org", phone="313-555-0110"),
    "novak": Duty(email="novak@example.org", phone="313-555-0111"),
    "brandt": Duty(email="brandt@example.org", phone="313-555-0112"),
    "lindqvist": Duty(email="lindqvist@example.org"),
}


@dataclass(frozen=True, slots=True)
class DemoCast:
    """`police` in the order of their size; officers by agency id. `leaving` is one whose account will be closed."""

    police: tuple[Agency, ...]
    officers: dict[str, tuple[User, ...]]
    clinicians: tuple[User, ...]
    advocate: User
    leaving: User

    def everybody_of(self, agency: Agency) -> tuple[User, ...]:
        """Who has signed in on that agency's device."""
        return (*self.officers[agency.id], *([self.leaving] if self.leaving.agency == agency else ()))


def create(now: datetime) -> DemoCast:
    """Enter agencies, who serves whom, and people."""
    agencies = {name: add_agency(name, kind) for name, kind in _AGENCIES}
    police = (agencies[_ALDER], agencies[_BRACK])
    for serving in (agencies[_PROVIDER], agencies[_ADVOCATES]):
        for served in police:
            add_service(serving, served)
    users = list(_people(agencies, now))
    leaving = next(user for user in users if user.username == _LEAVING)
    staying = [user for user in users if user.role == Role.OFFICER and user != leaving]
    return DemoCast(
        police=police,
        officers={agency.id: tuple(user for user in staying if user.agency == agency) for agency in police},
        clinicians=tuple(user for user in users if user.role == Role.CLINICIAN),
        advocate=next(user for user in users if user.role == Role.ADVOCATE),
        leaving=leaving,
    )


def _people(agencies: dict[str, Agency], now: datetime) -> Iterable[User]:
    phrase_hash = hash_phrase(PHRASE)
    for username, name, role, agency in _PEOPLE:
        yield User.create(
            id=str(uuid4()),
            agency=agencies[agency],
            username=username,
            name=name,
            role=role.value,
            phrase_hash=phrase_hash,
            created_at=now,
            **asdict(_DUTIES.get(username, Duty())),
        )
