"""Sessions that live on the server, so that signing out, closing an account and running out of time end them at once.

The cookie is a random 256-bit token; a visitor who has not signed in gets no row, only a small signed cookie that protects the
sign-in form. Knows no page. Public: ServerSessions, VisitorSession, visitor, utc_now.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, cast

from flask import Flask, Request, Response, g
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer
from peewee import DatabaseError

from fieldform.access.models import Agency, Session, User
from fieldform.config import Config

CSRF = "csrf_token"
_TOUCH_EVERY = timedelta(minutes=1)
# A session that began in the future would outlive its hours by as much: the clock was set back, and whoever was here signs in again.
_SET_BACK_AT_MOST = timedelta(minutes=5)


def utc_now() -> datetime:
    return datetime.now(UTC)


class VisitorSession(SessionMixin):
    """This visit: who is signed in, if anyone. Nothing is read from the database until somebody asks.

    As a mapping it holds the CSRF token alone: whatever else a page must remember is a row, or stands in the page.
    """

    modified = False

    def __init__(self, sessions: "ServerSessions", token: str | None, csrf: str | None) -> None:
        self._sessions = sessions
        self._token = token
        self._anonymous_csrf = csrf
        self.looked = False
        # A page that asks by itself is no sign of a person: such a request leaves the time of the last one alone.
        self.is_by_itself = False
        self.new_token: str | None = None
        self.new_csrf = False

    @cached_property
    def row(self) -> Session | None:
        """The live session with its user and agency, or None."""
        found = self._sessions.live(self._token) if self._token else None
        self.looked = True
        return found

    @property
    def former_user(self) -> str | None:
        """The id of whoever the cookie once stood for, even where that session is over."""
        return former_user(self._token) if self._token else None

    @property
    def user(self) -> User | None:
        return None if self.row is None else self.row.user

    @property
    def brought_token(self) -> bool:
        return self._token is not None

    @property
    def now(self) -> datetime:
        return self._sessions.clock()

    def start(self, user: User) -> None:
        """Sign this visitor in under a token that nobody has seen before; the one they came with ends."""
        self.end("signed in again")
        self.new_token = secrets.token_urlsafe(32)
        now = self.now
        self.row = Session.create(token_hash=_hash(self.new_token), user=user, csrf=secrets.token_hex(32), created_at=now, last_seen_at=now)
        self._forget_page_token()

    def end(self, why: str) -> None:
        """Sign out; ends nothing where nobody was signed in."""
        if self.row is not None:
            Session.update(ended_at=self.now, ended_because=why).where(Session.token_hash == self.row.token_hash).execute()
        self.row = None
        self.new_token = None
        self._anonymous_csrf = None
        self._forget_page_token()

    @property
    def _csrf(self) -> str | None:
        return self.row.csrf if self.row is not None else self._anonymous_csrf

    @staticmethod
    def _forget_page_token() -> None:
        g.pop(CSRF, None)

    def __getitem__(self, key: str) -> Any:
        if key != CSRF or self._csrf is None:
            raise KeyError(key)
        return self._csrf

    def __setitem__(self, key: str, value: Any) -> None:
        if key != CSRF or self.row is not None:
            raise TypeError(f"A session keeps no “{key}”: what a page must remember is a row, or stands in the page.")
        self._anonymous_csrf, self.new_csrf = str(value), True

    def __delitem__(self, key: str) -> None:
        raise TypeError("A session's token is not taken away; end the session.")

    def __iter__(self) -> Iterator[str]:
        return iter([] if self._csrf is None else [CSRF])

    def __len__(self) -> int:
        return len(list(iter(self)))


visitor: VisitorSession = cast("VisitorSession", flask_session)
"""The session of the request being answered."""


class ServerSessions(SessionInterface):
    """Finds the row behind the cookie, and ends a visit after `idle_minutes` without a request or `session_hours` in all."""

    def __init__(self, config: Config, clock: Callable[[], datetime] = utc_now) -> None:
        self._secure = config.https
        prefix = "__Host-" if self._secure else ""
        self._cookie, self._anonymous_cookie = f"{prefix}sid", f"{prefix}visitor"
        self._idle = timedelta(minutes=config.idle_minutes)
        self._longest = timedelta(hours=config.session_hours)
        self.clock = clock

    def open_session(self, app: Flask, request: Request) -> VisitorSession:
        token = request.cookies.get(self._cookie)
        return VisitorSession(self, token, csrf=_read(app, request.cookies.get(self._anonymous_cookie)))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        visit = cast("VisitorSession", session)
        if not visit.looked:
            return
        response.vary.add("Cookie")
        if visit.row is not None:
            self._keep(visit, visit.row, response)
            return
        if visit.brought_token:
            self._delete(response, self._cookie)
        if visit.new_csrf:
            self._set(response, self._anonymous_cookie, _sign(app).dumps(visit[CSRF]))

    def _keep(self, visit: VisitorSession, row: Session, response: Response) -> None:
        if visit.new_token is not None:
            self._set(response, self._cookie, visit.new_token, max_age=self._longest)
            self._delete(response, self._anonymous_cookie)
        elif not visit.is_by_itself and visit.now - row.last_seen_at >= _TOUCH_EVERY:
            with suppress(DatabaseError):  # A busy database must not spoil an answer that is ready.
                Session.update(last_seen_at=visit.now).where(Session.token_hash == row.token_hash).execute()

    def live(self, token: str) -> Session | None:
        """The session this token opens now."""
        now = self.clock()
        found: Session | None = (
            Session.select(Session, User, Agency)
            .join(User)
            .join(Agency)
            .where(
                Session.token_hash == _hash(token),
                Session.ended_at.is_null(),
                Session.last_seen_at > now - self._idle,
                Session.created_at > now - self._longest,
                Session.created_at <= now + _SET_BACK_AT_MOST,
                User.disabled_at.is_null(),
            )
            .first()
        )
        return found

    def _set(self, response: Response, name: str, value: str, max_age: timedelta | None = None) -> None:
        response.set_cookie(name, value, max_age=max_age, path="/", secure=self._secure, httponly=True, samesite="Strict")

    def _delete(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="Strict")


def former_user(token: str) -> str | None:
    """Whose session this was, running or not."""
    found = Session.select(Session.user).where(Session.token_hash == _hash(token)).first()
    return None if found is None else str(found.user_id)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _sign(app: Flask) -> URLSafeSerializer:
    if not app.secret_key:
        raise RuntimeError("The app has no secret key; it comes from the keys folder.")
    return URLSafeSerializer(app.secret_key, salt="visitor")


def _read(app: Flask, signed: str | None) -> str | None:
    if not signed:
        return None
    try:
        return str(_sign(app).loads(signed))
    except BadSignature:
        return None
