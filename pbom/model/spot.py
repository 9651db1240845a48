"""Spots: where in a piece of evidence something stands, so that anybody can look."""

from msgspec import Struct

from pbom.model.digest import Digest


class Spot(Struct, frozen=True, order=True):
    """One value in a document of the evidence.

    Attributes:
        digest: Of the document; where it is that of a bundle, the statement in it is meant.
        pointer: JSON pointer (RFC 6901) to the value.
    """

    digest: Digest
    pointer: str


def spot(digest: Digest, *parts: str | int) -> Spot:
    """The spot that these keys and numbers lead to."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return Spot(digest, "".join(f"/{part}" for part in escaped))
