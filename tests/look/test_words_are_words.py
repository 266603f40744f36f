"""What a workbook's author wrote is words, wherever a page says it: nobody has marked any of it as HTML.

Two guards: a form that has a tag in every text, drawn whole; and the few places in the house that may say of a text that it is HTML.
"""

import re
from typing import Any

from flask import Flask, render_template
from jinja2.utils import htmlsafe_json_dumps

from fieldform.forms import Form
from fieldform.forms.nodes import choice_of, node_of
from fieldform.forms.wtform import form_class
from fieldform.paths import PACKAGE, TEMPLATES
from tests.look.site import make_site
from tests.support.everything import everything
from tests.support.ground import sqlite_only

pytestmark = sqlite_only("looks at the page, whatever keeps the records")

TAG = "<x-ran onload=alert(1)>"
TEXTS = ("title", "label", "hint", "guidance", "required_message", "constraint_message")
# Each of them escapes what is not its own, or has nothing of anybody's in it.
MAY_SAY_SO = {"web/filters.py": 2, "admin/sheet.py": 2}


def hostile() -> Form:
    """Every type, look and language, with a tag in every text that its author may write."""
    whole = everything()
    said = _tagged(whole.definition())
    choices = {name: tuple(choice_of(one) for one in rows) for name, rows in said["choices"].items()}
    children = tuple(node_of(child, choices) for child in said["children"])
    return Form.of(whole.form_id, said["title"], children, choices, whole.order, languages=whole.languages, unreviewed=whole.unreviewed)


def _tagged(node: Any) -> Any:
    if isinstance(node, list):
        return [_tagged(one) for one in node]
    if not isinstance(node, dict):
        return node
    said: dict[str, Any] = {
        name: f"{value}{TAG}" if name in TEXTS and isinstance(value, str) else _tagged(value) for name, value in node.items()
    }
    listed = {name: [_choice(one) for one in rows] for name, rows in said.get("choices", {}).items()}
    return said | ({"choices": listed} if listed else {})


def _choice(row: list[Any]) -> list[Any]:
    return [row[0], f"{row[1]}{TAG}", *row[2:]]


def drawn(site: Flask, form: Form, template: str, **given: Any) -> str:
    with site.test_request_context():
        fields = form_class(form)(formdata=None)
        definition = htmlsafe_json_dumps(form.definition())
        return render_template(template, form=form, wtform=fields, relevant=None, definition_json=definition, modules=(), **given)


def test_a_tag_in_any_text_of_a_form_is_text_on_its_page() -> None:
    form = hostile()
    page = drawn(make_site(), form, "officer/form.html", unreviewed=form.unreviewed)
    assert page.count("&lt;x-ran") > 100
    assert "<x-ran" not in page


def test_no_template_says_of_a_text_that_it_is_html() -> None:
    said = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
    assert [path.name for path in TEMPLATES.rglob("*.html") if said.search(path.read_text(encoding="utf-8"))] == []


def test_what_may_say_so_is_named_here() -> None:
    read = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert {path: text.count("Markup(") for path, text in read.items() if "Markup(" in text} == MAY_SAY_SO
