"""One house for IT's pages, and IT's browser, signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.access.place import token_of
from tests.support.cast import Member
from tests.support.house import House, build
from tests.support.page_lint import assert_clean

PAGE = {"Accept": "text/html"}


@dataclass
class Office:
    """IT of Marlow at a browser."""

    house: House
    client: FlaskClient

    def reads(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address, headers=PAGE)
        assert answer.status_code == status
        assert_clean(answer.text, address)
        return answer.text

    def sends(self, address: str, status: int = 303, **fields: Any) -> str:
        """What comes of it: the page, or the one it leads to."""
        token = token_of(self.client, "/admin/users/new")
        answer = self.client.post(address, data={**fields, "csrf_token": token}, headers=PAGE)
        assert answer.status_code == status, answer.text
        if status != 303:
            assert_clean(answer.text, address)
            return answer.text
        return self.reads(answer.headers["Location"])

    def address_of(self, member: Member) -> str:
        return f"/admin/users/{member.id}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with build(tmp_path) as house:
        yield Office(house, house.visitor(house.cast.admin))
