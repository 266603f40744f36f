"""A certificate authority for a trial, and the one certificate that it ever signs: its key is thrown away as soon as it has.

Whoever trusts it trusts the names given here and nothing else (RFC 5280 §4.2.1.10), for 397 days, as long as browsers take.
Knows no file. Public: issue, Issued, names_of, NameRefused, LIFE.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=397)
_BACK = timedelta(hours=1)  # A phone whose clock is a little slow must not find it still to come.
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST_NAME = 253
_EVERY_ADDRESS: tuple[IPv4Network | IPv6Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))

_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)

ServerName = str | IPv4Address | IPv6Address


class NameRefused(Exception):
    """Not the name or the address of a server. Likely cause: a whole address with https:// or a port, or a star."""


@dataclass(frozen=True, slots=True)
class Issued:
    """PEM bytes, but for `authority_der`; `ends_at` is aware."""

    authority: bytes
    authority_der: bytes
    server: bytes
    server_key: bytes
    fingerprint: str
    ends_at: datetime


def names_of(texts: list[str]) -> list[ServerName]:
    """Each as DNS or as an address, once; NameRefused quotes the first that is neither."""
    return list(dict.fromkeys(_name_of(text.strip().lower().rstrip(".")) for text in texts))


def issue(names: list[ServerName], now: datetime) -> Issued:
    """An authority for these names and its certificate for a server that bears them all."""
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject = _called(f"Fieldform trial for {names[0]}")
    ends_at = now - _BACK + LIFE
    authority = _authority(authority_key, subject, names, now)
    server = _server(server_key, authority_key, subject, names, now)
    return Issued(
        authority=_pem(authority),
        authority_der=authority.public_bytes(serialization.Encoding.DER),
        server=_pem(server),
        server_key=server_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        fingerprint=authority.fingerprint(hashes.SHA256()).hex(":").upper(),
        ends_at=ends_at,
    )


def _name_of(text: str) -> ServerName:
    try:
        return ip_address(text)
    except ValueError:
        labels = text.split(".")
    if len(text) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise NameRefused(text)
    return text


def _authority(key: ec.EllipticCurvePrivateKey, subject: x509.Name, names: list[ServerName], now: datetime) -> x509.Certificate:
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return (
        _begun(subject, subject, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_only(names), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server(
    key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, issuer: x509.Name, names: list[ServerName], now: datetime
) -> x509.Certificate:
    return (
        _begun(_called(str(names[0])), issuer, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - _BACK).not_valid_after(now - _BACK + LIFE)


def _only(names: list[ServerName]) -> x509.NameConstraints:
    """These names; and where no address is among them, no address at all."""
    addresses = [name for name in names if not isinstance(name, str)]
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in names if isinstance(name, str)]
    permitted += [x509.IPAddress(ip_network(address)) for address in addresses]
    kinds = {address.version for address in addresses}
    excluded = [x509.IPAddress(network) for network in _EVERY_ADDRESS if network.version not in kinds]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=excluded or None)


def _general(name: ServerName) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)


def _usage(**used: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: used.get(name, False) for name in _USES})


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
