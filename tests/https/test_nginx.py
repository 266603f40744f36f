"""The shipped nginx example in front of a real server, over TLS: the whole journey, and what a proxy must not spoil."""

import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fieldform.access.models import SignInFailure
from sync.enrolment import make_code
from tests.commands.test_serve import wait_until
from tests.https.asking import Visitor
from tests.https.conftest import NAME, Site, opened
from tests.support.browser import Phone
from tests.support.cast import PHRASE, Cast, create_cast
from tests.support.ground import sqlite_only
from tests.support.officer import Officer
from tests.support.open_files import open_lines
from tests.support.smuggling import ALONE, HIDING, ONE_ONLY, a_push, statuses, stored, written

# The same journey, told again: `server` and `open_phone` are those of this folder.
from tests.test_journey import test_an_officers_report_reaches_the_clinician_and_comes_back

pytestmark = sqlite_only("is about what stands before the server")

__all__ = ["test_an_officers_report_reaches_the_clinician_and_comes_back"]

KEPT_BY_NGINX = 16  # `keepalive` of its upstream
SLOW, OTHERS_WAIT = 300, 5.0  # Seconds, on a busy machine.
HSTS = "Strict-Transport-Security"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Iterator[Site]:
    for found in opened(tmp_path_factory.mktemp("running"), certificate):
        found.server.start()
        yield found


@pytest.fixture(scope="module")
def people(running: Site) -> Cast:
    with running.server.records():
        return create_cast(datetime.now(UTC))


@pytest.fixture
def visitor(running: Site, people: Cast) -> Visitor:
    return Visitor(NAME, running.nginx.port, running.authority)


def test_a_phone_that_trusts_the_authority_installs_the_worker_and_gets_safe_cookies(
    running: Site, people: Cast, open_phone: Callable[..., Phone]
) -> None:
    with running.server.records():
        make_code(secret="A1", agency=people.officer.agency, device_class="phone", label="", made_by="it", now=datetime.now(UTC))
    officer = Officer(open_phone(), running.server.url, people.officer)
    officer.opens_the_app()
    officer.signs_in()
    officer.sets_the_device_up("A1")
    officer.can_work_without_a_network()
    assert officer.page.evaluate("() => isSecureContext")
    cookies = [cookie for cookie in officer.phone.context.cookies() if cookie["name"].endswith("sid")]
    assert [(one["name"], one["secure"], one["httpOnly"], one["sameSite"]) for one in cookies] == [("__Host-sid", True, True, "Strict")]


def test_whoever_invents_an_address_is_counted_under_the_real_one(running: Site, people: Cast, visitor: Visitor) -> None:
    """Each try says that it comes from elsewhere, in every way in which a proxy may say so."""
    statuses = []
    for number in range(6):
        elsewhere = f"203.0.113.{number}"
        spoofed = {"X-Forwarded-For": elsewhere, "X-Real-IP": elsewhere, "Forwarded": f"for={elsewhere}"}
        statuses.append(visitor.signs_in(people.supervisor.username, "not the phrase at all", **spoofed))
    assert statuses == [401] * 5 + [429]
    with running.server.records():
        assert {row.network for row in SignInFailure.select()} == {"127.0.0.1"}


@pytest.mark.parametrize("path", ["/healthz", "/no/such/page", "/clinician/", "/static/any/nothing.css"])
def test_every_answer_says_once_that_only_tls_will_do(visitor: Visitor, path: str) -> None:
    answer, _ = visitor.asks("GET", path)
    assert answer.headers.get_all(HSTS) == ["max-age=63072000; includeSubDomains"]


def test_what_nginx_refuses_itself_says_it_too(visitor: Visitor) -> None:
    answer, _ = visitor.asks("POST", "/sync/push", b"x" * 2_200_000)
    assert answer.status == 413
    assert answer.headers.get_all(HSTS) == ["max-age=63072000; includeSubDomains"]
    assert answer.headers["Server"] == "nginx"


def test_a_body_that_is_too_large_for_fieldform_is_refused_in_words_that_a_phone_understands(visitor: Visitor) -> None:
    answer, body = visitor.asks("POST", "/sync/push", b"x" * 1_100_000, **{"Content-Type": "application/json"})
    assert (answer.status, json.loads(body)["error"]) == (413, "too_large")


def test_no_word_of_a_request_or_an_answer_was_put_into_a_file(running: Site, visitor: Visitor) -> None:
    visitor.asks("POST", "/sync/push", b"x" * 1_000_000, **{"Content-Type": "application/json"})
    assert "temporary file" not in running.nginx.errors()


def test_too_many_at_once_are_told_when_to_come_again(running: Site, people: Cast, visitor: Visitor) -> None:
    answers = [visitor.asks("GET", "/sign-in") for _ in range(60)]
    refused = [(answer, body) for answer, body in answers if answer.status == 429]
    assert refused
    answer, body = refused[-1]
    assert (answer.headers["Retry-After"], json.loads(body)["error"]) == ("5", "wait")
    assert answer.headers.get_all(HSTS) == ["max-age=63072000; includeSubDomains"]


