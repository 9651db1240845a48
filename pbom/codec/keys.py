"""Keys in PEM, checked for strength when they are read."""

from typing import TYPE_CHECKING, cast

from pbom.errors import FormatError
from pbom.model.key import KeyKind, PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        ECDSA,
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

    VerifyingKey = EllipticCurvePublicKey | Ed25519PublicKey
    SigningKey = EllipticCurvePrivateKey | Ed25519PrivateKey

STRONG = "ECDSA on P-256 or P-384, or Ed25519"


def read_public_key(pem: str, place: str = "$") -> PublicKey:
    """The public key of a PEM text: SubjectPublicKeyInfo, of a kind that is strong.

    The same key in another encoding, such as with its point compressed, is the same key.

    Raises:
        FormatError: It is not such a key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(pem.encode("utf-8"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FormatError("not a public key in PEM", place=place) from error
    if kind_of(key) is None:
        raise FormatError(
            f"weak or unsupported key, expected {STRONG}, found {_kind(key)}", place=place
        )
    return of_public_key(cast("VerifyingKey", key))


def kind_of(key: object) -> KeyKind | None:
    """What a key of the cryptography library can verify; ``None`` for none that counts."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415 - 20 ms

    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519"
    if isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, ec.SECP256R1):
            return "ecdsa-p256"
        if isinstance(key.curve, ec.SECP384R1):
            return "ecdsa-p384"
    return None


def of_public_key(key: "VerifyingKey") -> PublicKey:
    """The noun for a key of the cryptography library.

    Raises:
        FormatError: It is of no kind that counts.
    """
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    kind = kind_of(key)
    if kind is None:
        raise FormatError(f"weak or unsupported key, expected {STRONG}, found {_kind(key)}")
    return PublicKey(kind, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


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
    """Whether a signature over a message is by this key; one of ECDSA is in DER."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    opened = load_der_public_key(key.spki)
    try:
        if isinstance(opened, ed25519.Ed25519PublicKey) and key.kind == "ed25519":
            opened.verify(signature, message)
            return True
        if isinstance(opened, ec.EllipticCurvePublicKey) and key.kind != "ed25519":
            opened.verify(signature, message, _ecdsa(key.kind))
            return True
    except InvalidSignature:
        return False
    return False


def sign_with(key: "SigningKey", message: bytes) -> bytes:
    """A signature over a message, as ``verifies`` expects it.

    Raises:
        FormatError: The key is of no kind that counts.
    """
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - 20 ms

    kind = of_public_key(key.public_key()).kind
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    return key.sign(message, _ecdsa(kind))


def _ecdsa(kind: KeyKind) -> "ECDSA":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.hashes import SHA256, SHA384  # noqa: PLC0415

    return ec.ECDSA(SHA384() if kind == "ecdsa-p384" else SHA256())


def _kind(key: object) -> str:
    name = type(key).__name__.removesuffix("PublicKey")
    size = getattr(key, "key_size", None)
    return f"{name} with {size} bits" if size else name
