"""A certificate authority for holders of tokens, with a log of certificates."""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from tests.sigstore_double.merkle import Tree
from tests.sigstore_double.oidc import Provider
from tests.sigstore_double.parts import EcKey, RefusedError, der, now, spki

SCT_LIST = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ARC = "1.3.6.1.4.1.57264.1."


class CtLog:
    """A log of certificates: its word is a signature over the certificate to come."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.tree = Tree()

    @property
    def id(self) -> bytes:
        return hashlib.sha256(spki(self.key.public_key())).digest()

    def promise(self, tbs: bytes, issuer: ec.EllipticCurvePublicKey) -> bytes:
        """A list with one signed certificate timestamp (RFC 6962 section 3.3)."""
        at = int(now().timestamp() * 1000)
        entry = hashlib.sha256(spki(issuer)).digest() + len(tbs).to_bytes(3) + tbs
        self.tree.append(entry)
        signed = self.key.sign(
            struct.pack("!BBQH", 0, 0, at, 1) + entry + b"\0\0", ec.ECDSA(SHA256())
        )
        sct = struct.pack("!B32sQHBBH", 0, self.id, at, 0, 4, 3, len(signed)) + signed
        return struct.pack("!HH", len(sct) + 2, len(sct)) + sct


class Fulcio:
    """Its root signs an intermediate, and that one certificates for ten minutes."""

    def __init__(self, provider: Provider, log: CtLog, lifetime: int = 600) -> None:
        self.provider, self.log, self.lifetime = provider, log, timedelta(seconds=lifetime)
        self.root_key, self._key = make_key(), make_key()
        self.root = authority("root", self.root_key, None)
        self.intermediate = authority("intermediate", self._key, (self.root, self.root_key))
        self.issued: list[x509.Certificate] = []

    def issue(self, token: str, request: bytes) -> list[x509.Certificate]:
        claims = self.provider.claims_of(token)
        csr = x509.load_pem_x509_csr(request)
        if not csr.is_signature_valid:
            raise RefusedError("the request is not signed by its own key")
        leaf = self._sign(csr.public_key(), claims)
        self.issued.append(leaf)
        return [leaf, self.intermediate, self.root]

    def _sign(self, key: object, claims: Mapping[str, object]) -> x509.Certificate:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise RefusedError("an ECDSA key is expected")
        start = now()
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.intermediate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + self.lifetime)
            .add_extension(usage(ca=False), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
            .add_extension(x509.SubjectAlternativeName([_holder(claims)]), critical=True)
        )
        for number, value in _extensions(claims):
            builder = builder.add_extension(
                x509.UnrecognizedExtension(ObjectIdentifier(f"{ARC}{number}"), value),
                critical=False,
            )
        draft = builder.sign(self._key, SHA256())
        promise = self.log.promise(draft.tbs_certificate_bytes, self._key.public_key())
        return builder.add_extension(
            x509.UnrecognizedExtension(SCT_LIST, _der(4, promise)), critical=False
        ).sign(self._key, SHA256())


def make_key() -> EcKey:
    return ec.generate_private_key(ec.SECP256R1())


def authority(
    name: str, key: EcKey, issuer: tuple[x509.Certificate, EcKey] | None
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"double {name}")])
    signer = issuer[1] if issuer else key
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=400))
        .not_valid_after(now() + timedelta(days=4000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage(ca=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, SHA256())
    )


def usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(der(certificate)).hexdigest()


def _holder(claims: Mapping[str, object]) -> x509.GeneralName:
    if "email" in claims:
        return x509.RFC822Name(str(claims["email"]))
    return x509.UniformResourceIdentifier(f"https://github.com/{claims['job_workflow_ref']}")


def _extensions(claims: Mapping[str, object]) -> Iterator[tuple[int, bytes]]:
    issuer = str(claims["iss"])
    yield 1, issuer.encode()
    yield 8, _utf8(issuer)
    if "email" in claims:
        return
    forge = "https://github.com/"
    run = f"{claims['repository']}/actions/runs/{claims['run_id']}/attempts/{claims['run_attempt']}"
    values = {
        9: f"{forge}{claims['job_workflow_ref']}",
        10: claims["job_workflow_sha"],
        11: claims["runner_environment"],
        12: f"{forge}{claims['repository']}",
        13: claims["sha"],
        14: claims["ref"],
        15: claims["repository_id"],
        16: f"{forge}{claims['repository_owner']}",
        17: claims["repository_owner_id"],
        18: f"{forge}{claims['workflow_ref']}",
        19: claims["workflow_sha"],
        20: claims["event_name"],
        21: f"{forge}{run}",
        22: claims["repository_visibility"],
    }
    yield from ((number, _utf8(str(value))) for number, value in values.items())


def _utf8(text: str) -> bytes:
    return _der(12, text.encode())


def _der(tag: int, data: bytes) -> bytes:
    """A value of up to 255 bytes."""
    size = bytes([len(data)]) if len(data) < 128 else b"\x81" + bytes([len(data)])
    return bytes([tag]) + size + data
