"""What a form has at a path, typed. Public: question, group."""

from fieldform.forms import Form
from fieldform.forms.nodes import Group, Question


def question(form: Form, path: str) -> Question:
    found = form.by_path[path]
    assert isinstance(found, Question)
    return found


def group(form: Form, path: str) -> Group:
    found = form.by_path[path]
    assert isinstance(found, Group)
    return found
