"""How many wrong phrases one network may try on one name, and on all names together, before it has to wait.

The counts are rows: a restart forgets nothing. Keyed by name and network, so that an outsider cannot lock an officer out of the station;
a device on which that name signed in before counts as a network of its own (sign_in.py).
Public: Limits, wait_needed, network_of, record_failure, forgive, account_key.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from uuid import uuid4

from fieldform.access.models import SignInFailure

# One wrong try on each of many names from one place is an attack that no single name's count shows; a whole shift shares a network too.
_NAMES_PER_NETWORK = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """`attempts` wrong phrases within `window` and then a wait (CJIS AC-7: 5 in 15 minutes)."""

    attempts: int
    window: timedelta


def wait_needed(account: str, network: str, limits: Limits, now: datetime) -> timedelta | None:
    """How long this network must wait before trying this name again; None where it may try now."""
    since = now - limits.window
    on_network = limits.attempts * _NAMES_PER_NETWORK
    waits = (
        _wait(_failures(since, limits.attempts, SignInFailure.network == network, SignInFailure.account == account), limits, now),
        _wait(_failures(since, on_network, SignInFailure.network == network), Limits(on_network, limits.window), now),
    )
    return max((wait for wait in waits if wait is not None), default=None)


def record_failure(account: str, network: str, now: datetime) -> None:
    SignInFailure.create(id=str(uuid4()), account=account, network=network, at=now)


def forgive(account: str, network: str, now: datetime) -> None:
    """The right phrase was given: this name's count starts again here; the rows stay, to be counted later."""
    (
        SignInFailure.update(forgiven_at=now)
        .where(
            SignInFailure.account == account,
            SignInFailure.network == network,
            SignInFailure.forgiven_at.is_null(),
        )
        .execute()
    )


def account_key(username: str, secret: bytes) -> str:
    return hmac.new(secret, b"sign-in account\0" + username.encode(), sha256).hexdigest()


def network_of(address: str | None) -> str:
    """The network an address stands for: an IPv4 address itself, the /64 of an IPv6 address (one household or one phone has all of it)."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))


def _failures(since: datetime, most: int, *which: object) -> list[datetime]:
    rows = (
        SignInFailure.select(SignInFailure.at)
        .where(
            *which,
            SignInFailure.at > since,
            SignInFailure.forgiven_at.is_null(),
        )
        .order_by(SignInFailure.at.desc())
        .limit(most)
    )
    return [row.at for row in rows]


def _wait(newest_first: Sequence[datetime], limits: Limits, now: datetime) -> timedelta | None:
    """The wait ends when the oldest of the failures that count leaves the window."""
    return None if len(newest_first) < limits.attempts else newest_first[limits.attempts - 1] + limits.window - now
