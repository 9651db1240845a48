"""Envelopes: untrusted bytes with signatures that nobody has checked."""

from msgspec import Struct

from pbom.model.digest import Digest


class Signature(Struct, frozen=True, kw_only=True):
    """One signature, as received.

    Attributes:
        hint: What the envelope says about the key. It helps to find a key and proves nothing.
        value: The signature's bytes.
    """

    hint: str
    value: bytes


class Envelope(Struct, frozen=True, kw_only=True):
    """A DSSE envelope.

    Attributes:
        payload_type: Media type that the signature covers together with the payload.
        payload: The signed bytes, exactly as received.
        signatures: One or more; our own format has exactly one.
        bundle: SHA-256 of the bundle file that carried the envelope.
    """

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]
    bundle: Digest
