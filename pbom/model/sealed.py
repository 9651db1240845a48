"""Sealed statements: signed bytes, ready to be stored."""

from msgspec import Struct

from pbom.model.entry import Entry


class Sealed(Struct, frozen=True, kw_only=True):
    """A signed statement and the bodies it refers to.

    Attributes:
        bundle: A Sigstore bundle; these bytes are kept exactly.
        bodies: Content-addressed objects that the statement names by digest.
        entry: How a store finds it again; ``None`` where it is not evidence for a gate.
    """

    bundle: bytes
    bodies: tuple[bytes, ...] = ()
    entry: Entry | None = None
