"""Sidecars: what is kept beside commits, in notes, checkpoints and records."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from pbom.model.attribution import Attribution
from pbom.model.evidence import Gap
from pbom.model.marker import Marker

MAX_RECORD = 4 * 1024 * 1024
"""Bytes of a record; the largest that was seen, with whole conversations, has 3.2 million."""

SidecarState = Literal["read", "absent", "unreadable"]


class NotesRef(Struct, frozen=True):
    """Records in git notes, each beside the object that it annotates.

    Attributes:
        ref: The notes ref; all refs below it where it ends in ``/``.
    """

    ref: str


class RefPerCommit(Struct, frozen=True):
    """Records in refs of their own, named after the commit that they are about.

    Attributes:
        prefix: What comes before the commit's id.
    """

    prefix: str


class HeadFile(Struct, frozen=True):
    """Records in a file of the head's tree, one a line; each says which commit it is about.

    Attributes:
        path: Name of the file.
    """

    path: str


class Checkpoints(Struct, frozen=True):
    """Records in trees of their own; a line of a commit's message says which.

    Attributes:
        key: What that line begins with, before its colon.
        per_id: Refs ``<per_id><last two characters of the id>/<id>``, one for each tree.
        branches: Branches, below ``refs/heads/`` and ``refs/remotes/*/``, in which the trees are
            ``<first two characters>/<the others>``.
        shared: Whole refs of the same layout.
    """

    key: str
    per_id: str
    branches: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


Place = NotesRef | RefPerCommit | HeadFile | Checkpoints
"""Where the records of a format live; match on it with ``assert_never``."""


class SidecarRecord(Struct, frozen=True, kw_only=True):
    """One record, as its format says, before it is held against the repository.

    Attributes:
        commit: The commit that it says it is about, or the one before; empty where it leaves that
            to its place.
        markers: What it says of agents; ``place`` is still empty.
        attributions: Which lines it says who wrote; none is verified yet.
        problems: Where it departs from its own format, for people; without text of the record
            that could be a prompt.
    """

    commit: str = ""
    markers: tuple[Marker, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    problems: tuple[str, ...] = ()


class FoundRecord(Struct, frozen=True, kw_only=True):
    """A record, and the commit beside which it was found.

    Attributes:
        commit: Id of the commit.
        place: Ref or file, its tip, and the object that holds the record.
        record: What it says.
    """

    commit: str
    place: str
    record: SidecarRecord


class Annotated(Struct, frozen=True, kw_only=True):
    """A commit that records may be about.

    Attributes:
        id: Object id.
        tree: Object id of its tree.
        parents: Ids of its parents.
        checkpoints: Ids of checkpoints that its message names, by the key of the line.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    checkpoints: tuple[tuple[str, str], ...] = ()


class SidecarSource(Struct, frozen=True, order=True, kw_only=True):
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


class Beside(Struct, frozen=True, kw_only=True):
    """What is known beside one commit.

    Attributes:
        markers: What speaks of agents.
        attributions: Lines whose writer is named; each says whether that fits the commit's tree.
    """

    markers: tuple[Marker, ...] = ()
    attributions: tuple[Attribution, ...] = ()


class SidecarFindings(Struct, frozen=True, kw_only=True):
    """What is beside the commits of a range.

    Attributes:
        by_commit: By commit id; commits without anything beside them are not in it.
        sources: Where records were looked for.
        gaps: What was not looked at, is not there, or is not understood.
    """

    by_commit: Mapping[str, Beside] = field(default_factory=dict)
    sources: tuple[SidecarSource, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def beside(self, commit: str) -> Beside:
        """What is beside a commit; nothing where nothing is."""
        return self.by_commit.get(commit, _NOTHING)


_NOTHING = Beside()
