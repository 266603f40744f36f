"""`fieldform rescue`: says of each file what was taken, what was known and what was refused, and tells a wrong file from a rescue."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from fieldform.keys_folder import Keys, create_keys, load_keys
from sync import certificates
from sync.certificates import Certificate
from sync.sealing import new_key, public_bytes
from sync.signer import Signer
from sync.wire import Kind, Place
from tests.commands.conftest import Terminal


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    terminal.lay()
    return terminal


def rescue_file(terminal: Terminal, certified_by: Keys) -> str:
    """What a phone of this agency copied out: a void in its first number."""
    keys, name, key, now = load_keys(terminal.config.keys_folder), str(uuid4()), new_key(), datetime.now(UTC)
    certificate = certificates.issue(Certificate(name, public_bytes(key), "phone", "agency", now), certified_by.receipt)
    signer = Signer(name, key, keys.current_sealing_id, public_bytes(keys.sealing[keys.current_sealing_id]), certificate)
    void = {"id": str(uuid4()), "reason": "undone"}
    envelope = signer.envelope(Kind.VOID, void, author="nobody", envelope_id=str(uuid4()), place=Place(1, 1))
    push = signer.push([envelope], epoch=1, next_sequence=2, wall_clock=now)
    path = terminal.home / "copied.txt"
    path.write_bytes(b'{"fieldform_rescue":1}\n' + push + b"\n")
    return str(path)


def test_it_takes_a_file_in_and_the_second_time_knows_it(ready: Terminal) -> None:
    path = rescue_file(ready, load_keys(ready.config.keys_folder))
    assert ready.run("rescue", path) == 0
    assert "1 taken in, 0 were here already, 0 refused" in ready.out
    assert ready.run("rescue", path) == 0
    assert "0 taken in, 1 were here already" in ready.out


def test_it_says_why_what_another_server_certified_is_refused(ready: Terminal) -> None:
    create_keys(ready.home / "elsewhere")
    assert ready.run("rescue", rescue_file(ready, load_keys(ready.home / "elsewhere"))) == 1
    assert "its certificate is not this server’s" in ready.out


def test_it_tells_another_file_from_a_rescue(ready: Terminal) -> None:
    path = ready.home / "letter.txt"
    path.write_text("Dear IT,\n")
    assert ready.run("rescue", str(path)) == 1
    assert "is no rescue file" in ready.one_clear_line()
