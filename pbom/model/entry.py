"""Entries of a store's index: where to look, never what to believe."""

from typing import Literal

from msgspec import Struct

from pbom.model.digest import Digest

EntryKind = Literal["step", "source", "release", "verdict", "approval", "import", "deployment"]


class Entry(Struct, frozen=True, kw_only=True):
    """What a bundle seems to be about, read without checking its signature.

    Attributes:
        bundle: SHA-256 of the bundle.
        kind: What sort of statement it carries.
        run: The run of a step or of a source; empty for anything else.
        digests: SHA-256 of every subject and product.
        revisions: ids of the commit of a step, or the head of a source.
    """

    bundle: Digest
    kind: EntryKind
    run: str
    digests: frozenset[str]
    revisions: frozenset[str] = frozenset()
