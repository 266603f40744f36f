"""The servers that other tests stand on: they start, stop and come back with what they had."""

from socket import SOCK_DGRAM, socket
from urllib.request import urlopen

import pytest

from fieldform.access.models import User
from tests.support.cast import Cast
from tests.support.ports import free_port
from tests.support.servers import LiveServer


def test_it_answers_stops_and_comes_back_on_its_port(server: LiveServer) -> None:
    server.start()
    server.stop()
    with pytest.raises(OSError, match="refused"):
        urlopen(f"{server.url}/healthz", timeout=5)
    server.start()
    with urlopen(f"{server.url}/healthz", timeout=5) as answer:
        assert b'"fieldform"' in answer.read()


def test_what_was_entered_here_is_there_for_the_server(server: LiveServer, cast: Cast) -> None:
    server.start()
    with server.records():
        assert User.get_by_id(cast.refused.id).username == "ned.stroud"


def test_a_killed_server_starts_again(server: LiveServer, cast: Cast) -> None:
    server.start()
    server.kill()
    server.start()
    with server.records():
        assert User.select().count() == len(cast.everyone())


def test_a_port_is_given_out_once_and_stays_claimed_while_its_server_is_stopped() -> None:
    ports = {free_port() for _ in range(200)}
    assert len(ports) == 200
    with pytest.raises(OSError, match="in use"), socket(type=SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", ports.pop()))
