"""Every route says who may use it, and nothing is served that nobody classified.

`@public("why")`, `@roles(Role.CLINICIAN, …)` or `@device_signed("why")` stands under the route decorator and is kept as
`view.access_rule`; `check_access` runs before every request.
Public: public, roles, device_signed, AccessRule, Door, current_viewer, current_viewer_or_none, check_access, rule_of,
assert_every_route_is_classified, SignInNeeded, NotAllowed, PhraseChangeNeeded,
UnclassifiedRoute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request

from fieldform.access.queries import viewer_of
from fieldform.access.sessions import visitor
from fieldform.access.viewer import Role, Viewer

View = TypeVar("View", bound=Callable[..., Any])


class SignInNeeded(Exception):
    """Nobody is signed in. Likely cause: the session ran out; drafts and records on the device are untouched."""


class NotAllowed(Exception):
    """Signed in, with a role that this page is not for. Likely cause: a link from somebody else."""


class PhraseChangeNeeded(Exception):
    """Signed in with a phrase that somebody else chose. Likely cause: a first sign-in, or one after IT helped with a forgotten phrase."""


class UnclassifiedRoute(Exception):
    """A route without an access rule. Likely cause: a new view whose decorator was forgotten; see fieldform/access/guard.py."""


class Door(StrEnum):
    PUBLIC = "public"
    ROLES = "roles"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """`why` says what makes an open door safe; `roles` are those let in by a door of roles, `given_phrase` whether before they chose a
    phrase of their own."""

    door: Door
    roles: frozenset[Role] = frozenset()
    why: str = ""
    given_phrase: bool = False

    def admits(self, role: Role) -> bool:
        return self.door is not Door.ROLES or role in self.roles


def public(why: str) -> Callable[[View], View]:
    """Anyone: the page tells nothing about any person, or is where people sign in."""
    return _classify(AccessRule(Door.PUBLIC, why=why))


def roles(*allowed: Role, given_phrase: bool = False) -> Callable[[View], View]:
    """People signed in with one of these roles; where `given_phrase`, also with a phrase that they did not choose themselves."""
    if not allowed:
        raise UnclassifiedRoute("roles() names no role")
    return _classify(AccessRule(Door.ROLES, roles=frozenset(allowed), given_phrase=given_phrase))


def device_signed(why: str) -> Callable[[View], View]:
    """Devices: the view itself verifies a signature over what was sent; no session and no CSRF token."""
    return _classify(AccessRule(Door.DEVICE, why=why))


def current_viewer() -> Viewer:
    """Who asks; SignInNeeded where nobody is signed in."""
    found = current_viewer_or_none()
    if found is None:
        raise SignInNeeded
    return found


def current_viewer_or_none() -> Viewer | None:
    if "viewer" not in g:
        g.viewer = None if visitor.user is None else viewer_of(visitor.user)
    return cast("Viewer | None", g.viewer)


def check_access() -> None:
    """Before every request: SignInNeeded, NotAllowed or PhraseChangeNeeded where the route's rule says so.

    An unknown address is left to its 404.
    """
    if request.endpoint is None:
        return
    rule = rule_of(current_app.view_functions[request.endpoint])
    if rule is None:
        raise UnclassifiedRoute(request.endpoint)
    if rule.door is Door.ROLES:
        _check_role(rule)


def _check_role(rule: AccessRule) -> None:
    if not rule.admits(current_viewer().role):
        raise NotAllowed
    if not rule.given_phrase and visitor.user is not None and visitor.user.phrase_given_at is not None:
        raise PhraseChangeNeeded


def assert_every_route_is_classified(app: Flask) -> None:
    """UnclassifiedRoute names every route that nobody classified: the app does not start with one."""
    forgotten = sorted({str(rule) for rule in app.url_map.iter_rules() if rule_of(app.view_functions[rule.endpoint]) is None})
    if forgotten:
        raise UnclassifiedRoute(f"Say who may use {', '.join(forgotten)}: @public, @roles or @device_signed.")


def rule_of(view: Callable[..., Any]) -> AccessRule | None:
    return getattr(view, "access_rule", None)


def _classify(rule: AccessRule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        if rule_of(view) is not None:
            raise UnclassifiedRoute(f"{view.__name__} is classified twice")
        cast("Any", view).access_rule = rule
        return view

    return mark
