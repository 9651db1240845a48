"""Shipped commits: what a release was built from that a gate let through."""

from dataclasses import dataclass
from datetime import datetime

from pbom.model.digest import Digest


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Shipped:
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
