"""DSSE envelopes (secure-systems-lab/dsse, protocol 1.0)."""

import re

from pbom.codec.base64_strict import read_base64, write_base64
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.model.digest import Digest
from pbom.model.envelope import Envelope, Signature

IN_TOTO = "application/vnd.in-toto+json"
MAX_PAYLOAD = 64 * 1024 * 1024
MAX_SIGNATURES = 16
_MEDIA_TYPE = re.compile(r"[\x21-\x7e]+")


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: the bytes that a DSSE signature covers."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def read_envelope(fields: Fields, bundle: Digest) -> Envelope:
    """An envelope with its payload's bytes as received.

    An envelope without signatures is read: that nobody signed it is not a matter of format.

    Raises:
        FormatError: It is not an envelope, or larger than our limits.
    """
    payload_type = fields.text("payloadType")
    if not _MEDIA_TYPE.fullmatch(payload_type):
        raise fields.error("payloadType", "expected visible ASCII characters only")
    payload = read_base64(fields.text("payload"), fields.path("payload"))
    if len(payload) > MAX_PAYLOAD:
        raise fields.error("payload", f"larger than the limit of {MAX_PAYLOAD:,} bytes")
    tables = fields.tables("signatures", required=True)
    if len(tables) > MAX_SIGNATURES:
        raise fields.error("signatures", f"more than {MAX_SIGNATURES}")
    signatures = tuple(_read_signature(table) for table in tables)
    fields.close()
    return Envelope(
        payload_type=payload_type, payload=payload, signatures=signatures, bundle=bundle
    )


def _read_signature(table: Fields) -> Signature:
    signature = Signature(
        hint=table.text("keyid", ""), value=read_base64(table.text("sig"), table.path("sig"))
    )
    table.close()
    return signature


def write_envelope(payload_type: str, payload: bytes, signature: Signature) -> dict[str, Json]:
    """An envelope with one signature."""
    keyid: dict[str, Json] = {"keyid": signature.hint} if signature.hint else {}
    return {
        "payload": write_base64(payload),
        "payloadType": payload_type,
        "signatures": [keyid | {"sig": write_base64(signature.value)}],
    }
