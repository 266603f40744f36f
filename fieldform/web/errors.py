"""Every problem in words: what happened and what to do, as a page or, where JSON was asked for, as JSON.

One table maps exceptions to HTTP. Nothing of what was entered reaches the log: it names kinds and places in the code only.
Public: install, wants_json, TABLE, Answer.
"""

import logging
import traceback
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from peewee import DatabaseError, InterfaceError
from werkzeug.exceptions import HTTPException

from fieldform.access.guard import NotAllowed, PhraseChangeNeeded, SignInNeeded
from fieldform.access.kept import kept_of
from fieldform.access.routes import send_again_page, sign_in_again_page
from fieldform.access.sessions import visitor
from fieldform.access.standing import UnderReview
from fieldform.forms.wtform import TooMuchAsked
from fieldform.web.limits import ForeignSite
from sync.encoding import MalformedText
from sync.parse import BrokenRequest
from sync.receive import StorageFault

log = logging.getLogger("fieldform.web")


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is for programs, `title` and `message` for people; `retry_after` in seconds where trying again may help."""

    status: int
    code: str
    title: str
    message: str
    retry_after: int | None = None


_BROKEN = Answer(400, "broken_request", "That request was not understood", "Go back, reload the page and try again.")
_STORAGE = Answer(
    503, "try_again", "The records cannot be reached right now", "Nothing was saved just now. Wait a moment, then send it again.", 10
)
_MEMORY = Answer(503, "try_again", "The server is short of memory", "Nothing was saved just now. Wait a moment, then send it again.", 10)

TABLE: tuple[tuple[type[Exception], Answer], ...] = (
    (SignInNeeded, Answer(401, "sign_in_needed", "Please sign in", "You are not signed in, or were away for too long.")),
    (NotAllowed, Answer(403, "not_allowed", "This page is not for your role", "If you need it, ask IT in your agency.")),
    (PhraseChangeNeeded, Answer(403, "phrase_change_needed", "Choose your own phrase first", "The one you have was given to you by IT.")),
    (UnderReview, Answer(409, "under_review", "Not now", "The records were restored. IT looks over people and devices first.", 60)),
    (ForeignSite, Answer(403, "foreign_site", "This came from another site", "Nothing was done. Open Fieldform itself and try again.")),
    (CSRFError, Answer(400, "stale_page", "This page was open for too long", "Nothing was saved. Reload the page and try again.")),
    (BrokenRequest, _BROKEN),
    (MalformedText, _BROKEN),
    (
        TooMuchAsked,
        Answer(413, "too_large", "That is more than a form can take", "Nothing was saved. Go back, take rows away, and send again."),
    ),
    (StorageFault, _STORAGE),
    (DatabaseError, _STORAGE),
    (InterfaceError, _STORAGE),
    (MemoryError, _MEMORY),
)

_HTTP = {
    400: _BROKEN,
    403: Answer(403, "not_allowed", "That is not allowed", "If you need it, ask IT in your agency."),
    404: Answer(404, "not_found", "There is nothing here", "The address may be mistyped, or what it led to is not yours to see."),
    405: Answer(405, "method_not_allowed", "That cannot be done here", "Go back, reload the page and try again."),
    413: Answer(413, "too_large", "That is too large to send", "At most 1 MB fits into one sending. Send less at once."),
    415: Answer(415, "unsupported_type", "That kind of content is not understood", "Go back, reload the page and try again."),
    429: Answer(429, "wait", "Too much at once", "Wait a moment, then try again.", 10),
    503: _STORAGE,
}
_UNPLANNED = Answer(
    500, "unplanned", "Something went wrong on the server", "It has been noted. Go back and try again; tell IT if it stays."
)


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _other)


def wants_json() -> bool:
    """Whether a program asks: a device, or what sends or accepts JSON, or a script's fetch rather than a page being opened."""
    if request.is_json or request.blueprint == "device":
        return True
    accepted = request.accept_mimetypes
    if accepted.provided and "text/html" in accepted.values():
        return False
    fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return fetched or "application/json" in accepted.values()


def _http(problem: HTTPException) -> ResponseReturnValue:
    if isinstance(problem, CSRFError):
        return _other(problem)
    if problem.response is not None:
        return make_response(problem.response)
    status = problem.code or 500
    answer = _answer(_HTTP.get(status, Answer(status, "refused", "That did not work", "Go back, reload the page and try again.")))
    for name, text in problem.get_headers():
        if name in ("Allow", "Retry-After", "Content-Range"):
            answer.headers[name] = text
    return answer


def _other(problem: Exception) -> ResponseReturnValue:
    known = next((answer for kind, answer in TABLE if isinstance(problem, kind)), _UNPLANNED)
    if known.status >= 500:
        _note(problem)
    if not wants_json():
        if isinstance(problem, SignInNeeded):
            return _to_sign_in(known)
        if isinstance(problem, PhraseChangeNeeded):
            return redirect("/phrase", 303)
        if isinstance(problem, CSRFError) and request.path != "/sign-in" and (kept := kept_of(request, visitor.former_user)):
            return send_again_page(kept), known.status
    return _answer(known)


def _to_sign_in(answer: Answer) -> ResponseReturnValue:
    """A page is asked for again after signing in; what was typed into a form waits in the sign-in page itself."""
    if kept := kept_of(request, visitor.former_user):
        return sign_in_again_page(kept), answer.status
    asked = {} if request.path == "/" else {"next": request.full_path.removesuffix("?")}
    return redirect(f"/sign-in?{urlencode(asked)}" if asked else "/sign-in", 303)


def _answer(answer: Answer) -> Response:
    response = _json(answer) if wants_json() else make_response(_page(answer))
    response.status_code = answer.status
    if answer.retry_after is not None:
        response.headers["Retry-After"] = str(answer.retry_after)
    return response


def _json(answer: Answer) -> Response:
    return jsonify(error=answer.code, message=f"{answer.title}. {answer.message}")


def _page(answer: Answer) -> str:
    """Drawn without asking who is signed in where the records may be the very thing that fails."""
    try:
        shown = {"viewer": None} if answer.status >= 500 else {}
        return render_template("web/error.html", answer=answer, **shown)
    except (TemplateError, DatabaseError, InterfaceError) as problem:
        _note(problem)
        return f"<!doctype html><html lang=en><title>Fieldform</title><h1>{answer.title}</h1><p>{answer.message}</p>"


def _note(problem: Exception) -> None:
    """Which kind of problem and where in the code; never its text, which may quote what somebody entered."""
    places = (f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem.__traceback__))
    log.error("%s in %s: %s", type(problem).__name__, request.endpoint, " < ".join(reversed(list(places))))
