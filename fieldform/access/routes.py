"""Signing in and out, who is signed in, and the front door that leads each role to its own room.

The sign-in page works without JavaScript; an app on a device sends the same as JSON. Public: blueprint, install, safe_next,
sign_in_again_page, send_again_page, desk_of, wait_words, retry_after.
"""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from fieldform.access.forms import SignInForm
from fieldform.access.guard import current_viewer, public, roles
from fieldform.access.kept import Kept, seal, unseal
from fieldform.access.models import User
from fieldform.access.phrases import Phrases
from fieldform.access.sessions import ServerSessions, utc_now, visitor
from fieldform.access.sign_in import Attempt, Refused, SignedIn, SignInDesk, Wait
from fieldform.access.throttle import Limits, network_of
from fieldform.access.viewer import Role
from fieldform.config import Config
from sync.encoding import MalformedText, strict_json

blueprint = Blueprint("access", __name__)

DESK = "fieldform.sign_in"
_ROOMS = {
    Role.OFFICER: "/officer/",
    Role.CLINICIAN: "/clinician/",
    Role.ADVOCATE: "/clinician/",
    Role.SUPERVISOR: "/supervisor/",
    Role.ADMIN: "/admin/",
}
# A path on this server: one slash, and neither a backslash nor a character that browsers drop (a tab makes `/⇥/host` into `//host`).
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*\Z")


def install(app: Flask, config: Config, clock: Callable[[], datetime] = utc_now) -> None:
    """Give the app its sessions, its sign-in desk and these routes. The app's secret key must be set before."""
    if not isinstance(app.secret_key, bytes):
        raise TypeError("The app's secret key must be bytes; it comes from the keys folder.")
    limits = Limits(config.sign_in_attempts, timedelta(minutes=config.sign_in_window_minutes))
    app.session_interface = ServerSessions(config, clock)
    app.extensions[DESK] = SignInDesk(Phrases(config.argon2_places), limits, app.secret_key)
    app.register_blueprint(blueprint)


@blueprint.get("/")
@roles(*Role)
def front_door() -> ResponseReturnValue:
    return redirect(_ROOMS[current_viewer().role], 303)


@blueprint.get("/session")
@public("tells a visitor only who they are themselves")
def who_is_here() -> ResponseReturnValue:
    return _session_words()


@blueprint.get("/sign-in")
@public("where people sign in")
def sign_in_page() -> ResponseReturnValue:
    following = safe_next(request.args.get("next"))
    if visitor.user is not None:
        return redirect(following, 303)
    return _page(SignInForm(formdata=None, next=following))


@blueprint.post("/sign-in")
@public("where people sign in")
def sign_in() -> ResponseReturnValue:
    return _sign_in_by_json() if request.is_json else _sign_in_by_form()


@blueprint.post("/sign-out")
@public("whoever is signed in may end that")
def sign_out() -> ResponseReturnValue:
    visitor.end("signed out")
    return _session_words() if request.is_json else redirect(url_for("access.sign_in_page"), 303)


def wait_words(time: timedelta) -> str:
    if time <= timedelta(seconds=5):
        return "Many people are signing in right now. Try again in a moment."
    minutes = math.ceil(time / timedelta(minutes=1))
    return f"Too many wrong tries. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}; what is on this device is safe."


def retry_after(time: timedelta) -> dict[str, str]:
    return {"Retry-After": str(max(1, math.ceil(time.total_seconds())))}


def safe_next(asked: str | None) -> str:
    """Where to go after signing in: the path asked for when it lies on this server and is a page, otherwise the front door."""
    path = asked or "/"
    return path if _OWN_PATH.match(path) and not path.startswith(("/sign-in", "/sign-out", "/phrase")) else "/"


def sign_in_again_page(kept: Kept) -> str:
    """The sign-in page for somebody whose session ran out under a form: what was typed waits in it."""
    return _page(SignInForm(formdata=None, next="/", kept=seal(kept, _secret())))


def send_again_page(kept: Kept) -> str:
    """What was typed, with one button to send it."""
    return render_template("access/send_again.html", kept=kept)


def _sign_in_by_form() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form), 400
    match _attempt(form.username.data or "", form.phrase.data or ""):
        case SignedIn(user):
            visitor.start(user)
            return _after_sign_in(user, form)
        case Refused():
            form.phrase.errors = ["The user name or the phrase is wrong. Try again."]
            return _page(form), 401
        case Wait(time):
            form.phrase.errors = [wait_words(time)]
            return _page(form), 429, retry_after(time)


def _after_sign_in(user: User, form: SignInForm) -> ResponseReturnValue:
    kept = unseal(form.kept.data, _secret())
    if kept is not None and kept.belongs_to(user.id):
        return send_again_page(kept)
    return redirect(safe_next(form.next.data), 303)


def _sign_in_by_json() -> ResponseReturnValue:
    try:
        asked = strict_json(request.get_data())
        username, phrase = asked["username"], asked["phrase"]
    except (MalformedText, KeyError, TypeError):
        return _json_problem("broken_request", "A user name and a phrase were expected."), 400
    if not (isinstance(username, str) and isinstance(phrase, str)) or len(username) > 80 or len(phrase) > 256:
        return _json_problem("broken_request", "A user name and a phrase were expected."), 400
    match _attempt(username, phrase):
        case SignedIn(user):
            visitor.start(user)
            if user.phrase_given_at is not None:
                return _json_problem("phrase_change_needed", "IT gave you this phrase. Choose your own first."), 403
            return _session_words()
        case Refused():
            return _json_problem("wrong_name_or_phrase", "The user name or the phrase is wrong."), 401
        case Wait(time):
            return _json_problem("wait", wait_words(time)), 429, retry_after(time)


def _attempt(username: str, phrase: str) -> SignedIn | Refused | Wait:
    device = request.headers.get("X-Fieldform-Device", "")
    return desk_of(current_app).sign_in(Attempt(username, phrase, network_of(request.remote_addr), device), visitor.now)


def _secret() -> bytes:
    return desk_of(current_app).secret


def desk_of(app: Flask) -> SignInDesk:
    found: SignInDesk = app.extensions[DESK]
    return found


def _page(form: SignInForm) -> str:
    summary = [(f"#{name}", message) for name, messages in form.errors.items() for message in messages]
    return render_template("access/sign_in.html", form=form, error_summary=summary)


def _session_words() -> dict[str, Any]:
    return {"user": None if visitor.user is None else _user_words(visitor.user), "csrf": generate_csrf()}


def _user_words(user: User) -> dict[str, str]:
    agency = {"agency": user.agency.id, "agency_name": user.agency.name}
    return {"id": user.id, "name": user.name, "role": user.role, "username": user.username, **agency}


def _json_problem(code: str, message: str) -> dict[str, str]:
    return {"error": code, "message": message}
