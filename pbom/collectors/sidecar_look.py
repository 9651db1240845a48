"""A look at one place where a format keeps its records: what it needs, and what it comes to."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.presence import MissingCount
from pbom.collectors.record_reader import RecordReader
from pbom.model.evidence import Gap
from pbom.model.marker import Integrity
from pbom.model.sidecar import Annotated, FoundRecord, SidecarRecord, SidecarSource


class Look(Struct, frozen=True, kw_only=True):
    """What a look needs.

    Attributes:
        git: The repository.
        objects: Its objects.
        reader: Reads records, within limits for all places together.
        refs: The refs in which records can be, with the object that each points to.
        commits: The commits of the range, by id.
        head: Id of the commit in whose tree files are looked for.
        tree: Id of that tree; empty where it is not here.
    """

    git: Git
    objects: GitObjects
    reader: RecordReader
    refs: Mapping[str, str]
    commits: Mapping[str, Annotated]
    head: str
    tree: str


class Seen(Struct, frozen=True, kw_only=True):
    """What a look came to.

    Attributes:
        sources: The place, as it was; several where a place is several refs.
        records: The records that are about commits of the range.
        gaps: What is not there.
        orphans: Counts the records about objects that are not in the repository, of the first.
    """

    sources: tuple[SidecarSource, ...]
    records: tuple[FoundRecord, ...] = ()
    gaps: tuple[Gap, ...] = ()
    orphans: MissingCount | None = None


def placed(
    commit: str, place: str, records: Iterable[SidecarRecord], integrity: Integrity
) -> tuple[FoundRecord, ...]:
    """Records beside a commit, their markers with the place at which they were found."""
    return tuple(
        FoundRecord(
            commit=commit,
            place=place,
            record=replace(
                record,
                markers=tuple(
                    replace(marker, place=place, integrity=integrity) for marker in record.markers
                ),
            ),
        )
        for record in records
    )
