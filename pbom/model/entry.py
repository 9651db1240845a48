"""Entries of a store's index: where to look, never what to believe."""

from dataclasses import dataclass

from pbom.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a bundle seems to be about, read without checking its signature.

    Attributes:
        bundle: SHA-256 of the bundle.
        run: The run of a step; empty for anything else.
        digests: SHA-256 of every subject and product.
    """

    bundle: Digest
    run: str
    digests: frozenset[str]
