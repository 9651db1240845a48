"""Small things that several parts need."""

import base64
import json
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

EcKey = ec.EllipticCurvePrivateKey


class RefusedError(Exception):
    """What a client sent is not right; the text is told to it."""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
