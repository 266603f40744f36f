"""Choosing one's own phrase: whenever one likes, and before anything else where IT gave the one in use.

Afterwards every session is over. Whoever works at a desk goes on in a new one; an officer signs in again on the device, where the new
phrase then opens what is kept there. Public: blueprint.
"""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from fieldform.access import accounts
from fieldform.access.forms import PhraseForm
from fieldform.access.guard import roles
from fieldform.access.models import User
from fieldform.access.routes import desk_of, retry_after, wait_words
from fieldform.access.sessions import visitor
from fieldform.access.sign_in import Attempt, Refused, SignedIn, Wait
from fieldform.access.throttle import network_of
from fieldform.access.users import AccessProblem
from fieldform.access.viewer import Role

blueprint = Blueprint("own_phrase", __name__)


@blueprint.get("/phrase")
@roles(*Role, given_phrase=True)
def page() -> str:
    return _page(PhraseForm(formdata=None), _me())


@blueprint.post("/phrase")
@roles(*Role, given_phrase=True)
def change() -> ResponseReturnValue:
    form, me = PhraseForm(), _me()
    if not form.validate_on_submit():
        return _page(form, me), 422
    match desk_of(current_app).sign_in(_attempt(me, form), visitor.now):
        case SignedIn():
            return _choose(form, me)
        case Refused():
            form.current.errors = ["That is not the phrase you have now. Try again."]
            return _page(form, me), 422
        case Wait(time):
            form.current.errors = [wait_words(time)]
            return _page(form, me), 429, retry_after(time)


def _choose(form: PhraseForm, me: User) -> ResponseReturnValue:
    chosen = str(form.chosen.data)
    if chosen == form.current.data:
        form.chosen.errors = ["That is the phrase you have now. Choose another."]
        return _page(form, me), 422
    try:
        accounts.choose_phrase(me, chosen, visitor.now)
    except AccessProblem as problem:
        form.chosen.errors = [str(problem)]
        return _page(form, me), 422
    visitor.end("phrase changed")
    if me.role == Role.OFFICER:
        return redirect("/officer/", 303)
    visitor.start(me)
    return redirect("/", 303)


def _attempt(me: User, form: PhraseForm) -> Attempt:
    return Attempt(me.username, str(form.current.data), network_of(request.remote_addr))


def _me() -> User:
    """The door lets nobody in who is not signed in."""
    if visitor.user is None:
        raise LookupError("nobody is signed in")
    return visitor.user


def _page(form: PhraseForm, me: User) -> str:
    summary = [(f"#{name}", message) for name, messages in form.errors.items() for message in messages]
    return render_template("access/phrase.html", form=form, given=me.phrase_given_at is not None, me=me, error_summary=summary)
