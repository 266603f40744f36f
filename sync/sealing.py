"""Sealing and signing: HPKE to a P-256 key, ECDSA P-256 with SHA-256 as r ‖ s (docs/wire.md, Encoding).

Keys come in as values; nothing here reads a file, a clock or a table.
Public: seal, open_sealed, open_content, sign, verifies, new_key, public_bytes, key_id, NotOpened.
Sources: RFC 9180 (base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM); FIPS 186-5 for ECDSA.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.encoding import b64, sha256

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ECDSA = ec.ECDSA(hashes.SHA256())


class NotOpened(Exception):
    """Sealed bytes that this key and info do not open. Likely cause: damage, another key, or a header that was changed."""


def new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def seal(public_key: bytes, info: bytes, plaintext: bytes) -> bytes:
    """enc (65 bytes) ‖ ciphertext, for the holder of the uncompressed point `public_key`."""
    return _SUITE.encrypt(plaintext, _point(public_key), info)


def open_sealed(private_key: PrivateKey, info: bytes, sealed: bytes) -> bytes:
    """The plaintext, or NotOpened."""
    try:
        return _SUITE.decrypt(sealed, private_key, info)
    except (InvalidTag, ValueError) as problem:
        raise NotOpened from problem


def open_content(key: bytes, nonce: bytes, bound: bytes, sealed: bytes) -> bytes:
    """The plaintext under a symmetric key (AES-256-GCM), or NotOpened."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as problem:
        raise NotOpened from problem


def sign(private_key: PrivateKey, claim: bytes) -> bytes:
    """64 bytes, r ‖ s."""
    r, s = decode_dss_signature(private_key.sign(claim, _ECDSA))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@lru_cache(maxsize=1024)
def verifies(public_key: bytes, signature: bytes, claim: bytes) -> bool:
    """Whether the holder of the uncompressed point `public_key` signed `claim`."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _point(public_key).verify(encode_dss_signature(r, s), claim, _ECDSA)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_bytes(private_key: PrivateKey) -> bytes:
    """The uncompressed point, 65 bytes."""
    return private_key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def key_id(public_key: bytes) -> str:
    """A short name for a public key: base64url of the first 8 bytes of its SHA-256."""
    return b64(sha256(public_key)[:8])


@lru_cache(maxsize=1024)
def _point(public_key: bytes) -> PublicKey:
    """Parsing a point costs as much as a verification: the same devices come again and again."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
