"""A house for the server, and phones in Node that speak to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browser_core.phone import NodePhone, Question, Reply, node_tools
from tests.support.house import House, build


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    node_tools()
    with build(tmp_path) as built:
        yield built


@pytest.fixture
def open_phone_in_node(house: House) -> Iterator[Callable[[], NodePhone]]:
    phones: list[NodePhone] = []

    def open_one() -> NodePhone:
        client = house.visitor()
        phones.append(NodePhone(lambda question: answer(client, question)))
        phones[-1].do("set_clock", ms=house.now.timestamp() * 1000)
        return phones[-1]

    yield open_one
    for phone in phones:
        phone.close()


@pytest.fixture(scope="module")
def lone_phone() -> Iterator[NodePhone]:
    """A phone without a server."""
    phone = NodePhone(lambda _: {"kind": "unreachable"})
    yield phone
    phone.close()


def answer(client: FlaskClient, question: Question) -> Reply:
    """What the browser would make of the server's answer (static/js/network/exchange.js)."""
    sender = client if question["session"] else client.application.test_client()
    response: TestResponse = sender.open(
        question["path"], method=question["method"], json=question.get("body"), headers=question.get("headers", {})
    )
    wait = response.headers.get("Retry-After")
    body = {} if response.status_code == 204 else response.get_json(silent=True)
    known = {"status": response.status_code, "retryAfterMs": None if wait is None else int(wait) * 1000}
    return known | ({"kind": "not_ours"} if body is None else {"kind": "json", "body": body})
