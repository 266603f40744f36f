"""S12: requests that hide a second one, straight to the real server. The hidden one is a report that would be stored."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tests.support.cast import create_cast
from tests.support.servers import LiveServer, prepare
from tests.support.smuggling import ALONE, HIDING, ONE_ONLY, a_push, statuses, stored, written

Ask = Callable[[bytes], list[int]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    found = prepare(tmp_path_factory.mktemp("running"))
    found.start()
    yield found
    found.kill()


@pytest.fixture(scope="module")
def ask(server: LiveServer) -> Ask:
    host = f"localhost:{server.config.port}"
    with server.records():
        hidden = a_push(server, create_cast(datetime.now(UTC)).officer, host)
    return lambda trick: statuses(lambda: socket.create_connection(("127.0.0.1", server.config.port)), written(trick, host, hidden))


@pytest.mark.parametrize("trick", HIDING.values(), ids=HIDING)
def test_s12_what_can_be_read_in_two_ways_is_refused_once_and_the_line_closed(ask: Ask, trick: bytes) -> None:
    assert ask(trick) in ([400], [501])


@pytest.mark.parametrize("trick", ONE_ONLY.values(), ids=ONE_ONLY)
def test_s12_one_request_gets_one_answer(ask: Ask, trick: bytes) -> None:
    assert len(ask(trick)) == 1


def test_s12_nothing_hidden_was_carried_out_and_it_would_have_been_seen(server: LiveServer, ask: Ask) -> None:
    assert stored(server) == 0
    assert ask(ALONE) == [200]
    assert stored(server) == 1
