"""Sidecars of a repository: what is beside the commits of a range, as the records say.

Nothing is verified here, and nothing is fetched. Every place where a format keeps its records is
looked at; what is absent, orphaned, unreadable or not understood is named.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from pbom.collectors.checkpoints import look_at_checkpoints
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.note_records import look_at_notes, look_at_refs
from pbom.collectors.notes_tree import tree_of
from pbom.collectors.record_reader import RecordReader
from pbom.collectors.sidecar_absence import absences
from pbom.collectors.sidecar_look import Look, Seen
from pbom.collectors.sidecar_refs import read_refs, read_remotes
from pbom.collectors.trace_records import look_at_head_file
from pbom.errors import RecordingError
from pbom.model.evidence import Gap
from pbom.model.sidecar import (
    Annotated,
    Checkpoints,
    FoundRecord,
    HeadFile,
    NotesRef,
    Place,
    RefPerCommit,
    SidecarSource,
)
from pbom.model.sidecar_gaps import NOTES_UNREADABLE, RECORDS_ORPHANED
from pbom.sidecars import Sidecar


class FoundSidecars(Struct, frozen=True, kw_only=True):
    """What is beside the commits of a range, before it is held against them.

    Attributes:
        seen: What the look at each place came to.
        gaps: What was not looked at, is not there, or is not understood, beyond that.
    """

    seen: tuple[Seen, ...]
    gaps: tuple[Gap, ...]

    @property
    def records(self) -> Iterator[FoundRecord]:
        """The records, format by format and place by place."""
        return (record for item in self.seen for record in item.records)

    def conclude(self) -> tuple[tuple[SidecarSource, ...], tuple[Gap, ...]]:
        """The places as they were, and all gaps; orphans are counted until somebody asks here."""
        seen = [_with_orphans(item) for item in self.seen]
        gaps = {*self.gaps, *(gap for item in seen for gap in item.gaps)}
        sources = tuple(source for item in seen for source in item.sources)
        return sources, tuple(sorted(gaps))


def find_records(
    git: Git, commits: Mapping[str, Annotated], head: str, formats: Iterable[Sidecar]
) -> FoundSidecars:
    """The records beside some commits, in all places where the formats keep them.

    ``head`` is the id of the commit in whose tree files are looked for.

    Raises:
        RecordingError: git refuses to list the refs.
    """
    wanted = sorted(formats, key=lambda sidecar: sidecar.id)
    places = [place for sidecar in wanted for place in sidecar.places]
    seen: list[Seen] = []
    with ExitStack() as stack:
        look = Look(
            git=git,
            objects=stack.enter_context(GitObjects(git)),
            reader=RecordReader(),
            refs=read_refs(git, places),
            commits=commits,
            head=head,
            tree="",
        )
        look = replace(look, tree=_tree(look))
        for sidecar in wanted:
            for place, ref in _spots(sidecar, look.refs):
                try:
                    seen.append(_look_at(look, sidecar, place, ref))
                except RecordingError as error:
                    seen.append(_unreadable(look, sidecar, ref, str(error)))
                    look = replace(look, objects=stack.enter_context(GitObjects(git)))
        gaps = [*look.reader.gaps(), *absences(look, places, read_remotes(git))]
    return FoundSidecars(seen=tuple(seen), gaps=tuple(gaps))


def _tree(look: Look) -> str:
    known = look.commits.get(look.head)
    try:
        return known.tree if known else tree_of(look.objects, look.head)
    except RecordingError:
        return ""


def _spots(sidecar: Sidecar, refs: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """Every place of a format, and the ref or the file to look at there."""
    for place in sidecar.places:
        match place:
            case NotesRef(ref) if ref.endswith("/"):
                yield from ((place, name) for name in sorted(refs) if name.startswith(ref))
            case NotesRef(ref):
                yield place, ref
            case RefPerCommit(prefix):
                if any(name.startswith(prefix) for name in refs):
                    yield place, prefix
            case HeadFile(path):
                yield place, path
            case Checkpoints():
                yield place, place.per_id
            case _:
                assert_never(place)


def _look_at(look: Look, sidecar: Sidecar, place: Place, ref: str) -> Seen:
    match place:
        case NotesRef() if ref not in look.refs:
            absent = SidecarSource(format=sidecar.id, ref=ref, tip="", state="absent")
            return Seen(sources=(absent,))
        case NotesRef():
            return look_at_notes(look, sidecar, ref)
        case RefPerCommit(prefix):
            return look_at_refs(look, sidecar, prefix)
        case HeadFile(path):
            return look_at_head_file(look, sidecar, path)
        case Checkpoints():
            return look_at_checkpoints(look, sidecar, place)
    assert_never(place)


def _with_orphans(seen: Seen) -> Seen:
    """The same, with its orphans."""
    first, *others = seen.sources
    try:
        orphans = seen.orphans.result() if seen.orphans else 0
    except RecordingError as error:
        gap = Gap(kind=NOTES_UNREADABLE, detail=f"{first.ref}: orphans: {error}")
        return replace(seen, gaps=(*seen.gaps, gap))
    if not orphans:
        return seen
    detail = f"{first.ref}: records about objects that are not in the repository"
    gap = Gap(kind=RECORDS_ORPHANED, detail=detail, count=orphans)
    sources = (replace(first, orphans=orphans), *others)
    return replace(seen, sources=sources, gaps=(*seen.gaps, gap))


def _unreadable(look: Look, sidecar: Sidecar, ref: str, reason: str) -> Seen:
    tip = look.refs.get(ref, "")
    unreadable = SidecarSource(
        format=sidecar.id, ref=ref, tip=tip, state="unreadable", detail=reason
    )
    gap = Gap(kind=NOTES_UNREADABLE, detail=f"{ref}: {reason}")
    return Seen(sources=(unreadable,), gaps=(gap,))
