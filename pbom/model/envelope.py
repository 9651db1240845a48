"""Envelopes: untrusted bytes with signatures that nobody has checked."""

from dataclasses import dataclass

from pbom.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature, as received.

    Attributes:
        hint: What the envelope says about the key. It helps to find a key and proves nothing.
        value: The signature's bytes.
        timestamps: What others said of the time at which they saw it: responses of time stamping
            authorities (RFC 3161), in DER.
        material: What proves a signature without a lasting key: certificate, log entry and
            timestamps, as the JSON of a bundle. Empty where a key signed.
    """

    hint: str
    value: bytes
    timestamps: tuple[bytes, ...] = ()
    material: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What a keyless bundle carries beside its envelope; nobody has checked any of it.

    Attributes:
        certificate: Of the key that signed, in DER.
        document: The bundle as received, with its log entry and its timestamps.
    """

    certificate: bytes
    document: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A DSSE envelope.

    Attributes:
        payload_type: Media type that the signature covers together with the payload.
        payload: The signed bytes, exactly as received.
        signatures: One or more; our own format has exactly one.
        bundle: SHA-256 of the bundle file that carried the envelope.
        certified: What came with a keyless signature; ``None`` where a key signed.
    """

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]
    bundle: Digest
    certified: Certified | None = None

    @property
    def timestamps(self) -> tuple[bytes, ...]:
        """Those of all signatures; in a bundle, all have all of them."""
        return tuple(dict.fromkeys(item for one in self.signatures for item in one.timestamps))
