"""IT's pages about people: who can sign in, what is known of them, and what was done to their accounts. Public: blueprint."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from fieldform.access import accounts, queries, users
from fieldform.access.guard import current_viewer, roles
from fieldform.access.models import Agency, User
from fieldform.access.phrases import draw_phrase
from fieldform.access.standing import needs_review, unknown_authors, waiting_on_author
from fieldform.access.users import AccessProblem
from fieldform.access.viewer import Role
from fieldform.admin.forms import ROLE_WORDS, NewPersonForm, PersonForm
from fieldform.admin.summary import summary_of
from fieldform.parts import parts

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin/users")

_DONE = {
    "changed": "The changes are kept.",
    "close": "The account is closed and every session of it is over. What they have not sent yet still arrives and is set aside.",
    "reopen": "The account is open again. What was set aside meanwhile stays there until somebody looks at it.",
    "sign_out": "They are signed out everywhere.",
}


@blueprint.get("")
@roles(Role.ADMIN)
def everybody() -> str:
    people = list(queries.users_seen_by(current_viewer()))
    seen = queries.last_seen(user.id for user in people)
    names = queries.names_of(user.disabled_by for user in people if user.disabled_by)
    review = needs_review(current_viewer().agency)
    return render_template("admin/users.html", users=people, seen=seen, names=names, role_words=ROLE_WORDS, review=review)


@blueprint.get("/new")
@roles(Role.ADMIN)
def new() -> str:
    form = _new_form(fresh=True)
    form.author.data = request.args.get("author", "")
    return _new_page(form)


@blueprint.post("/new")
@roles(Role.ADMIN)
def add() -> ResponseReturnValue:
    form, viewer = _new_form(), current_viewer()
    if not form.validate_on_submit():
        return _new_page(form), 422
    asked, drawn, author = form.details(), draw_phrase(), str(form.author.data or "")
    if author and author not in {one.id for one in unknown_authors(viewer.agency)}:
        form.username.errors = ["What waited for this person has entered the record already. Add them without it."]
        form.author.data = ""
        return _new_page(form), 409
    try:
        user = users.add_user(
            username=str(form.username.data),
            name=asked.name,
            role=asked.role,
            agency=Agency.get_by_id(viewer.agency),
            phrase=drawn,
            now=parts().clock(),
            by=viewer.user,
            duty=asked.duty,
            known_as=author,
        )
    except AccessProblem as problem:
        form.username.errors = [str(problem)]
        return _new_page(form), 422
    parts().reconciler.release(waiting_on_author(user.id))
    return render_template("admin/phrase.html", user=user, phrase=drawn, days=accounts.FIRST_PHRASE_LIFE.days)


@blueprint.get("/<uuid:user>")
@roles(Role.ADMIN)
def one(user: UUID) -> str:
    person = _person_or_404(user)
    form = PersonForm(formdata=None, obj=person)
    form.offer_roles(person.agency)
    return _person_page(person, form, notice=_DONE.get(request.args.get("done", "")))


@blueprint.post("/<uuid:user>")
@roles(Role.ADMIN)
def change(user: UUID) -> ResponseReturnValue:
    person, form = _person_or_404(user), PersonForm()
    form.offer_roles(person.agency)
    if not form.validate_on_submit():
        return _person_page(person, form), 422
    try:
        accounts.change(person, form.details(), by=current_viewer().user, now=parts().clock())
    except AccessProblem as problem:
        form.name.errors = [str(problem)]
        return _person_page(person, form), 422
    return redirect(f"/admin/users/{person.id}?done=changed", 303)


@blueprint.post("/<uuid:user>/phrase")
@roles(Role.ADMIN)
def give_phrase(user: UUID) -> ResponseReturnValue:
    person, drawn = _person_or_404(user), draw_phrase()
    accounts.give_phrase(person, drawn, by=current_viewer().user, now=parts().clock())
    return render_template("admin/phrase.html", user=person, phrase=drawn, days=accounts.FIRST_PHRASE_LIFE.days)


@blueprint.post("/<uuid:user>/<any(close, reopen, sign_out):act>")
@roles(Role.ADMIN)
def do(user: UUID, act: str) -> ResponseReturnValue:
    person = _person_or_404(user)
    try:
        _ACTS[act](person, current_viewer().user, parts().clock())
    except AccessProblem as problem:
        form = PersonForm(formdata=None, obj=person)
        form.offer_roles(person.agency)
        form.role.errors = [str(problem)]
        return _person_page(person, form), 409
    return redirect(f"/admin/users/{person.id}?done={act}", 303)


def _close(person: User, by: str, now: datetime) -> None:
    accounts.close(person, by, now, why=request.form.get("why", "")[:200])


_ACTS: dict[str, Callable[[User, str, datetime], object]] = {
    "close": _close,
    "reopen": accounts.reopen,
    "sign_out": accounts.end_sessions,
}


def _person_or_404(user: UUID) -> User:
    return queries.user_seen_by(current_viewer(), str(user)) or abort(404)


def _new_form(*, fresh: bool = False) -> NewPersonForm:
    form = NewPersonForm(formdata=None) if fresh else NewPersonForm()
    form.offer_roles(Agency.get_by_id(current_viewer().agency))
    return form


def _new_page(form: NewPersonForm) -> str:
    return render_template("admin/new_user.html", form=form, error_summary=summary_of(form))


def _person_page(person: User, form: PersonForm, notice: str | None = None) -> str:
    viewer, here = current_viewer(), parts()
    changes = list(queries.changes_of(viewer, person.id))
    names = queries.names_of([*(row.by for row in changes), person.disabled_by or "", person.phrase_given_by or ""])
    alive_since = here.clock() - timedelta(minutes=here.config.idle_minutes)
    return render_template(
        "admin/user.html",
        person=person,
        form=form,
        changes=changes,
        names=names,
        sessions=list(queries.sessions_of(viewer, person.id, alive_since)),
        seen=queries.last_seen([person.id]).get(person.id),
        first_phrase_over=accounts.first_phrase_is_over(person, here.clock()),
        role_words=ROLE_WORDS,
        notice=notice,
        error_summary=summary_of(form),
    )
