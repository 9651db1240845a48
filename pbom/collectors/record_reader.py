"""Records from the bytes that hold them: within limits, and what fails is counted by its kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pbom.collectors.git_objects import GitObjects
from pbom.errors import FormatError, LimitError, UnknownSchemaError
from pbom.model.evidence import Gap
from pbom.model.sidecar import MAX_RECORD, SidecarRecord
from pbom.model.sidecar_gaps import (
    RECORDS_OF_ANOTHER_SCHEMA,
    RECORDS_OVER_LIMIT,
    RECORDS_UNREADABLE,
)
from pbom.sidecars import Sidecar

MAX_TOTAL = 1024 * 1024 * 1024
"""Bytes of all records of one reading; the largest repository that was seen has 582 million."""
MAX_BRACKETS = 250_000
"""Brackets of one record, which are what takes time; of the largest that was seen, 15 thousand."""
MAX_RANGES = 2_000_000
"""Ranges of lines of one reading."""
MAX_MARKERS = 1000
"""Agents that one record may name; the largest that was seen names 66."""
_AT_ONCE = 8
"""So many records are in memory at the same time."""
_WORDS = {
    RECORDS_OF_ANOTHER_SCHEMA: "records of a version that is not known",
    RECORDS_OVER_LIMIT: "records beyond what is read",
    RECORDS_UNREADABLE: "records that cannot be read",
}


class RecordReader:
    """Reads records of several formats, one limit for all of them."""

    def __init__(self) -> None:
        self._bytes = 0
        self._ranges = 0
        self._failed: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}
        self._known: set[tuple[str, str, str]] = set()

    def blobs(
        self, objects: GitObjects, sidecar: Sidecar, ids: Iterable[str], ref: str
    ) -> Iterator[tuple[str, Sequence[SidecarRecord]]]:
        """The records in some blobs, each with its blob's id.

        Raises:
            RecordingError: git does not answer.
        """
        waiting = iter(ids)
        while some := tuple(islice(waiting, _AT_ONCE)):
            for found in objects.read_all(some, MAX_RECORD):
                if found.kind != "blob":
                    self.failed(RECORDS_UNREADABLE, ref, found.id)
                elif not found.whole:
                    self.failed(RECORDS_OVER_LIMIT, ref, found.id)
                else:
                    yield found.id, self.parse(sidecar, found.content, (ref, found.id))

    def parse(
        self, sidecar: Sidecar, content: bytes, place: tuple[str, str]
    ) -> Sequence[SidecarRecord]:
        """What the bytes at a place (the ref, the object) say; nothing where they fail."""
        try:
            self._count_bytes(content)
            records = tuple(sidecar.read(content))
            self._count_claims(records)
        except UnknownSchemaError:
            self.failed(RECORDS_OF_ANOTHER_SCHEMA, *place)
        except LimitError:
            self.failed(RECORDS_OVER_LIMIT, *place)
        except FormatError:
            self.failed(RECORDS_UNREADABLE, *place)
        else:
            return records
        return ()

    def is_new(self, sidecar: Sidecar, commit: str, blob: str) -> bool:
        """Whether a record beside a commit has not been seen in another ref of its format."""
        key = (sidecar.id, commit, blob)
        new = key not in self._known
        self._known.add(key)
        return new

    def failed(self, kind: str, ref: str, id_: str) -> None:
        """Remember that a record could not be used."""
        self._failed[kind, ref] += 1
        self._first.setdefault((kind, ref), id_)

    def gaps(self) -> Iterator[Gap]:
        """What failed. Nothing of a record's text is in it, for that could be a prompt."""
        for (kind, ref), count in self._failed.items():
            detail = f"{ref}: {_WORDS[kind]}, first in {self._first[kind, ref]}"
            yield Gap(kind=kind, detail=detail, count=count)

    def _count_bytes(self, content: bytes) -> None:
        self._bytes += len(content)
        if self._bytes > MAX_TOTAL:
            raise LimitError(f"more than {MAX_TOTAL:,} bytes of records")
        if content.count(b"[") + content.count(b"{") > MAX_BRACKETS:
            raise LimitError(f"more than {MAX_BRACKETS:,} brackets")

    def _count_claims(self, records: Sequence[SidecarRecord]) -> None:
        if sum(len(record.markers) for record in records) > MAX_MARKERS:
            raise LimitError(f"more than {MAX_MARKERS:,} agents")
        claims = (claim for record in records for claim in record.attributions)
        counted = self._ranges + sum(max(1, len(claim.ranges)) for claim in claims)
        if counted > MAX_RANGES:
            raise LimitError(f"more than {MAX_RANGES:,} ranges of lines")
        self._ranges = counted
