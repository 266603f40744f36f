"""A supervisor's browser: it reads pages as people do and fills in the forms that are on them. Every page it gets is linted.

Public: Office.
"""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.clinician.desk import Form, read_form
from tests.support.page_lint import assert_clean


@dataclass
class Office:
    client: FlaskClient

    def get(self, address: str, status: int = 200, **arguments: Any) -> str:
        return self._read(self.client.get(address, query_string=arguments), status)

    def reports(self, **arguments: str) -> str:
        return self.get("/supervisor/reports/", 200, **arguments)

    def report(self, submission: str, status: int = 200, **arguments: Any) -> str:
        return self.get(f"/supervisor/reports/{submission}", status, **arguments)

    def form(self, submission: str, verdict: str) -> Form:
        return read_form(self.report(submission), f"/{verdict}")

    def say(self, submission: str, verdict: str, /, status: int = 200, **answers: Any) -> str:
        """Open the report, say it, and read where that leads."""
        return self.send(self.form(submission, verdict), status, **answers)

    def send(self, form: Form, status: int = 200, **answers: Any) -> str:
        return self._read(self.client.post(form.action, data=form.values | answers, follow_redirects=True), status)

    @staticmethod
    def _read(answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, page
        assert_clean(page, answer.request.path)
        return page
