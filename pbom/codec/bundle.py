"""Sigstore bundles, version 0.3: the one form of everything signed on disk."""

import hashlib
from dataclasses import replace

from pbom.codec.certified import read_certified
from pbom.codec.dsse import IN_TOTO, read_envelope, write_envelope
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import FormatError
from pbom.model.digest import Digest
from pbom.model.envelope import Envelope, Signature

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MAX_BUNDLE = 96 * 1024 * 1024
MAX_MARKS = 100_000
"""Of each mark that makes values in JSON; ours have some fifty, for base64 has none.

Nobody has signed what is parsed here: 90 kB of archive could be 90 MB of ``[],[],`` and 5 GB in
memory.
"""
_MARKS = (b",", b'"', b"[", b"{")
_MATERIAL = ("publicKey", "certificate", "x509CertificateChain")


def bundle_digest(data: bytes) -> Digest:
    """The name of a bundle: SHA-256 of its bytes as received."""
    return Digest("sha256", hashlib.sha256(data).hexdigest())


def write_bundle(payload: bytes, signature: Signature) -> bytes:
    """A bundle around an in-toto statement, with ``publicKey.hint`` and one line end."""
    document: dict[str, Json] = {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": {"publicKey": {"hint": signature.hint}},
        "dsseEnvelope": write_envelope(IN_TOTO, payload, signature),
    }
    return write_json(document) + b"\n"


def read_bundle(data: bytes) -> Envelope:
    """The envelope of a bundle, signed with a key or by the holder of a certificate.

    Raises:
        FormatError: The bytes are not a bundle of version 0.3 with a public key hint or a
            certificate.
    """
    digest = bundle_digest(data)
    if any(data.count(mark) > MAX_MARKS for mark in _MARKS):
        raise FormatError(f"more than {MAX_MARKS:,} values")
    root = Fields(read_json(data, max_bytes=MAX_BUNDLE))
    media_type = root.text("mediaType")
    if media_type != MEDIA_TYPE:
        raise root.error("mediaType", f"expected {MEDIA_TYPE}, found {media_type!r}"[:300])
    material = root.table("verificationMaterial")
    envelope = read_envelope(root.table("dsseEnvelope"), digest)
    root.close()
    present = [kind for kind in _MATERIAL if kind in material]
    if present == ["certificate"]:
        return replace(envelope, certified=read_certified(material, envelope, data))
    if present != ["publicKey"]:
        raise FormatError(
            f"expected publicKey or certificate alone, found {', '.join(present) or 'nothing'}",
            place=material.place,
        )
    return _with_hint(envelope, material, root.place)


def _with_hint(envelope: Envelope, material: Fields, place: str) -> Envelope:
    public_key = material.table("publicKey")
    hint = public_key.text("hint", "")
    public_key.close()
    material.sequence("tlogEntries")
    material.table_or_none("timestampVerificationData")
    material.close()
    if any(item.hint and hint and item.hint != hint for item in envelope.signatures):
        raise FormatError("the envelope and the bundle hint at different keys", place=place)
    hinted = (replace(item, hint=item.hint or hint) for item in envelope.signatures)
    return replace(envelope, signatures=tuple(hinted))
