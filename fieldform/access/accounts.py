"""What is done to an account after it was added: changed, closed, opened again, given a phrase, signed out everywhere.

Each is one transaction that also writes down who did it and when. `by` is a user's id, or "command line".
Public: Details, change, set_reach, close, reopen, give_phrase, choose_phrase, end_sessions, first_phrase_is_over, COMMAND_LINE,
FIRST_PHRASE_LIFE.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from fieldform.access import phrases
from fieldform.access.models import AccountChange, Session, User
from fieldform.access.users import AccessProblem, Duty, check_person, one_line
from fieldform.access.viewer import Role
from sync import enrolment
from sync.tables import database

COMMAND_LINE = "command line"

# What was read out over a telephone and never used opens nothing for ever.
FIRST_PHRASE_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Details:
    """Everything of a person that IT may change. The user name stays: people know each other's records by it."""

    name: str
    role: Role
    duty: Duty


def change(user: User, details: Details, by: str, now: datetime) -> tuple[str, ...]:
    """The fields that became others, in words; AccessProblem where a person cannot be so. A new role ends the sessions of the old one."""
    asked = {"name": details.name, "role": details.role.value, **asdict(details.duty)}
    wanted = {name: one_line(text) for name, text in asked.items()}
    check_person(user.username, wanted["name"], details.role, user.agency, details.duty)
    changed = {name: text for name, text in wanted.items() if getattr(user, name) != text}
    if not changed:
        return ()
    with database.atomic():
        _refuse_to_lose_the_last_admin(user, role=wanted["role"])
        User.update(changed).where(User.id == user.id).execute()
        if "role" in changed:
            _end_sessions(user, "role changed", now)
        _write_down(
            user, "changed", by, now, "; ".join(f"{name}: {getattr(user, name) or '–'} → {text or '–'}" for name, text in changed.items())
        )
    return tuple(changed)


def set_reach(user: User, email: str, phone: str, by: str, now: datetime) -> None:
    """Where alerts go, and what an officer may be told to phone; the log says that it changed, not to what."""
    with database.atomic():
        User.update(email=email, phone=phone).where(User.id == user.id).execute()
        _write_down(user, "reach changed", by, now, "e-mail, phone")


def close(user: User, by: str, now: datetime, why: str = "") -> None:
    """Close an account and end its sessions at once; what its owner has not sent yet still arrives, and is set aside."""
    with database.atomic():
        _refuse_to_lose_the_last_admin(user)
        closed = User.update(disabled_at=now, disabled_by=by).where(User.id == user.id, User.disabled_at.is_null()).execute()
        _end_sessions(user, "account closed", now)
        enrolment.revoke_author(user.id, by=by, now=now)
        if closed:
            _write_down(user, "closed", by, now, one_line(why))


def reopen(user: User, by: str, now: datetime) -> None:
    """What its owner sends from now on is taken again; what was set aside meanwhile waits for a person."""
    with database.atomic():
        User.update(disabled_at=None, disabled_by=None).where(User.id == user.id).execute()
        enrolment.readmit_author(user.id)
        if user.disabled_at is not None:
            _write_down(user, "reopened", by, now)


def give_phrase(user: User, phrase: str, by: str, now: datetime, why: str = "") -> None:
    """A phrase from somebody else: it opens the page for choosing one's own, once, within FIRST_PHRASE_LIFE."""
    if reason := phrases.why_refused(phrase, user.username):
        raise AccessProblem(reason)
    phrase_hash = phrases.hash_phrase(phrase)
    with database.atomic():
        User.update(phrase_hash=phrase_hash, phrase_given_at=now, phrase_given_by=by).where(User.id == user.id).execute()
        _end_sessions(user, "phrase given", now)
        _write_down(user, "phrase given", by, now, one_line(why))


def choose_phrase(user: User, phrase: str, now: datetime) -> None:
    """Its owner's own; every session ends, so that whoever knew the old one is out. AccessProblem says why it is not taken."""
    if reason := phrases.why_refused(phrase, user.username):
        raise AccessProblem(reason)
    phrase_hash = phrases.hash_phrase(phrase)
    with database.atomic():
        User.update(phrase_hash=phrase_hash, phrase_given_at=None, phrase_given_by=None).where(User.id == user.id).execute()
        _end_sessions(user, "phrase changed", now)
        _write_down(user, "phrase chosen", user.id, now)


def end_sessions(user: User, by: str, now: datetime, because: str = "signed out by IT") -> int:
    """How many were running."""
    with database.atomic():
        ended = _end_sessions(user, because, now)
        if ended:
            _write_down(user, "signed out", by, now, f"{ended} running, {because}")
    return ended


def first_phrase_is_over(user: User, now: datetime) -> bool:
    return user.phrase_given_at is not None and now - user.phrase_given_at > FIRST_PHRASE_LIFE


def _refuse_to_lose_the_last_admin(user: User, role: str = "") -> None:
    """An agency without IT could help itself only at the server's console."""
    if user.role != Role.ADMIN or role == Role.ADMIN or user.disabled_at is not None:
        return
    others = User.select().where(User.agency == user.agency_id, User.role == Role.ADMIN, User.disabled_at.is_null(), User.id != user.id)
    if not others.exists():
        raise AccessProblem(f"{user.name} is the last one of IT in this agency. Give somebody else that role first.")


def _end_sessions(user: User, because: str, now: datetime) -> int:
    running = (Session.user == user.id) & Session.ended_at.is_null()
    return int(Session.update(ended_at=now, ended_because=because).where(running).execute())


def _write_down(user: User, what: str, by: str, now: datetime, detail: str = "") -> None:
    AccountChange.create(id=str(uuid4()), user=user.id, at=now, by=by, what=what, detail=detail[:400])
