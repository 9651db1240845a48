"""Trace records of the head's tree: which commit has the lines that each is about.

A record names the revision at which it was written. Where that is the first parent of a commit
which changed the file, the record is about that commit; where no such commit is in the range and
the revision itself changed the file, about the revision, as the format's own text has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from pbom.collectors.git_objects import OBJECT_ID, GitObjects
from pbom.collectors.notes_tree import tree_of
from pbom.collectors.presence import MissingCount
from pbom.collectors.sidecar_look import Look, Seen, placed
from pbom.errors import RecordingError
from pbom.model.artifact import decode_name
from pbom.model.evidence import Gap
from pbom.model.sidecar import Annotated, FoundRecord, SidecarRecord, SidecarSource
from pbom.model.sidecar_gaps import RECORDS_OVER_LIMIT, RECORDS_WITHOUT_COMMIT
from pbom.sidecars import Sidecar

MAX_FILE = 16 * 1024 * 1024
MAX_LINES = 100_000
_FILES = frozenset({"100644", "100755"})


def look_at_head_file(look: Look, sidecar: Sidecar, path: str) -> Seen:
    """The records in a file of the head's tree, one a line.

    Raises:
        RecordingError: git does not answer.
    """
    entry = look.objects.find(look.tree, path.encode("utf-8")) if look.tree else None
    if entry is None or entry.mode not in _FILES:
        absent = SidecarSource(format=sidecar.id, ref=path, tip="", state="absent")
        return Seen(sources=(absent,))
    file = look.objects.read(entry.id, MAX_FILE)
    lines = [line for line in file.content.splitlines() if line.strip()]
    found = _Found()
    _sort(look, sidecar, (path, entry.id), lines[:MAX_LINES], found)
    gaps = (
        (RECORDS_OVER_LIMIT, "more than is read", not file.whole or len(lines) > MAX_LINES),
        (RECORDS_WITHOUT_COMMIT, "records that no commit, or no single one, has", found.lost),
    )
    source = SidecarSource(
        format=sidecar.id,
        ref=path,
        tip=entry.id,
        state="read",
        records=len(lines),
        used=found.used,
    )
    return Seen(
        sources=(source,),
        orphans=MissingCount(look.git, found.elsewhere),
        records=tuple(found.records),
        gaps=tuple(
            Gap(kind=kind, detail=f"{path}: {detail}", count=int(count))
            for kind, detail, count in gaps
            if count
        ),
    )


class _Found(Struct):
    """Records by what became of them.

    Attributes:
        records: Those about a commit of the range.
        used: How many lines those are from.
        lost: How many could be about a commit of the range, and nobody can say which.
        elsewhere: The revisions that the others name.
    """

    records: list[FoundRecord] = field(default_factory=list)
    used: int = 0
    lost: int = 0
    elsewhere: list[str] = field(default_factory=list)


def _sort(
    look: Look, sidecar: Sidecar, place: tuple[str, str], lines: Iterable[bytes], found: _Found
) -> None:
    commits = TraceCommits(look.objects, look.commits)
    path, blob = place
    for line in lines:
        used = False
        for record in look.reader.parse(sidecar, line, place):
            commit = commits.find(record) if commits.concerns(record) else ""
            if commit:
                where = f"{path}@{look.head}:{blob}"
                found.records += placed(commit, where, (record,), "commit")
                used = True
            elif commits.concerns(record) or not OBJECT_ID.fullmatch(record.commit):
                found.lost += 1
            else:
                found.elsewhere.append(record.commit)
        found.used += used


class TraceCommits:
    """Finds the commits that trace records are about."""

    def __init__(self, objects: GitObjects, commits: Mapping[str, Annotated]) -> None:
        self._objects = objects
        self._commits = commits
        self._children: dict[str, list[Annotated]] = defaultdict(list)
        for commit in commits.values():
            for parent in commit.parents[:1]:
                self._children[parent].append(commit)
        self._trees = {commit.id: commit.tree for commit in commits.values()}

    def concerns(self, record: SidecarRecord) -> bool:
        """Whether a record can be about a commit of the range."""
        return record.commit in self._commits or record.commit in self._children

    def find(self, record: SidecarRecord) -> str:
        """The commit that a record is about; empty where none is, or several could be.

        Raises:
            RecordingError: git does not answer.
        """
        paths = {decode_name(claim.path) for claim in record.attributions}
        after = [
            child.id
            for child in self._children.get(record.commit, ())
            if any(self._changed(child.id, record.commit, path) for path in paths)
        ]
        if after:
            return after[0] if len(after) == 1 else ""
        own = self._commits.get(record.commit)
        before = own.parents[0] if own and own.parents else ""
        changed = own and any(self._changed(own.id, before, path) for path in paths)
        return record.commit if changed else ""

    def _changed(self, commit: str, before: str, path: bytes) -> bool:
        new = self._file(commit, path)
        return bool(new) and new != self._file(before, path)

    def _file(self, commit: str, path: bytes) -> str:
        if commit not in self._trees:
            try:
                self._trees[commit] = tree_of(self._objects, commit) if commit else ""
            except RecordingError:
                self._trees[commit] = ""
        tree = self._trees[commit]
        entry = self._objects.find(tree, path) if tree else None
        return entry.id if entry else ""
