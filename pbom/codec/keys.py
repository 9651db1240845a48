"""Keys in PEM, checked for strength when they are read."""

from typing import TYPE_CHECKING

from pbom.errors import FormatError
from pbom.model.key import PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


def read_public_key(pem: str, place: str = "$") -> PublicKey:
    """The public key of a PEM text: SubjectPublicKeyInfo, ECDSA on P-256.

    Raises:
        FormatError: It is not such a key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(pem.encode("utf-8"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FormatError("not a public key in PEM", place=place) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise FormatError(
            f"weak or unsupported key, expected ECDSA on P-256, found {_kind(key)}", place=place
        )
    return of_public_key(key)


def of_public_key(key: "EllipticCurvePublicKey") -> PublicKey:
    """The noun for a key of the cryptography library."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    return PublicKey(
        "ecdsa-p256", key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )


def write_public_key(key: PublicKey) -> str:
    """The key in PEM."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
        load_der_public_key,
    )

    pem = load_der_public_key(key.spki).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode("ascii")


def verifies(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether a signature (ECDSA with SHA-256, DER) over a message is by this key."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    opened = load_der_public_key(key.spki)
    if not isinstance(opened, ec.EllipticCurvePublicKey):
        return False
    try:
        opened.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _kind(key: object) -> str:
    name = type(key).__name__.removesuffix("PublicKey")
    size = getattr(key, "key_size", None)
    return f"{name} with {size} bits" if size else name
