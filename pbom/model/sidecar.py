"""Sidecars: what is kept beside commits, in notes, checkpoints and records."""

from dataclasses import dataclass
from typing import Literal

from pbom.model.attribution import Attribution
from pbom.model.marker import Marker

SidecarState = Literal["read", "absent", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SidecarRecord:
    """One record, as its format says, before it is held against the repository.

    Attributes:
        commit: The commit that it says it is about; empty where it leaves that to its place.
        markers: What it says of agents; ``place`` is still empty.
        attributions: Which lines it says who wrote; none is verified yet.
        problems: Where it departs from its own format, for people; without text of the record
            that could be a prompt.
    """

    commit: str
    markers: tuple[Marker, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class SidecarSource:
    """A place where records are kept, as it was when it was read.

    Attributes:
        format: Id of the reader.
        ref: The ref, or the file in the head's tree.
        tip: Object id that the ref had, or of the file; empty where it is absent.
        state: Whether it could be read.
        records: How many records it holds.
        used: How many of them are about commits of the range.
        orphans: How many are about objects that are not in the repository.
        detail: Why it could not be read; empty where it could.
    """

    format: str
    ref: str
    tip: str
    state: SidecarState
    records: int = 0
    used: int = 0
    orphans: int = 0
    detail: str = ""
