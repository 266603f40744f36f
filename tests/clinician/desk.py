"""A browser at the desk: it reads pages as people do and fills in the forms that are on them. Every page it gets is linted.

Public: Desk, Form, read_form.
"""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldform.record.follow_ups import FollowUp
from tests.support.page_lint import assert_clean


@dataclass(frozen=True)
class Form:
    """Where a form on a page goes, and what it would send untouched."""

    action: str
    values: dict[str, str]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), {}))
        elif tag == "textarea":
            self.area = said["name"]
        elif tag == "input" and self.forms and "name" in said:
            chosen = said.get("type") not in ("radio", "checkbox") or "checked" in said
            if chosen:
                self.forms[-1].values[said["name"]] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.forms[-1].values[self.area] = data.removeprefix("\n")
            self.area = None


def read_form(page: str, action_ends: str) -> Form:
    """The form on a page whose address ends so."""
    reader = _Forms()
    reader.feed(page)
    return next(form for form in reader.forms if form.action.partition("?")[0].endswith(action_ends))


@dataclass
class Desk:
    client: FlaskClient

    def get(self, address: str, status: int = 200) -> str:
        return self._read(self.client.get(address), status)

    def list(self, **arguments: str) -> str:
        return self._read(self.client.get("/clinician/", query_string=arguments), 200)

    def find(self, text: str) -> str:
        form = read_form(self.list(), "/search")
        return self._read(self.client.post(form.action, data=form.values | {"text": text}), 200)

    def open(self, follow_up: FollowUp, status: int = 200) -> str:
        return self.get(f"/clinician/follow-ups/{follow_up.id}", status)

    def report(self, follow_up: FollowUp, status: int = 200) -> str:
        return self.get(f"/clinician/follow-ups/{follow_up.id}/report", status)

    def form(self, follow_up: FollowUp, step: str) -> Form:
        return read_form(self.get(f"/clinician/follow-ups/{follow_up.id}/{step}"), f"/{step}")

    def take(self, follow_up: FollowUp, step: str, /, status: int = 200, **answers: Any) -> str:
        """Open the step's page, fill it in, send it, and read where that leads."""
        return self.send(self.form(follow_up, step), status, **answers)

    def send(self, form: Form, status: int = 200, **answers: Any) -> str:
        return self._read(self.client.post(form.action, data=form.values | answers, follow_redirects=True), status)

    @staticmethod
    def _read(answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, page
        assert_clean(page, answer.request.path)
        return page
