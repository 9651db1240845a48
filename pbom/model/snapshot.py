"""Snapshots: a workspace at one moment."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field

from pbom.model.artifact import Artifact
from pbom.model.evidence import Gap, Material, Source

IGNORED = "ignored-files"
"""Kind of the gaps for files that git was told to ignore."""

ELSEWHERE = "(other places)"
PLACES = 100
"""More places than this are counted and not named."""


class Stamp(NamedTuple):
    """What tells, without reading it, that a file was touched.

    Attributes:
        size: In bytes.
        modified: Nanoseconds, of the content.
        changed: Nanoseconds, of the inode; a program cannot set it back.
        inode: Its number.
        mode: Type and permissions, as ``stat`` has them.
    """

    size: int
    modified: int
    changed: int
    inode: int
    mode: int


class Snapshot(Struct, frozen=True, kw_only=True):
    """A workspace before or after a step.

    Attributes:
        source: The commit that is checked out, where there is one.
        materials: Files that are not plainly the commit's, by name.
        stamps: Of every file that is not plainly the commit's, ignored ones included.
        gaps: What was not looked at.
        ignored: Files that git was told to ignore, each with the place to declare it by.
        listing: The index as git lists it; empty where there is none, or nobody asks any more.
    """

    source: Source | None
    materials: tuple[Material, ...]
    stamps: Mapping[str, Stamp]
    gaps: tuple[Gap, ...] = ()
    ignored: Mapping[str, str] = field(default_factory=dict)
    listing: bytes = b""

    def unrecorded(self) -> tuple[Gap, ...]:
        """The ignored files that are no materials, place by place."""
        recorded = {material.artifact.name for material in self.materials}
        places = Counter(place for name, place in self.ignored.items() if name not in recorded)
        listed = sorted(places.items())
        gaps = [Gap(kind=IGNORED, detail=place, count=count) for place, count in listed[:PLACES]]
        rest = sum(count for _, count in listed[PLACES:])
        return (*gaps, Gap(kind=IGNORED, detail=ELSEWHERE, count=rest)) if rest else tuple(gaps)

    def touched_since(self, before: "Snapshot") -> tuple[str, ...]:
        """Names of files that appeared or changed since an earlier snapshot."""
        known = before.stamps.get
        return tuple(sorted([name for name, stamp in self.stamps.items() if known(name) != stamp]))


class Outputs(Struct, frozen=True, kw_only=True):
    """What a step left behind.

    Attributes:
        artifacts: The products, by name.
        gaps: Products that could not be read, and why.
    """

    artifacts: tuple[Artifact, ...]
    gaps: tuple[Gap, ...] = ()
