"""A trial's own authority: what it vouches for, for how long, and what the command says when it cannot."""

import plistlib
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from fieldform.commands.trial_authority import issue, names_of
from tests.commands.conftest import Terminal

NAME = "fieldform.local"


@pytest.fixture
def made(terminal: Terminal) -> Path:
    folder = terminal.home / "trial"
    assert terminal.run("trial-certificate", "--name", NAME, "--name", "192.168.1.20", "--to", str(folder)) == 0
    return folder


def certificate(folder: Path, file: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / file).read_bytes())


def test_its_certificate_is_good_for_its_names_and_no_other(made: Path) -> None:
    store = Store([certificate(made, "authority.crt")])
    for subject in (x509.DNSName(NAME), x509.IPAddress(ip_address("192.168.1.20"))):
        assert PolicyBuilder().store(store).build_server_verifier(subject).verify(certificate(made, "server.pem"), [])
    with pytest.raises(VerificationError):
        PolicyBuilder().store(store).build_server_verifier(x509.DNSName("bank.example")).verify(certificate(made, "server.pem"), [])


def test_the_authority_may_vouch_for_nothing_else(made: Path) -> None:
    only = certificate(made, "authority.crt").extensions.get_extension_for_class(x509.NameConstraints)
    assert only.critical
    assert only.value.permitted_subtrees == [x509.DNSName(NAME), x509.IPAddress(ip_network("192.168.1.20/32"))]
    assert only.value.excluded_subtrees == [x509.IPAddress(ip_network("::/0"))]


def test_without_an_address_among_the_names_it_vouches_for_no_address() -> None:
    only = x509.load_pem_x509_certificate(issue(names_of([NAME]), datetime.now(UTC)).authority).extensions
    excluded = only.get_extension_for_class(x509.NameConstraints).value.excluded_subtrees
    assert excluded == [x509.IPAddress(ip_network("0.0.0.0/0")), x509.IPAddress(ip_network("::/0"))]


def test_it_signs_once_and_its_key_is_nowhere(made: Path) -> None:
    keys = [path for path in made.iterdir() if b"PRIVATE KEY" in path.read_bytes()]
    assert [path.name for path in keys] == ["server.key"]
    kept = serialization.load_pem_private_key(keys[0].read_bytes(), None)
    assert kept.public_key() == certificate(made, "server.pem").public_key() != certificate(made, "authority.crt").public_key()


def test_it_lasts_as_long_as_browsers_take(made: Path) -> None:
    for file in ("authority.crt", "server.pem"):
        one = certificate(made, file)
        assert one.not_valid_after_utc - one.not_valid_before_utc == timedelta(days=397)
        assert one.not_valid_before_utc < datetime.now(UTC)


def test_its_key_is_its_users_alone(made: Path) -> None:
    assert stat.S_IMODE((made / "server.key").stat().st_mode) == 0o600


def test_an_iphone_gets_the_authority_as_a_profile(made: Path) -> None:
    profile = plistlib.loads((made / "authority.mobileconfig").read_bytes())
    payload = profile["PayloadContent"][0]
    assert payload["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(payload["PayloadContent"]) == certificate(made, "authority.crt")


def test_it_shows_the_fingerprint_to_compare(terminal: Terminal) -> None:
    terminal.run("trial-certificate", "--name", NAME, "--to", str(terminal.home / "trial"))
    assert len(terminal.out.strip().splitlines()[-1].split(":")) == 32


@pytest.mark.parametrize(
    "wrong", ["https://fieldform.local", "fieldform.local:8443", "*.local", "-x.local", "a b", "", "10.0.0.300", "ä.example"]
)
def test_it_names_what_is_no_name(terminal: Terminal, wrong: str) -> None:
    assert terminal.run("trial-certificate", f"--name={wrong}", "--to", str(terminal.home / "trial")) == 2
    assert f"“{wrong}” is no server's name" in terminal.one_clear_line()
    assert not (terminal.home / "trial").exists()


def test_it_writes_over_nothing(terminal: Terminal, made: Path) -> None:
    before = (made / "server.key").read_bytes()
    assert terminal.run("trial-certificate", "--name", NAME, "--to", str(made)) == 1
    assert "not empty" in terminal.one_clear_line()
    assert (made / "server.key").read_bytes() == before


def test_it_says_where_it_cannot_write(terminal: Terminal) -> None:
    (terminal.home / "file").write_text("x")
    assert terminal.run("trial-certificate", "--name", NAME, "--to", str(terminal.home / "file" / "trial")) == 1
    assert "cannot be written" in terminal.one_clear_line()
