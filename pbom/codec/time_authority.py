"""Time stamping authorities: the certificate that a policy pins, and what it vouches for."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pbom.codec.timestamp import read_response
from pbom.errors import FormatError
from pbom.model.timestamp import TimeAuthority

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

_RSA = bytes.fromhex("2a864886f70d010101")
_RSA_WITH = {
    bytes.fromhex("2a864886f70d01010b"): "sha256",
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
}
_ECDSA_WITH = {
    bytes.fromhex("2a8648ce3d040302"): "sha256",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}
_ED25519 = bytes.fromhex("2b6570")
_MIN_RSA = 2048
_PURPOSE = "1.3.6.1.5.5.7.3.8"
"""Of a certificate that is for time stamping (RFC 3161, section 2.3)."""


def read_authority(name: str, pem: str, place: str = "$") -> TimeAuthority:
    """The authority that signs with a certificate in PEM.

    Raises:
        FormatError: It is not one certificate, it is not for time stamping alone, or its key is
            weak.
    """
    from cryptography import x509  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    try:
        found = x509.load_pem_x509_certificates(pem.encode("utf-8"))
    except ValueError as error:
        raise FormatError("not a certificate in PEM", place=place) from error
    if len(found) != 1:
        raise FormatError(
            f"expected the certificate that signs, and no other; found {len(found)}", place=place
        )
    problem = _unfit(found[0])
    if problem:
        raise FormatError(problem, place=place)
    return TimeAuthority(name=name, certificate=found[0].public_bytes(Encoding.DER))


def time_of(response: bytes, message: bytes, authority: TimeAuthority) -> datetime:
    """When an authority saw these very bytes, by its own signature.

    Raises:
        FormatError: It did not say that.
    """
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    token = read_response(response)
    if not token.is_over(message):
        raise FormatError("the timestamp is of something else")
    certificate = x509.load_der_x509_certificate(authority.certificate)
    holds = token.claims(authority.certificate) and _verifies(
        certificate, (token.algorithm, token.digest), token.signature, token.signed
    )
    if not holds:
        raise FormatError(f"the timestamp is not signed by {authority.name}")
    at = token.stamped.at
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise FormatError(f"the timestamp is outside the dates of {authority.name}'s certificate")
    return at


def _unfit(certificate: "x509.Certificate") -> str:
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return "the certificate is not one for time stamping"
    if not purposes.critical or [item.dotted_string for item in purposes.value] != [_PURPOSE]:
        return "the certificate is not one for time stamping alone"
    return _weak(certificate)


def _weak(certificate: "x509.Certificate") -> str:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415

    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "the certificate has a key of an unknown kind"
    curves = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
    strong = (
        isinstance(key, ed25519.Ed25519PublicKey)
        or (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, curves))
        or (isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA)
    )
    return "" if strong else "the certificate has a weak or unsupported key"


def _verifies(
    certificate: "x509.Certificate",
    how: tuple[bytes, str],
    signature: bytes,
    message: bytes,
) -> bool:
    """Whether a signature over a message is by a certificate's key; ``how`` it was made."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415
        ec,
        ed25519,
        padding,
        rsa,
    )

    algorithm, digest = how
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if algorithm != _RSA and _RSA_WITH.get(algorithm) != digest:
                return False
            key.verify(signature, message, padding.PKCS1v15(), _hash(digest))
        elif isinstance(key, ec.EllipticCurvePublicKey):
            if _ECDSA_WITH.get(algorithm) != digest:
                return False
            key.verify(signature, message, ec.ECDSA(_hash(digest)))
        elif isinstance(key, ed25519.Ed25519PublicKey) and algorithm == _ED25519:
            key.verify(signature, message)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _hash(name: str) -> "hashes.HashAlgorithm":
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - 20 ms

    found: dict[str, Callable[[], hashes.HashAlgorithm]] = {
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    return found[name]()