def test_old_tls_is_refused(visitor: Visitor) -> None:
    with pytest.raises((ssl.SSLError, OSError)), pytest.warns(DeprecationWarning, match="TLSv1"):
        visitor.line(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


def test_another_name_gets_no_certificate(running: Site) -> None:
    stranger = Visitor("evil.example", running.nginx.port, running.authority)
    with pytest.raises(ssl.SSLError, match="unrecognized name"):
        stranger.line()


def test_the_plain_door_leads_to_the_other_one(running: Site) -> None:
    with socket.create_connection(("127.0.0.1", running.nginx.plain_port), timeout=10) as line:
        line.sendall(f"GET /officer/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        answer = line.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 308 ")
    assert f"Location: https://{NAME}/officer/" in answer


def test_who_does_not_trust_the_authority_is_not_let_in_by_mistake(running: Site, tmp_path: Path, visitor: Visitor) -> None:
    other = replace(visitor, authority=Path(ssl.get_default_verify_paths().cafile or ssl.get_default_verify_paths().openssl_cafile))
    with pytest.raises(ssl.SSLCertVerificationError):
        other.line()


def test_s12_nothing_hidden_in_a_request_is_carried_out_behind_nginx(running: Site, people: Cast, visitor: Visitor) -> None:
    host = f"{NAME}:{running.nginx.port}"
    with running.server.records():
        hidden = a_push(running.server, people.officer, host)
    answers = {name: statuses(visitor.line, written(_closing(trick), host, hidden)) for name, trick in (HIDING | ONE_ONLY).items()}
    assert {name: found for name, found in answers.items() if len(found) > 1} == {}
    assert stored(running.server) == 0
    assert statuses(visitor.line, written(ALONE, host, hidden)) == [200]
    assert stored(running.server) == 1


def test_s12_another_name_in_the_first_line_gets_no_answer(visitor: Visitor) -> None:
    asked = b"GET http://evil.example/ HTTP/1.1\r\nHost: %(host)b\r\n\r\n"
    assert statuses(visitor.line, written(asked, f"{NAME}:{visitor.port}", b"")) == []


@pytest.mark.usefixtures("hurried")
def test_s11_three_hundred_slow_visitors_stay_with_nginx_and_hold_up_nobody(running: Site, visitor: Visitor, people: Cast) -> None:
    """From ten networks: a third of them writes no head to its end, a third no body, and a third does not read what it asked for."""
    process = running.server.process_id
    own, nginx_own = open_lines(process), running.nginx.lines()
    head = f"Host: {NAME}:{visitor.port}\r\n".encode()
    kinds = (b"POST /sync/push HTTP/1.1\r\n" + head + b"X: y", b"POST /sync/push HTTP/1.1\r\n" + head + b"Content-Length: 100\r\n\r\nx")
    begun = (*kinds, (b"GET /static/js/device/inside.js HTTP/1.1\r\n" + head + b"\r\n") * 4)
    with ExitStack() as lines:
        slow = visitor.many_lines([f"127.0.0.{10 + number % 10}" for number in range(SLOW)], room=2048)
        for number, line in enumerate(slow):
            lines.enter_context(line).sendall(begun[number % 3])
        asked = time.monotonic()
        assert visitor.signs_in(people.officer.username, PHRASE) == 200
        assert time.monotonic() - asked < OTHERS_WAIT
        wait_until(lambda: open_lines(process) <= own + KEPT_BY_NGINX)  # Once what they asked for lies with nginx.
        assert all(_is_ended_by_the_other_side(line) for number, line in enumerate(slow) if number % 3 < 2)
        # Nobody reads from those who do not read: they are closed all the same.
        wait_until(lambda: running.nginx.lines() <= nginx_own + KEPT_BY_NGINX)


@pytest.fixture
def hurried(running: Site) -> Iterator[None]:
    """The same nginx with a second's patience for a request and for an answer, of which little finds room in the system's own buffers."""
    file = running.nginx.folder / "fieldform.conf"
    patient = file.read_text()
    quick, times = re.subn(r"((?:client_(?:header|body)|\bsend)_timeout) +\d+s;", r"\1 1s;", patient)
    assert times == 4
    quick = quick.replace("ssl default_server;", "ssl default_server sndbuf=4k;")
    for text in (quick, patient):
        running.nginx.stop()
        file.write_text(text)
        running.nginx.start()
        if text is quick:
            yield


def _is_ended_by_the_other_side(line: ssl.SSLSocket) -> bool:
    with line, suppress(ConnectionError):
        return b"200 OK" not in b"".join(iter(lambda: line.recv(65536), b""))
    return True


def _closing(trick: bytes) -> bytes:
    """nginx closes its visitor's line after the first answer, and keeps its own to Fieldform: there a hidden one would be carried out."""
    return trick.replace(b"Host: %(host)b", b"Connection: close\r\nHost: %(host)b", 1)
