"""Sigstore bundles, version 0.3: the one form of everything signed on disk."""

import hashlib
from dataclasses import replace

from pbom.codec.base64_strict import read_base64, write_base64
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
MAX_TIMESTAMPS = 8
MAX_TIMESTAMP = 64 * 1024
"""One with its certificates has a few thousand bytes."""
_MATERIAL = ("publicKey", "certificate", "x509CertificateChain")


def bundle_digest(data: bytes) -> Digest:
    """The name of a bundle: SHA-256 of its bytes as received."""
    return Digest("sha256", hashlib.sha256(data).hexdigest())


def write_bundle(payload: bytes, signature: Signature) -> bytes:
    """A bundle around an in-toto statement, with what proves the signature and one line end."""
    document: dict[str, Json] = {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": _write_material(signature),
        "dsseEnvelope": write_envelope(IN_TOTO, payload, signature),
    }
    return write_json(document) + b"\n"


def _write_material(signature: Signature) -> Json:
    """The certificate with all that belongs to it; else the hint of a key."""
    if signature.material:
        return read_json(signature.material)
    material: dict[str, Json] = {"publicKey": {"hint": signature.hint}}
    if signature.timestamps:
        stamps = [{"signedTimestamp": write_base64(item)} for item in signature.timestamps]
        material["timestampVerificationData"] = {"rfc3161Timestamps": stamps}
    return material


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
    timestamps = _read_timestamps(material)
    material.close()
    if any(item.hint and hint and item.hint != hint for item in envelope.signatures):
        raise FormatError("the envelope and the bundle hint at different keys", place=place)
    hinted = (
        replace(item, hint=item.hint or hint, timestamps=timestamps) for item in envelope.signatures
    )
    return replace(envelope, signatures=tuple(hinted))


def _read_timestamps(material: Fields) -> tuple[bytes, ...]:
    """The timestamps, unread: what they say is for those to judge who know whom to believe."""
    data = material.table_or_none("timestampVerificationData")
    if data is None:
        return ()
    tables = data.tables("rfc3161Timestamps")
    if len(tables) > MAX_TIMESTAMPS:
        raise data.error("rfc3161Timestamps", f"more than {MAX_TIMESTAMPS}")
    found = []
    for table in tables:
        found.append(read_base64(table.text("signedTimestamp"), table.path("signedTimestamp")))
        if len(found[-1]) > MAX_TIMESTAMP:
            raise table.error("signedTimestamp", f"larger than {MAX_TIMESTAMP:,} bytes")
        table.close()
    data.close()
    return tuple(found)
