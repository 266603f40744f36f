"""A report posted by a browser without JavaScript: judged by the same rules, entered once, and nothing typed is ever lost."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldform.forms import Form
from fieldform.record.contacts import Contact
from tests.support.house import House

TYPED = "ZZ he said the canal, then nothing for a while"


@pytest.fixture
def officer(house: House) -> FlaskClient:
    return house.visitor(house.cast.officer)


def hidden(client: FlaskClient, page: str) -> dict[str, str]:
    """What the page itself puts into the form: its token and the id of the report."""
    return dict(re.findall(r'name="(csrf_token|record_id)"[^>]* value="([^"]+)"', client.get(page).get_data(as_text=True).replace('type="hidden" ', "")))
