"""Keys by name: the private half follows from the name, so that every run signs equal bytes."""

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from pbom.codec.keys import of_public_key, write_public_key
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (SEC 2, section 2.4.2)."""


class Hand:
    """A signer whose key everybody could compute from its name; good for nothing but tests."""

    def __init__(self, name: str) -> None:
        number = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")
        self._key = ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())
        self.public_key: PublicKey = of_public_key(self._key.public_key())

    @property
    def pem(self) -> str:
        """The public half, as a policy has it."""
        return write_public_key(self.public_key)

    def sign(self, message: bytes) -> Signature:
        """ECDSA with SHA-256 and the nonce of RFC 6979."""
        value = self._key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
        return Signature(hint=self.public_key.hint, value=value)


@lru_cache
def hand(name: str) -> Hand:
    """The signer of that name."""
    return Hand(name)


def compressed(text: str) -> str:
    """The same key on P-256 with its point in the short form (SEC 1, section 2.3.3), in PEM."""
    key = load_pem_public_key(text.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    point = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    head = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    body = base64.b64encode(head + point).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def twin(signature: bytes) -> bytes:
    """The other signature, (r, n - s), that is as good: ECDSA signatures are malleable."""
    from cryptography.hazmat.primitives.asymmetric.utils import (  # noqa: PLC0415
        decode_dss_signature,
        encode_dss_signature,
    )

    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, _ORDER - s)
