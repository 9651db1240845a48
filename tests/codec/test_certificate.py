"""Certificates: whom they name, and what they say; one name, one issuer, plain text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from pbom.codec.certificate import logged_at, read_certificate
from pbom.errors import FormatError

ARC = "1.3.6.1.4.1.57264.1."
URI = x509.UniformResourceIdentifier("https://ci.example.org/job")
MAIL = x509.RFC822Name("ada@example.org")
ISSUER = "https://issuer.example.org"


def utf8(text: str) -> bytes:
    data = text.encode()
    size = len(data).to_bytes(1) if len(data) < 128 else b"\x82" + len(data).to_bytes(2)
    return b"\x0c" + size + data


OLD, NEW = (1, ISSUER.encode()), (8, utf8(ISSUER))


def made(names: Sequence[x509.GeneralName], *extensions: tuple[int, bytes]) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(x509.Name([]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(minutes=10))
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=True)
    for number, value in extensions:
        oid = ObjectIdentifier(f"{ARC}{number}")
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, value), critical=False)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def test_the_holder_and_the_issuer() -> None:
    for extensions in ((OLD,), (NEW,), (OLD, NEW)):
        found = read_certificate(made([URI], *extensions))
        assert (found.subject, found.issuer, found.claims) == (URI.value, ISSUER, ())


def test_holders_of_other_kinds() -> None:
    user = x509.OtherName(ObjectIdentifier(f"{ARC}7"), utf8("ada"))
    assert read_certificate(made([MAIL], NEW)).subject == "ada@example.org"
    assert read_certificate(made([user], NEW)).subject == "ada"


def test_claims_however_long() -> None:
    long = "x" * 300
    found = read_certificate(made([URI], NEW, (15, utf8("1001")), (14, utf8(long))))
    assert found.claim("repository-id") == "1001"
    assert found.claim("ref") == long
    assert found.claim("owner-id") == ""


@pytest.mark.parametrize(
    ("names", "extensions"),
    [
        ([], [NEW]),
        ([URI, MAIL], [NEW]),
        ([x509.DNSName("example.org")], [NEW]),
        ([x509.OtherName(ObjectIdentifier("1.2.3"), utf8("ada"))], [NEW]),
        ([URI], []),
        ([URI], [OLD, (8, utf8(ISSUER + "/"))]),
        ([URI], [(8, b"")]),
        ([URI], [(8, b"\x0c")]),
        ([URI], [(8, utf8(ISSUER) + b"x")]),
        ([URI], [(8, utf8(ISSUER)[:-1])]),
        ([URI], [(8, b"\x13" + utf8(ISSUER)[1:])]),
        ([URI], [(8, b"\x0c\x81\x05abcde")]),
        ([URI], [(8, b"\x0c\x80abc")]),
        ([URI], [(8, b"\x0c\x02\xff\xff")]),
        ([URI], [(1, b"\xff")]),
        ([URI], [NEW, (15, b"1001")]),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(
    names: list[x509.GeneralName], extensions: list[tuple[int, bytes]]
) -> None:
    with pytest.raises(FormatError):
        read_certificate(made(names, *extensions))


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"-----BEGIN CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused(der: bytes) -> None:
    with pytest.raises(FormatError):
        read_certificate(der)


def test_one_that_no_log_was_shown_has_no_time() -> None:
    with pytest.raises(FormatError, match="shown to no log"):
        logged_at(made([URI], NEW))
