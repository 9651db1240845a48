"""Sealed statements: signed bytes, ready to be stored."""

from dataclasses import dataclass

from pbom.model.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A signed statement and the bodies it refers to.

    Attributes:
        bundle: A Sigstore bundle; these bytes are kept exactly.
        bodies: Content-addressed objects that the statement names by digest.
        entry: How a store finds it again; ``None`` where it is not evidence for a gate.
    """

    bundle: bytes
    bodies: tuple[bytes, ...] = ()
    entry: Entry | None = None
