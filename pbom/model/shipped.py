"""Shipped commits: what a release was built from that a gate let through."""

from datetime import datetime

from msgspec import Struct

from pbom.model.digest import Digest


class Shipped(Struct, frozen=True, order=True, kw_only=True):
    """A commit that an authentic verdict let ship.

    Attributes:
        commit: Its id.
        verdict: The bundle of the verdict.
        at: When it was given, UTC, by the clock of whoever signed it.
        artifacts: Names of the artifacts that were judged, for people.
    """

    commit: str
    verdict: Digest
    at: datetime
    artifacts: tuple[str, ...] = ()
