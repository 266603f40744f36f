"""What the browser seals and signs the server opens and verifies, and back: byte for byte the same contract in both languages."""

from sync.encoding import b64, sha256, unb64
from sync.sealing import new_key, open_sealed, public_bytes, seal, sign, verifies
from sync.wire import Place, author_claim, body_info, device_claim
from tests.browser_core.phone import NodePhone

HEADER = b'{"v":1,"kind":"submission"}'
BODY = b"enc and ciphertext"


def test_python_opens_what_the_browser_seals(lone_phone: NodePhone) -> None:
    key = new_key()
    sealed = lone_phone.do("seal", recipient=b64(public_bytes(key)), info=b64(body_info(HEADER)), text="she said: “später” 👩‍🚒")
    assert open_sealed(key, body_info(HEADER), unb64(sealed)).decode() == "she said: “später” 👩‍🚒"


def test_the_browser_opens_what_python_seals(lone_phone: NodePhone) -> None:
    recipient = unb64(lone_phone.do("public_keys")["sealing"])
    sealed = seal(recipient, b"info", b"what the officer saw")
    assert unb64(lone_phone.do("open", info=b64(b"info"), sealed=b64(sealed))) == b"what the officer saw"


def test_neither_opens_under_another_info(lone_phone: NodePhone) -> None:
    recipient = unb64(lone_phone.do("public_keys")["sealing"])
    assert lone_phone.do("open", info=b64(b"other"), sealed=b64(seal(recipient, b"info", b"words"))) is None


def test_python_verifies_what_the_browser_signs(lone_phone: NodePhone) -> None:
    signature = unb64(lone_phone.do("sign", claim=b64(b"claim")))
    key = unb64(lone_phone.do("public_keys")["signing"])
    assert len(signature) == 64
    assert verifies(key, signature, b"claim")
    assert not verifies(key, signature, b"another")


def test_the_browser_verifies_what_python_signs(lone_phone: NodePhone) -> None:
    key = new_key()
    given = {"key": b64(public_bytes(key)), "signature": b64(sign(key, b"claim"))}
    assert lone_phone.do("verify", claim=b64(b"claim"), **given) is True
    assert lone_phone.do("verify", claim=b64(b"another"), **given) is False


def test_both_sign_and_bind_the_same_bytes(lone_phone: NodePhone) -> None:
    place = Place(epoch=2, sequence=2**40 + 7)
    claims = lone_phone.do("claims", header=b64(HEADER), body=b64(BODY), epoch=place.epoch, sequence=place.sequence)
    assert unb64(claims["device"]) == device_claim(HEADER, place, sha256(BODY))
    assert unb64(claims["author"]) == author_claim(HEADER, sha256(BODY))
    assert unb64(claims["info"]) == body_info(HEADER)
