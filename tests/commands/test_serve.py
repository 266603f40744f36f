"""The server itself, in a process of its own: it says when it is ready, refuses to be two, and cuts nobody off when told to stop."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from fieldform.commands.lock import AlreadyServed, only_server
from fieldform.commands.serving import OPTIONS, PortTaken, listen
from fieldform.web.headers import POLICY
from tests.commands.conftest import Terminal
from tests.support.servers import LiveServer, prepare


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    here = prepare(tmp_path)
    here.by_command = True
    here.start()
    yield here
    here.kill()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One for all who only ask."""
    here = prepare(tmp_path_factory.mktemp("running"))
    here.start()
    yield here
    here.stop()


def test_s3_it_finishes_an_upload_that_had_begun(server: LiveServer) -> None:
    process = server._running
    assert process is not None
    with begin_upload(server) as upload:
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: refused(server.config.port))
        upload.sendall(b'x"}')
        answer = upload.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Content-Security-Policy" in answer
    assert process.wait(10) == 0


def test_it_stops_at_once_when_nobody_is_being_served(server: LiveServer) -> None:
    with socket.create_connection(("127.0.0.1", server.config.port)) as idle:
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(100).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        server.stop()
    assert time.monotonic() - began < 5


def test_it_says_when_it_is_ready_and_nothing_else(running: LiveServer) -> None:
    assert running.log.read_text() == f"Fieldform is ready at {running.url}\n"


def test_s8_it_refuses_to_serve_one_folder_twice(running: LiveServer, terminal: Terminal) -> None:
    terminal.set("DATA", running.config.data_folder)
    terminal.set("KEYS", running.config.keys_folder)
    terminal.set("PORT", running.config.port)
    assert terminal.run("serve") == 1
    assert "already serves" in terminal.one_clear_line()


def test_it_says_that_the_port_is_taken(terminal: Terminal) -> None:
    terminal.lay()
    with socket.create_server(("127.0.0.1", 0)) as other:
        terminal.set("PORT", other.getsockname()[1])
        assert terminal.run("serve") == 1
    assert "is taken by another program" in terminal.one_clear_line()


def test_it_refuses_an_open_line_to_other_machines(terminal: Terminal) -> None:
    terminal.set("URL", "http://forms.example.gov")
    assert terminal.run("serve") == 1
    assert "need https" in terminal.one_clear_line()


def test_it_refuses_an_open_door_without_https(terminal: Terminal) -> None:
    terminal.set("HOST", "0.0.0.0")
    assert terminal.run("serve") == 1
    assert "listens on 127.0.0.1 only" in terminal.one_clear_line()


@pytest.mark.parametrize(
    ("variable", "wrong"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("IDLE_MINUTES", "-3"),
        ("SESSION_HOURS", "99999999999"),
        ("ZONE", "Mars/Phobos"),
        ("ZONE", "America"),
        ("URL", "fieldform"),
        ("URL", "http://["),
        ("URL", "http://localhost:abc"),
    ],
)
def test_it_names_the_setting_that_cannot_be_used(terminal: Terminal, variable: str, wrong: str) -> None:
    terminal.set(variable, wrong)
    assert terminal.run("serve") == 1
    assert terminal.one_clear_line().startswith(f"fieldform: FIELDFORM_{variable} is “{wrong}”")


def test_it_tells_nobody_what_it_runs_on(running: LiveServer) -> None:
    with socket.create_connection(("127.0.0.1", running.config.port)) as visitor:
        visitor.sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = visitor.recv(65536).lower()
    assert b"waitress" not in answer
    assert b"python" not in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST /sync/push HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_s10_it_answers_abuse_without_letting_it_in(running: LiveServer, request_bytes: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.config.port)) as visitor:
        visitor.sendall(request_bytes)
        answer = visitor.recv(65536)
    assert answer.split(b" ")[1] == status
    assert f"Content-Security-Policy: {POLICY}\r\n".encode() in answer
    assert b"Cache-Control: no-store\r\n" in answer


def test_it_sends_the_whole_of_a_large_answer_that_was_being_worked_on(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-m", "tests.commands.slow_app", "0", str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split()[-1])
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            wait_until((tmp_path / "started").exists)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: refused(port))
            (tmp_path / "go on").touch()
            received = b"".join(iter(lambda: visitor.recv(65536), b""))
        assert len(received.partition(b"\r\n\r\n")[2]) == 4_000_000
        assert process.wait(10) == 0


def test_it_writes_no_body_and_no_answer_to_a_file_in_the_clear() -> None:
    assert OPTIONS["inbuf_overflow"] > OPTIONS["max_request_body_size"]
    assert OPTIONS["outbuf_overflow"] > 32 * 1024 * 1024


def test_it_frees_the_folder_with_the_process(tmp_path: Path) -> None:
    with only_server(tmp_path), pytest.raises(AlreadyServed), only_server(tmp_path):
        pass
    with only_server(tmp_path):
        pass


def test_it_listens_where_it_is_told_and_nowhere_else() -> None:
    with listen("127.0.0.1", 0) as door:
        assert door.getsockname()[0] == "127.0.0.1"
        with pytest.raises(PortTaken):
            listen("127.0.0.1", door.getsockname()[1])


def begin_upload(server: LiveServer) -> socket.socket:
    upload = socket.create_connection(("127.0.0.1", server.config.port))
    upload.settimeout(10)
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
    upload.sendall(head + b'{"username":"aaaa')
    # A second request on a second line proves that the server has been round since, and has read the first.
    with socket.create_connection(("127.0.0.1", server.config.port)) as other:
        other.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert other.recv(100).startswith(b"HTTP/1.1 200")
    return upload


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    except (ConnectionError, TimeoutError):  # Cut off, or left unanswered, while the door was closing: ask again.
        return False
    return False


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        Event().wait(0.02)
