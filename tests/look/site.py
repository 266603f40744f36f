"""A small site that shows the look and nothing else: a form with a question of every kind, the officer's home, the sign-in.

Real templates, styles and scripts over a real form; no database and no person. Public: FORM, make_site, serve.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template, render_template_string, request
from jinja2.utils import htmlsafe_json_dumps
from werkzeug.serving import make_server

from fieldform.access.forms import SignInForm
from fieldform.config import Config
from fieldform.forms import evaluate_form, load_xlsform
from fieldform.forms.wtform import fill, form_class, to_answers, validate_with
from fieldform.paths import TEMPLATES
from fieldform.web import builds, filters
from tests.support.everything import everything

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
ZONE = "America/Detroit"
FORM = load_xlsform(Path(__file__).parent / "every_kind.md")
# The officer's pages with the behaviours alone: the app that works on them has tests of its own.
WITHOUT_APP = """{% extends template %}{% block scripts %}
{% for name in ("page", "fields", "section-bar") %}<script type="module" src="{{ asset("js/behaviours/" ~ name ~ ".js") }}"></script>
{% endfor %}{% endblock %}"""


def make_site() -> Flask:
    site = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    site.config.update(SECRET_KEY=b"only for pictures", WTF_CSRF_ENABLED=False)
    builds.install(site)
    filters.install(site, Config(), lambda: NOON)
    site.jinja_env.globals["viewer"] = None
    site.add_template_global(lambda: "token", "csrf_token")
    site.add_url_rule("/officer/", view_func=_home)
    site.add_url_rule("/form", view_func=_form, methods=["GET", "POST"])
    site.add_url_rule("/everything", view_func=_everything)
    site.add_url_rule("/tried", view_func=_tried)
    site.add_url_rule("/sign-in", view_func=_sign_in)
    return site


@contextmanager
def serve(site: Flask) -> Iterator[str]:
    """The address of a server in a thread, gone at the end."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _home() -> str:
    return _draw("officer/home.html", forms=[FORM], withdrawn=[])


def _form() -> str:
    """What was posted comes back judged; ?relevant hides what does not apply, as the app does."""
    fields = form_class(FORM)()
    filled = evaluate_form(FORM, to_answers(fields), NOON, ZONE)
    validate_with(fields, filled)
    summary = [(f"#{field.name}", str(message)) for _, field in fields.questions() for message in field.errors]
    return _draw(
        "officer/form.html",
        form=FORM,
        wtform=fields,
        unreviewed=FORM.unreviewed,
        relevant=filled.relevant if "relevant" in request.args else None,
        error_summary=summary if request.method == "POST" else [],
        definition_json=htmlsafe_json_dumps(FORM.definition()),
    )


def _everything() -> str:
    form = everything()
    fields = form_class(form)(formdata=None)
    fields.served = True
    return _draw(
        "officer/form.html",
        form=form,
        wtform=fields,
        relevant=None,
        unreviewed=form.unreviewed,
        definition_json=htmlsafe_json_dumps(form.definition()),
    )


def _tried() -> str:
    """Drawn again by the server, with the desk's script: rows that were typed."""
    form = everything()
    fields = form_class(form)(formdata=None)
    fill(fields, {"person": [{"called": "Ann"}, {"called": "Ben", "pet": [{"pet_name": "Rex"}]}], "shots": 1, "shot": [{"hit": "yes"}]})
    given = {"upload": SimpleNamespace(id=""), "tried": SimpleNamespace(sections=[], missing=0, problems=())}
    definition = htmlsafe_json_dumps(form.definition())
    return render_template(
        "admin/form_try.html", form=form, wtform=fields, unreviewed=(), definition_json=definition, lists_json="{}", **given
    )


def _sign_in() -> str:
    return _draw("access/sign_in.html", form=SignInForm(formdata=None))


def _draw(template: str, **given: Any) -> str:
    direction = request.args.get("dir", "ltr")
    language = "ar" if direction == "rtl" else "en"
    return render_template_string(WITHOUT_APP, template=template, modules=(), dir=direction, lang=language, **given)
