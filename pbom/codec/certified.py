"""What a keyless bundle has beside its envelope, read strictly: every member is known.

The library that checks it later reads the same bytes with more patience: it passes over characters
that base64 does not have, and of two equal keys it takes the last. So whatever it could read in
another way than we do is refused here.
"""

from collections.abc import Iterator

from pbom.codec.base64_strict import read_base64, write_base64
from pbom.codec.fields import Fields
from pbom.errors import FormatError
from pbom.model.envelope import Certified, Envelope

MAX_CERTIFICATE = 64 * 1024
MAX_TIMESTAMPS = 8
MAX_PROOF = 64
"""Steps from a leaf to the root of a log: enough for as many entries as a number can count."""
_SHORT = 19
"""Digits of a number in a log: no more fit into 63 bits."""


def read_certified(material: Fields, envelope: Envelope, document: bytes) -> Certified:
    """The certificate of a bundle, with everything that will be asked of it.

    Raises:
        FormatError: Something is missing, unknown, or could be read in two ways.
    """
    der = read_der(material.table("certificate"))
    read_proofs(material)
    if any(item.hint for item in envelope.signatures):
        raise FormatError("a certificate and a key id, which could be of another key", place="$")
    return Certified(certificate=der, document=document)


def read_der(certificate: Fields) -> bytes:
    """A certificate, and nothing beside it.

    Raises:
        FormatError: It is something else, or too large.
    """
    der = _base64(certificate, "rawBytes")
    if len(der) > MAX_CERTIFICATE:
        raise certificate.error("rawBytes", f"larger than {MAX_CERTIFICATE:,} bytes")
    certificate.close()
    return der


def read_proofs(material: Fields) -> None:
    """Everything else in the material: one log entry, and timestamps.

    Raises:
        FormatError: Something is missing, unknown, or could be read in two ways.
    """
    entries = material.tables("tlogEntries", required=True)
    if len(entries) != 1:
        raise material.error("tlogEntries", f"expected one entry, found {len(entries)}")
    _read_entry(entries[0])
    read_timestamps(material)


def read_timestamps(material: Fields) -> None:
    """Timestamps, as the last of the material.

    Raises:
        FormatError: There are too many, or something else is there too.
    """
    data = material.table_or_none("timestampVerificationData")
    if data is not None:
        items = data.tables("rfc3161Timestamps")
        if len(items) > MAX_TIMESTAMPS:
            raise data.error("rfc3161Timestamps", f"more than {MAX_TIMESTAMPS}")
        for item in items:
            _base64(item, "signedTimestamp")
            item.close()
        data.close()
    material.close()


def timestamps_of(material: Fields) -> Iterator[bytes]:
    """The tokens of timestamp authorities, in DER.

    Raises:
        FormatError: They are not base64.
    """
    data = material.table_or_none("timestampVerificationData")
    for item in data.tables("rfc3161Timestamps") if data else ():
        yield _base64(item, "signedTimestamp")


def _read_entry(entry: Fields) -> None:
    _number(entry, "logIndex")
    _base64_in(entry, "logId", "keyId")
    kind = entry.table("kindVersion")
    kind.text("kind")
    kind.text("version")
    kind.close()
    if "integratedTime" in entry:
        _number(entry, "integratedTime")
    if "inclusionPromise" in entry:
        _base64_in(entry, "inclusionPromise", "signedEntryTimestamp")
    proof = entry.table("inclusionProof")
    _number(proof, "logIndex")
    _number(proof, "treeSize")
    _base64(proof, "rootHash")
    hashes = proof.texts("hashes")
    if len(hashes) > MAX_PROOF:
        raise proof.error("hashes", f"more than {MAX_PROOF}")
    for number, text in enumerate(hashes):
        _standard(text, f"{proof.path('hashes')}[{number}]")
    checkpoint = proof.table("checkpoint")
    checkpoint.text("envelope")
    for table in (checkpoint, proof):
        table.close()
    _base64(entry, "canonicalizedBody")
    entry.close()


def _number(fields: Fields, key: str) -> int:
    """A whole number as Protobuf writes it in JSON: digits in a text."""
    text = fields.text(key)
    if not (text.isascii() and text.isdigit() and len(text) <= _SHORT):
        raise fields.error(key, f"expected digits, found {text!r}"[:100])
    return int(text)


def _base64_in(fields: Fields, table: str, key: str) -> bytes:
    inner = fields.table(table)
    data = _base64(inner, key)
    inner.close()
    return data


def _base64(fields: Fields, key: str) -> bytes:
    return _standard(fields.text(key), fields.path(key))


def _standard(text: str, place: str) -> bytes:
    data = read_base64(text, place)
    if write_base64(data) != text:
        raise FormatError("expected the standard alphabet of base64", place=place)
    return data
