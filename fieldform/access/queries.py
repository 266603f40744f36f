"""What is asked of access by name: who a user is as a viewer, whom an agency serves, who works there; and the log of views.

Every query about people takes the viewer. Public: viewer_of, log_view, log_views, users_seen_by, user_seen_by, people_of, open_admins,
changes_of, sessions_of, names_of, last_seen, colleagues, officers_of, admins_of, emails_of_it, emails_of_those_answering,
police_agencies_of, agencies_and_served.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from peewee import ModelSelect, fn

from fieldform.access import looks
from fieldform.access.models import AccountChange, Agency, AgencyKind, Service, Session, User
from fieldform.access.viewer import Role, Viewer, Wall

_WALLS = {
    Role.OFFICER: frozenset({Wall.POLICE}),
    Role.SUPERVISOR: frozenset({Wall.POLICE}),
    Role.CLINICIAN: frozenset({Wall.POLICE, Wall.HEALTH}),
    Role.ADVOCATE: frozenset({Wall.POLICE, Wall.ADVOCATE}),
    Role.ADMIN: frozenset[Wall](),
}


def viewer_of(user: User) -> Viewer:
    """The user as every named query wants to know them."""
    role = Role(user.role)
    return Viewer(
        user=user.id,
        name=user.name,
        role=role,
        agency=user.agency.id,
        agencies=frozenset(police_agencies_of(user.agency)),
        walls=_WALLS[role],
    )


def log_view(viewer: Viewer, subject_kind: str, subject_id: str, now: datetime, reason: str = "") -> None:
    """Write down that this viewer looked at one person's papers."""
    looks.write(viewer, subject_kind, [subject_id], now, reason)


def log_views(viewer: Viewer, subject_kind: str, subject_ids: Iterable[str], now: datetime, reason: str) -> None:
    """Write down that this viewer saw several people's names at once, a row for each: "who saw this person?" is one question."""
    seen = list(subject_ids)
    if seen:
        looks.write(viewer, subject_kind, seen, now, reason)


def users_seen_by(viewer: Viewer) -> "ModelSelect[User]":
    """The people of the viewer's own agency, open accounts first, by name."""
    return _people().where(User.agency == viewer.agency)


def user_seen_by(viewer: Viewer, user: str) -> User | None:
    """One of them; None for anybody else's."""
    found: User | None = users_seen_by(viewer).where(User.id == user).first()
    return found


def people_of(agency: Agency | None) -> "ModelSelect[User]":
    """Everybody of one agency, or of all, for the server's console."""
    return _people() if agency is None else _people().where(User.agency == agency)


def open_admins() -> list[User]:
    """Everybody who can sign in with the role admin, for the server's console."""
    return list(people_of(None).where(User.role == Role.ADMIN, User.disabled_at.is_null()))


def changes_of(viewer: Viewer, user: str) -> "ModelSelect[AccountChange]":
    """What was done to an account of the viewer's agency, newest first."""
    own = User.select(User.id).where(User.id == user, User.agency == viewer.agency)
    return AccountChange.select().where(AccountChange.user << own).order_by(AccountChange.at.desc(), AccountChange.id)


def sessions_of(viewer: Viewer, user: str, alive_since: datetime) -> "ModelSelect[Session]":
    """The sessions of somebody in the viewer's agency that have been used since, newest first."""
    own = User.select(User.id).where(User.id == user, User.agency == viewer.agency)
    running = Session.user << own, Session.ended_at.is_null(), Session.last_seen_at > alive_since
    return Session.select().where(*running).order_by(Session.last_seen_at.desc())


def names_of(users: Iterable[str]) -> dict[str, str]:
    """Names by user id; what is no account's id ("command line") is left out."""
    return {user.id: user.name for user in User.select(User.id, User.name).where(User.id << sorted(set(users)))}


def last_seen(users: Iterable[str]) -> dict[str, datetime]:
    """When each was last here, by user id; who never was is left out."""
    newest = fn.MAX(Session.last_seen_at).converter(Session.last_seen_at.python_value)
    rows = Session.select(Session.user, newest).where(Session.user << sorted(set(users))).group_by(Session.user)
    return dict(cast("Iterable[tuple[str, datetime]]", rows.tuples()))


def _people() -> "ModelSelect[User]":
    return User.select(User, Agency).join(Agency).order_by(User.disabled_at.is_null(is_null=False), Agency.name, User.name, User.id)


def colleagues(viewer: Viewer) -> "ModelSelect[User]":
    """Who works behind the same walls in the viewer's own office, the viewer among them, by name; closed accounts are left out."""
    return (
        User.select()
        .where(User.agency == viewer.agency, User.role == viewer.role.value, User.disabled_at.is_null())
        .order_by(User.name, User.id)
    )


def officers_of(viewer: Viewer) -> list[User]:
    """Who reports in the viewer's own agency, closed accounts last: what they sent is still there."""
    return list(users_seen_by(viewer).where(User.role == Role.OFFICER.value))


def admins_of(viewer: Viewer) -> list[User]:
    """IT of the viewer's own agency: whom to tell."""
    return list(users_seen_by(viewer).where(User.role == Role.ADMIN.value, User.disabled_at.is_null()))


def emails_of_it(agency: str) -> list[str]:
    """Where IT of this agency can be written to, for the watchman."""
    rows = User.select(User.email).where(User.agency == agency, User.role == Role.ADMIN.value, User.disabled_at.is_null(), User.email != "")
    return [user.email for user in rows.order_by(User.id)]


def emails_of_those_answering(agency: str, authors: Iterable[str]) -> list[str]:
    """Where those can be written to who must do something themselves, and their supervisors; for the watchman."""
    answering = (User.id << list(authors)) | ((User.agency == agency) & (User.role == Role.SUPERVISOR.value))
    return [user.email for user in User.select(User.email).where(answering, User.disabled_at.is_null(), User.email != "").order_by(User.id)]


def police_agencies_of(agency: Agency) -> list[str]:
    """Ids of the police agencies whose contacts this agency works on: itself, or those it serves."""
    if agency.kind == AgencyKind.POLICE:
        return [agency.id]
    served = Agency.select(Agency.id).join(Service, on=(Service.police == Agency.id)).where(Service.provider == agency.id)
    return [police.id for police in served]


def agencies_and_served() -> list[tuple[Agency, list[str]]]:
    """Every agency by name, with the names of the police agencies it serves: for whoever sits at the server."""
    served: dict[str, list[str]] = {}
    for link in Service.select(Service, Agency).join(Agency, on=(Service.police == Agency.id)).order_by(Agency.name):
        served.setdefault(link.provider_id, []).append(link.police.name)
    return [(agency, served.get(agency.id, [])) for agency in Agency.select().order_by(Agency.name)]
