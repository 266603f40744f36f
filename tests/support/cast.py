"""The cast of every test: two police departments, the provider and the advocates who serve the first of them, and a stranger.

All invented. Ned Stroud is a clinician too, but his provider serves only the other department: whatever he asks for, he must be refused.
Public: Cast, Member, PHRASE, create_cast.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from uuid import uuid4

from fieldform.access.models import Agency, AgencyKind, User
from fieldform.access.phrases import hash_phrase
from fieldform.access.users import add_agency, add_service
from fieldform.access.viewer import Role

# Everybody's, so that one costly hash serves them all.
PHRASE = "lantern orbit maple copper"


@dataclass(frozen=True)
class Member:
    """Somebody who can sign in. `agency` is an agency's id."""

    id: str
    username: str
    name: str
    role: Role
    agency: str
    phrase: str = PHRASE


@dataclass(frozen=True)
class Cast:
    """Marlow's people, those who serve Marlow, and from `officer_elsewhere` on those who must see nothing of it."""

    officer: Member
    second_officer: Member
    supervisor: Member
    admin: Member
    clinician: Member
    advocate: Member
    officer_elsewhere: Member
    supervisor_elsewhere: Member
    refused: Member

    def everyone(self) -> tuple[Member, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


def create_cast(now: datetime) -> Cast:
    """Enter them all into the database that the tables are bound to."""
    marlow = add_agency("Marlow Police Department", AgencyKind.POLICE)
    eastfield = add_agency("Eastfield Police Department", AgencyKind.POLICE)
    harbor = add_agency("Harbor Behavioral Health", AgencyKind.PROVIDER)
    steps = add_agency("Safe Steps Advocates", AgencyKind.ADVOCATE)
    northlake = add_agency("Northlake Counseling", AgencyKind.PROVIDER)
    add_service(harbor, marlow)
    add_service(steps, marlow)
    add_service(northlake, eastfield)
    return Cast(
        officer=_member("Ada Okafor", Role.OFFICER, marlow, now),
        second_officer=_member("Ben Novak", Role.OFFICER, marlow, now),
        supervisor=_member("Fay Moreau", Role.SUPERVISOR, marlow, now),
        admin=_member("Gus Ito", Role.ADMIN, marlow, now),
        clinician=_member("Dana Reyes", Role.CLINICIAN, harbor, now),
        advocate=_member("Eli Brandt", Role.ADVOCATE, steps, now),
        officer_elsewhere=_member("Cora Lindt", Role.OFFICER, eastfield, now),
        supervisor_elsewhere=_member("Hal Winter", Role.SUPERVISOR, eastfield, now),
        refused=_member("Ned Stroud", Role.CLINICIAN, northlake, now),
    )


def _member(name: str, role: Role, agency: Agency, now: datetime) -> Member:
    username = name.lower().replace(" ", ".")
    user = User.create(
        id=str(uuid4()), agency=agency, username=username, name=name, role=role.value, phrase_hash=_hash_of_all(), created_at=now
    )
    return Member(id=str(user.id), username=username, name=name, role=role, agency=str(agency.id))


@cache
def _hash_of_all() -> str:
    return hash_phrase(PHRASE)
