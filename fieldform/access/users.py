"""People and agencies: how they are added and found. What is done to an account later stands in accounts.py.

The shell around the tables; who may call what is the caller's business.
Public: add_agency, add_service, add_user, put_back, Duty, agency_named, user_named, normal_username, check_person, one_line, roles_of,
AccessProblem.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from datetime import datetime
from uuid import uuid4

from fieldform.access import phrases
from fieldform.access.models import AccountChange, Agency, AgencyKind, Service, User
from fieldform.access.viewer import Role
from sync.tables import database

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]{2,}\Z")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./x-]{1,38}\Z")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")

# Which work is done where: an officer files for a police agency, a clinician works for a provider or is employed by the police.
_ROLES_OF = {
    AgencyKind.POLICE: frozenset({Role.OFFICER, Role.SUPERVISOR, Role.CLINICIAN, Role.ADVOCATE, Role.ADMIN}),
    AgencyKind.PROVIDER: frozenset({Role.CLINICIAN, Role.ADMIN}),
    AgencyKind.ADVOCATE: frozenset({Role.ADVOCATE, Role.ADMIN}),
}


class AccessProblem(ValueError):
    """A person or an agency that cannot be added or changed so; the message is one clear line. Likely cause: a typing error."""


def add_agency(name: str, kind: AgencyKind) -> Agency:
    name = one_line(name)
    if not name:
        raise AccessProblem("An agency needs a name.")
    with database.atomic():
        if Agency.get_or_none(Agency.name == name):
            raise AccessProblem(f"There is already an agency called “{name}”.")
        return Agency.create(id=str(uuid4()), name=name, kind=kind.value)


def add_service(provider: Agency, police: Agency) -> Service:
    """`provider` works the follow-ups of `police`."""
    if provider.kind == AgencyKind.POLICE or police.kind != AgencyKind.POLICE:
        raise AccessProblem(f"{provider.name} cannot serve {police.name}: a provider or an advocate's office serves a police agency.")
    return Service.create(id=str(uuid4()), provider=provider, police=police)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a report says of its officer beside the name (the unit, crisis training such as “CIT”, the supervisor's name), and how the
    office reaches anybody: where alerts go, and the number an officer may be told to phone."""

    unit: str = ""
    training: str = ""
    supervisor: str = ""
    email: str = ""
    phone: str = ""


def add_user(
    *,
    username: str,
    name: str,
    role: Role,
    agency: Agency,
    phrase: str,
    now: datetime,
    by: str,
    duty: Duty = Duty(),
    own_phrase: bool = False,
    known_as: str = "",
) -> User:
    """A new person who can sign in; AccessProblem says in one line why not. Unless it is their `own_phrase`, they must first choose one.

    `known_as`: the id under which they wrote before a restore lost their account.
    """
    username = normal_username(username)
    name, duty = one_line(name), Duty(*(one_line(text) for text in astuple(duty)))
    check_person(username, name, role, agency, duty)
    if reason := phrases.why_refused(phrase, username):
        raise AccessProblem(reason)
    phrase_hash = phrases.hash_phrase(phrase)
    with database.atomic():
        if User.get_or_none(User.username == username):
            raise AccessProblem(f"The user name “{username}” is taken.")
        user: User = User.create(
            id=known_as or str(uuid4()),
            agency=agency,
            username=username,
            name=name,
            role=role.value,
            phrase_hash=phrase_hash,
            created_at=now,
            phrase_given_at=None if own_phrase else now,
            phrase_given_by=None if own_phrase else by,
            **asdict(duty),
        )
        AccountChange.create(id=str(uuid4()), user=user, at=now, by=by, what="added", detail=f"role: {role.value}")
        return user


def put_back(user: str, account: Mapping[str, str], created_at: datetime, by: str) -> bool:
    """Somebody whom a restore had lost, known again under the id under which they wrote, and with a phrase that nobody knows: they sign in
    once IT has given them another. False where they are here, their agency is not, or somebody else has their user name."""
    agency = Agency.get_or_none(Agency.id == account["agency_id"])
    if agency is None or User.get_or_none(User.id == user) is not None:
        return False
    try:
        add_user(
            username=account["username"],
            name=account["name"],
            role=Role(account["role"]),
            agency=agency,
            phrase=secrets.token_urlsafe(32),
            now=created_at,
            by=by,
            duty=Duty(**{field.name: account[field.name] for field in fields(Duty)}),
            known_as=user,
        )
    except AccessProblem:
        return False
    return True


def agency_named(name: str) -> Agency:
    found = Agency.get_or_none(Agency.name == one_line(name))
    if found is None:
        raise AccessProblem(f"There is no agency called “{name}”. They are listed by: fieldform agency list")
    return found


def user_named(username: str) -> User | None:
    """Whom a typed name means, upper and lower case alike."""
    return User.get_or_none(User.username == normal_username(username))


def normal_username(typed: str) -> str:
    return typed.strip().lower()


def one_line(text: str) -> str:
    """Without line breaks, doubled spaces or ends."""
    return " ".join(text.split())


def roles_of(agency: Agency) -> tuple[Role, ...]:
    """The roles there are in such an agency, in the order in which they are offered."""
    return tuple(role for role in Role if role in _ROLES_OF[AgencyKind(agency.kind)])


def check_person(username: str, name: str, role: Role, agency: Agency, duty: Duty = Duty()) -> None:
    """AccessProblem where nobody can be so."""
    if not _USERNAME.match(username):
        raise AccessProblem("A user name has 2 to 40 characters: letters, digits, dots, dashes and underscores.")
    if not name:
        raise AccessProblem("A person needs a name, as others read it.")
    if duty.email and not _EMAIL.match(duty.email):
        raise AccessProblem(f"“{duty.email}” is no e-mail address.")
    if duty.phone and not _PHONE.match(duty.phone):
        raise AccessProblem(f"“{duty.phone}” is no telephone number.")
    if role not in _ROLES_OF[AgencyKind(agency.kind)]:
        raise AccessProblem(f"{agency.name} is of kind {agency.kind}; nobody there can be {role.value}.")
