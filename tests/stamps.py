"""A time stamping authority whose clock is set by hand, and which does wrong when it is told to.

It is a double, for times that are not now; real ``openssl ts`` is in ``tests/authority.py``, and
both are judged by independent verifiers.
"""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.der import (
    CONTEXT_0,
    GENERALIZED_TIME,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    write_element,
    write_integer,
)
from pbom.codec.time_authority import read_authority
from pbom.model.timestamp import TimeAuthority
from tests.edits import Edit, Table, edit_json

SHA_256 = write_element(SEQUENCE, write_element(OID, bytes.fromhex("608648016503040201")))
ECDSA = write_element(SEQUENCE, write_element(OID, bytes.fromhex("2a8648ce3d040302")))
SIGNED_DATA, TST_INFO = "2a864886f70d010702", "2a864886f70d0109100104"
CONTENT_TYPE, MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
SIGNING_CERTIFICATE = "2a864886f70d010910022f"


def oid(hexadecimal: str) -> bytes:
    """An object identifier."""
    return write_element(OID, bytes.fromhex(hexadecimal))


class Clock(Struct, frozen=True, kw_only=True):
    """An authority with its clock.

    Attributes:
        name: Its name; the certificate follows from it, and lasts from 2020 to 2040.
        at: What its clock shows.
        bag: Certificates that it sends along, where not its own.
        claimed: The certificate that it says it signs with, where not its own.
    """

    name: str
    at: datetime
    bag: tuple[bytes, ...] | None = None
    claimed: bytes | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate that it signs with."""
        return _made(self.name)[1]

    @property
    def der(self) -> bytes:
        """The same in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> str:
        """The same as a policy has it."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def pinned(self) -> TimeAuthority:
        """Itself as a policy knows it."""
        return read_authority(self.name, self.pem)

    def showing(self, at: datetime) -> Self:
        """The same at another time."""
        return replace(self, at=at)

    def stamp(self, message: bytes) -> bytes:
        """A response about these bytes."""
        body = self._info(message)
        attributes = self._attributes(body)
        signature = _made(self.name)[0].sign(write_element(SET, attributes), ec.ECDSA(SHA256()))
        issuer = write_element(
            SEQUENCE,
            self.certificate.issuer.public_bytes(),
            write_integer(self.certificate.serial_number),
        )
        signer = write_element(
            SEQUENCE,
            write_integer(1),
            issuer,
            SHA_256,
            write_element(CONTEXT_0, attributes),
            ECDSA,
            write_element(OCTETS, signature),
        )
        content = write_element(CONTEXT_0, write_element(OCTETS, body))
        bag = (self.der,) if self.bag is None else self.bag
        signed = write_element(
            SEQUENCE,
            write_integer(3),
            write_element(SET, SHA_256),
            write_element(SEQUENCE, oid(TST_INFO), content),
            *((write_element(CONTEXT_0, *bag),) if bag else ()),
            write_element(SET, signer),
        )
        token = write_element(SEQUENCE, oid(SIGNED_DATA), write_element(CONTEXT_0, signed))
        return write_element(SEQUENCE, write_element(SEQUENCE, write_integer(0)), token)

    def _info(self, message: bytes) -> bytes:
        imprint = write_element(OCTETS, hashlib.sha256(message).digest())
        return write_element(
            SEQUENCE,
            write_integer(1),
            oid("2a0304"),
            write_element(SEQUENCE, SHA_256, imprint),
            write_integer(7),
            write_element(GENERALIZED_TIME, f"{self.at:%Y%m%d%H%M%SZ}".encode()),
        )

    def _attributes(self, body: bytes) -> bytes:
        named = hashlib.sha256(self.claimed or self.der).digest()
        certificates = write_element(SEQUENCE, write_element(OCTETS, named))
        values = {
            CONTENT_TYPE: oid(TST_INFO),
            MESSAGE_DIGEST: write_element(OCTETS, hashlib.sha256(body).digest()),
            SIGNING_CERTIFICATE: write_element(SEQUENCE, write_element(SEQUENCE, certificates)),
        }
        return b"".join(
            sorted(
                write_element(SEQUENCE, oid(name), write_element(SET, value))
                for name, value in values.items()
            )
        )


def stamped(*clocks: Clock) -> Edit:
    """An edit of a bundle: these authorities have seen its signature, in this order."""

    def change(bundle: Table) -> None:
        (signature,) = bundle["dsseEnvelope"]["signatures"]
        value = base64.b64decode(signature["sig"])
        with_stamps([clock.stamp(value) for clock in clocks], bundle)

    return edit_json(change)


def with_stamps(responses: list[bytes], bundle: Table) -> None:
    """Put these responses, and no others, into a bundle."""
    bundle["verificationMaterial"]["timestampVerificationData"] = {
        "rfc3161Timestamps": [
            {"signedTimestamp": base64.b64encode(item).decode()} for item in responses
        ]
    }


@lru_cache
def _made(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=7305))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, SHA256())
    )
    return key, certificate
