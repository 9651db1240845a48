"""Sealed statements: signed bytes, ready to be stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A signed statement and the bodies it refers to.

    Attributes:
        bundle: A Sigstore bundle; these bytes are kept exactly.
        bodies: Content-addressed objects that the statement names by digest.
    """

    bundle: bytes
    bodies: tuple[bytes, ...] = ()
