"""What is asked of access by name: who a user is as a viewer, whom an agency serves, who works there; and the log of views.

Every query about people takes the viewer. Public: viewer_of, log_view, log_views, users_seen_by, police_agencies_of.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from peewee import ModelSelect

from fieldform.access.models import Agency, AgencyKind, Service, User, ViewLog
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
    ViewLog.create(id=str(uuid4()), viewer=viewer.user, subject_kind=subject_kind, subject_id=subject_id, at=now, reason=reason)


def log_views(viewer: Viewer, subject_kind: str, subject_ids: Iterable[str], now: datetime, reason: str) -> None:
    """Write down that this viewer saw several people's names at once, a row for each: "who saw this person?" is one question."""
    seen = {"viewer": viewer.user, "subject_kind": subject_kind, "at": now, "reason": reason}
    rows = [{"id": str(uuid4()), "subject_id": subject, **seen} for subject in dict.fromkeys(subject_ids)]
    if rows:
        ViewLog.insert_many(rows).execute()


def users_seen_by(viewer: Viewer) -> "ModelSelect[User]":
    """The people of the viewer's own agency, open accounts first, by name."""
    return (
        User.select(User, Agency)
        .join(Agency)
        .where(User.agency == viewer.agency)
        .order_by(User.disabled_at.is_null(is_null=False), User.name, User.id)
    )


def police_agencies_of(agency: Agency) -> list[str]:
    """Ids of the police agencies whose contacts this agency works on: itself, or those it serves."""
    if agency.kind == AgencyKind.POLICE:
        return [agency.id]
    served = Agency.select(Agency.id).join(Service, on=(Service.police == Agency.id)).where(Service.provider == agency.id)
    return [police.id for police in served]
