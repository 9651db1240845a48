"""Sigstore bundles of every version and kind, as other tools write them.

Evidence of ours is in bundles of one version around a statement (``bundle``). These are read for
those who ask about a file and a bundle of somebody else's: the conformance suite of Sigstore.
"""

from msgspec import Struct

from pbom.codec.base64_strict import read_base64
from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.codec.certified import read_der, read_proofs, read_timestamps
from pbom.codec.dsse import pae, read_envelope
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.errors import FormatError
from pbom.model.envelope import Certified, Envelope

_CHAINED = (
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
)
_SINGLE = (
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
)
_SHA256 = "SHA2_256"


class AnyBundle(Struct, frozen=True, kw_only=True):
    """A bundle of which nothing was checked.

    Attributes:
        certified: Certificate and document; ``None`` where a key signed.
        envelope: Where a statement was signed; ``None`` where a file was.
        signature: The signature's bytes.
        claimed: The digest of the file as the bundle has it; empty where it has none.
        document: The bundle as received.
    """

    certified: Certified | None
    envelope: Envelope | None
    signature: bytes
    claimed: bytes
    document: bytes

    def message(self, artifact: bytes) -> bytes:
        """What was signed, if it is about an artifact with these bytes."""
        if self.envelope is None:
            return artifact
        return pae(self.envelope.payload_type, self.envelope.payload)


def read_any_bundle(data: bytes) -> AnyBundle:
    """The bundle, read as strictly as ours.

    Raises:
        FormatError: It is of no known version, or something in it is missing or unknown.
    """
    root = Fields(read_json(data, max_bytes=MAX_BUNDLE))
    media_type = root.text("mediaType")
    if media_type not in (*_CHAINED, *_SINGLE):
        raise root.error("mediaType", f"no bundle of a known version: {media_type!r}"[:300])
    material = root.table("verificationMaterial")
    der = _certificate(material, media_type)
    if der or material.sequence("tlogEntries"):
        read_proofs(material)
    else:  # a key needs no log
        read_timestamps(material)
    envelope = root.table_or_none("dsseEnvelope")
    message = root.table_or_none("messageSignature")
    root.close()
    if (envelope is None) == (message is None):
        raise FormatError("expected an envelope or a message signature")
    certified = Certified(certificate=der, document=data) if der else None
    if envelope is not None:
        read = read_envelope(envelope, bundle_digest(data))
        if len(read.signatures) != 1:
            raise FormatError(f"expected one signature, found {len(read.signatures)}")
        return AnyBundle(
            certified=certified,
            envelope=read,
            signature=read.signatures[0].value,
            claimed=b"",
            document=data,
        )
    signature, claimed = _message(root.table("messageSignature"))
    return AnyBundle(
        certified=certified, envelope=None, signature=signature, claimed=claimed, document=data
    )


def _certificate(material: Fields, media_type: str) -> bytes:
    """The certificate in DER; empty where there is a hint of a key instead."""
    present = [
        kind for kind in ("publicKey", "certificate", "x509CertificateChain") if kind in material
    ]
    if len(present) != 1:
        raise material.error("certificate", f"expected one of three kinds, found {len(present)}")
    if present == ["publicKey"]:
        key = material.table("publicKey")
        key.text("hint", "")
        key.close()
        return b""
    if (present == ["certificate"]) != (media_type in _SINGLE):
        raise material.error(present[0], f"has no place in {media_type}")
    if present == ["certificate"]:
        return read_der(material.table("certificate"))
    chain = material.table("x509CertificateChain")
    certificates = [read_der(item) for item in chain.tables("certificates", required=True)]
    chain.close()
    if len(certificates) != 1:  # others would be looked at by nobody, or believed
        raise material.error("x509CertificateChain", f"has {len(certificates)} certificates")
    return certificates[0]


def _message(message: Fields) -> tuple[bytes, bytes]:
    digest = message.table_or_none("messageDigest")
    claimed = b""
    if digest is not None:
        if digest.text("algorithm") != _SHA256:
            raise digest.error("algorithm", f"expected {_SHA256}")
        claimed = read_base64(digest.text("digest"), digest.path("digest"))
        digest.close()
    signature = read_base64(message.text("signature"), message.path("signature"))
    message.close()
    return signature, claimed
