"""Signing in: one attempt goes in, one of three answers comes out.

An unknown name, a closed account, a first phrase grown old and a wrong phrase cost the same time and get the same answer.
Knows no request. Public: Attempt, SignInDesk, SignedIn, Refused, Wait.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fieldform.access import throttle
from fieldform.access.accounts import first_phrase_is_over
from fieldform.access.models import User
from fieldform.access.phrases import Busy, Phrases
from fieldform.access.users import normal_username, user_named
from sync.models import AuthorKey, Device
from sync.tables import database


@dataclass(frozen=True, slots=True)
class Attempt:
    """`network` as `throttle.network_of` gives it; `device` is the id of the one it is tried on, where it has one."""

    username: str
    phrase: str
    network: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: User


@dataclass(frozen=True, slots=True)
class Refused:
    """The name or the phrase is wrong; which of them is not said."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many wrong phrases, or too many people at the desk: to be tried again after this time."""

    time: timedelta


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """Where phrases are checked. `secret` keys the counts, so that a mistyped phrase in the name's place is kept nowhere."""

    phrases: Phrases
    limits: throttle.Limits
    secret: bytes

    def sign_in(self, attempt: Attempt, now: datetime) -> SignedIn | Refused | Wait:
        known = _was_here_before(attempt)
        if known:
            attempt = replace(attempt, network=f"device {attempt.device}")
        try:
            with self.phrases.place(known=known):
                return self._judge(attempt, now)
        except Busy:
            return Wait(timedelta(seconds=1))

    def _judge(self, attempt: Attempt, now: datetime) -> SignedIn | Refused | Wait:
        account = throttle.account_key(normal_username(attempt.username), self.secret)
        if wait := throttle.wait_needed(account, attempt.network, self.limits, now):
            return Wait(wait)
        user = _open_account(attempt.username, now)
        matches = self.phrases.matches(user.phrase_hash if user else None, attempt.phrase)
        if user is None or not matches:
            throttle.record_failure(account, attempt.network, now)
            return Refused()
        with database.atomic():
            throttle.forgive(account, attempt.network, now)
            if renewed := self.phrases.renewed(user.phrase_hash, attempt.phrase):
                User.update(phrase_hash=renewed).where(User.id == user.id).execute()
        return SignedIn(user)


def _was_here_before(attempt: Attempt) -> bool:
    """Whether this name has signed in on this device. Its wrong tries are then counted by the device: what others do on the same network,
    or from anywhere under the same name, keeps nobody out."""
    if not attempt.device or (user := user_named(attempt.username)) is None:
        return False
    here = AuthorKey.select().where(AuthorKey.author == user.id, AuthorKey.device == attempt.device)
    return bool(here.join(Device).where(Device.revoked_at.is_null()).exists())


def _open_account(username: str, now: datetime) -> User | None:
    user = user_named(username)
    return None if user is None or user.disabled_at is not None or first_phrase_is_over(user, now) else user
