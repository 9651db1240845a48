"""Records in notes, and in refs named after commits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pbom.collectors.git_objects import OBJECT_ID
from pbom.collectors.notes_tree import read_notes
from pbom.collectors.presence import MissingCount
from pbom.collectors.sidecar_look import Look, Seen, placed
from pbom.model.evidence import Gap
from pbom.model.sidecar import FoundRecord, SidecarSource
from pbom.model.sidecar_gaps import RECORDS_OVER_LIMIT
from pbom.sidecars import Sidecar

_Pairs = Sequence[tuple[str, str]]
"""Ids of commits, each with the blob that holds its record."""


def look_at_notes(look: Look, sidecar: Sidecar, ref: str) -> Seen:
    """The notes of a ref.

    Raises:
        RecordingError: A part of them is not here, or git does not answer.
    """
    tip = look.refs[ref]
    notes = read_notes(look.objects, tip)
    seen = _look(look, sidecar, ref, tip, notes.notes)
    if notes.whole:
        return seen
    gap = Gap(kind=RECORDS_OVER_LIMIT, detail=f"{ref}: there are more notes than are read")
    return replace(seen, gaps=(gap,))


def look_at_refs(look: Look, sidecar: Sidecar, prefix: str) -> Seen:
    """The refs with a prefix, each named after a commit.

    Raises:
        RecordingError: git does not answer.
    """
    refs = sorted(name for name in look.refs if name.startswith(prefix))
    pairs = [(name.removeprefix(prefix), look.refs[name]) for name in refs]
    return _look(
        look, sidecar, prefix, "", [pair for pair in pairs if OBJECT_ID.fullmatch(pair[0])]
    )


def _look(look: Look, sidecar: Sidecar, ref: str, tip: str, pairs: _Pairs) -> Seen:
    wanted = [pair for pair in pairs if pair[0] in look.commits]
    orphans = MissingCount(look.git, [pair[0] for pair in pairs if pair[0] not in look.commits])
    source = SidecarSource(
        format=sidecar.id, ref=ref, tip=tip, state="read", records=len(pairs), used=len(wanted)
    )
    records = tuple(_records(look, sidecar, ref, tip, wanted))
    return Seen(sources=(source,), records=records, orphans=orphans)


def _records(
    look: Look, sidecar: Sidecar, ref: str, tip: str, pairs: _Pairs
) -> Iterator[FoundRecord]:
    commits: dict[str, list[str]] = defaultdict(list)
    for commit, blob in pairs:
        if look.reader.is_new(sidecar, commit, blob):
            commits[blob].append(commit)
    for blob, records in look.reader.blobs(look.objects, sidecar, commits, ref):
        for commit in commits[blob]:
            yield from placed(commit, f"{ref}@{tip or blob}:{blob}", records, "mutable-ref")
