"""Certificates as Fulcio makes them: whom they name, and what else they say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pbom.errors import FormatError
from pbom.model.certificate import Certificate, Claim

if TYPE_CHECKING:
    from cryptography import x509

_ARC = "1.3.6.1.4.1.57264.1."
_OLD_ISSUER, _USER_NAME, _ISSUER = f"{_ARC}1", f"{_ARC}7", f"{_ARC}8"
_CLAIMS: dict[str, Claim] = {
    f"{_ARC}9": "build-signer",
    f"{_ARC}10": "build-signer-digest",
    f"{_ARC}11": "runner",
    f"{_ARC}12": "repository",
    f"{_ARC}13": "commit",
    f"{_ARC}14": "ref",
    f"{_ARC}15": "repository-id",
    f"{_ARC}16": "owner",
    f"{_ARC}17": "owner-id",
    f"{_ARC}18": "workflow",
    f"{_ARC}19": "workflow-digest",
    f"{_ARC}20": "trigger",
    f"{_ARC}21": "run",
    f"{_ARC}22": "visibility",
}
"""https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md; the older ones are repeated."""
_UTF8, _SHORT, _WIDEST = 0x0C, 0x80, 2


def read_certificate(der: bytes) -> Certificate:
    """What a certificate says; that it says so is not checked here.

    Raises:
        FormatError: It is no certificate, names nobody or several, or has no single issuer.
    """
    certificate = _open(der)
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    try:
        found = {item.oid.dotted_string: item.value for item in certificate.extensions}
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension) as error:
        raise FormatError(f"the certificate names nobody: {error}"[:200]) from error
    subjects = list(_subjects(names))
    if len(subjects) != 1:
        raise FormatError(f"the certificate names {len(subjects)} holders, expected one")
    values = {
        oid: value.value
        for oid, value in found.items()
        if isinstance(value, x509.UnrecognizedExtension)
    }
    claims = sorted((name, _text(values[oid])) for oid, name in _CLAIMS.items() if oid in values)
    return Certificate(subject=subjects[0], issuer=_issuer(values), claims=tuple(claims))


def logged_at(der: bytes) -> datetime:
    """When a certificate was shown to a log of certificates, as it says itself.

    Raises:
        FormatError: It does not say that exactly once.
    """
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    try:
        kind = x509.PrecertificateSignedCertificateTimestamps
        stamps = list(_open(der).extensions.get_extension_for_class(kind).value)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension) as error:
        raise FormatError("the certificate was shown to no log of certificates") from error
    if len(stamps) != 1:
        raise FormatError(f"the certificate has {len(stamps)} log timestamps, expected one")
    moment: datetime = stamps[0].timestamp
    return moment.replace(tzinfo=UTC)


def _open(der: bytes) -> "x509.Certificate":
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise FormatError("not a certificate in DER") from error


def _subjects(names: "x509.SubjectAlternativeName") -> Iterator[str]:
    from cryptography import x509  # noqa: PLC0415 - 20 ms

    for name in names:
        if isinstance(name, x509.UniformResourceIdentifier | x509.RFC822Name):
            yield name.value
        elif isinstance(name, x509.OtherName) and name.type_id.dotted_string == _USER_NAME:
            yield _text(name.value)
        else:
            raise FormatError("the certificate names its holder in an unknown way")


def _issuer(values: dict[str, bytes]) -> str:
    """The issuer; the older extension has it as bare bytes, and both must agree."""
    said = {_text(values[_ISSUER])} if _ISSUER in values else set()
    if _OLD_ISSUER in values:
        said.add(_decoded(values[_OLD_ISSUER]))
    if len(said) != 1:
        raise FormatError(f"the certificate names {len(said)} issuers, expected one")
    return said.pop()


def _text(der: bytes) -> str:
    """A DER UTF8String that is nothing else."""
    if len(der) > 1 and der[0] == _UTF8:
        if der[1] < _SHORT and len(der) == der[1] + 2:
            return _decoded(der[2:])
        width = der[1] - _SHORT
        size = int.from_bytes(der[2 : 2 + width])
        if 1 <= width <= _WIDEST and size >= _SHORT and len(der) == 2 + width + size:
            return _decoded(der[2 + width :])
    raise FormatError("the certificate has a text that is not a UTF8String")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("the certificate has a text that is not UTF-8") from error
