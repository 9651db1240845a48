"""Notes of a review server (Gerrit), under ``refs/notes/review``.

They are not signed, and whoever can push that ref can write them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pbom.codec.review_note import read_review_note
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.git_tips import Tip
from pbom.model.evidence import Gap
from pbom.model.review_facts import ReviewNote
from pbom.model.sidecar import SidecarSource

REF = "refs/notes/review"
FORMAT = "gerrit-review"
MAX_NOTE = 64 * 1024
_MAX_FANOUT = 19
"""Directories of two digits above the last part of an id; git makes no more."""


class ReviewNotes(NamedTuple):
    """The notes on some commits.

    Attributes:
        notes: By commit id; ``None`` where the ref is not here.
        source: The ref as it was.
        gaps: What could not be read.
    """

    notes: dict[str, ReviewNote] | None
    source: SidecarSource
    gaps: tuple[Gap, ...] = ()


def read_review_notes(objects: GitObjects, tip: Tip | None, commits: Iterable[str]) -> ReviewNotes:
    """The notes on commits.

    Raises:
        RecordingError: git does not answer.
    """
    if tip is None:
        return ReviewNotes(None, SidecarSource(format=FORMAT, ref=REF, tip="", state="absent"))
    if not tip.tree or objects.read(tip.tree).kind != "tree":
        detail = "it points to no tree that is here"
        source = SidecarSource(
            format=FORMAT, ref=REF, tip=tip.id, state="unreadable", detail=detail
        )
        return ReviewNotes(
            None, source, (Gap(kind="reviews-unreadable", detail=f"{REF}: {detail}"),)
        )
    places = {commit: blob for commit in commits if (blob := _place(objects, tip.tree, commit))}
    read = dict(zip(places, objects.read_all(places.values(), MAX_NOTE), strict=True))
    notes = {
        commit: read_review_note(blob.content, f"{REF} {blob.id}")
        for commit, blob in read.items()
        if blob.kind == "blob" and blob.whole
    }
    source = SidecarSource(
        format=FORMAT, ref=REF, tip=tip.id, state="read", records=len(read), used=len(notes)
    )
    unread = len(read) - len(notes)
    gap = Gap(kind="reviews-unreadable", detail=f"notes of {REF} that are too large", count=unread)
    return ReviewNotes(notes, source, (gap,) if unread else ())


def _place(objects: GitObjects, tree: str, commit: str) -> str:
    """Id of the blob with the note on a commit; empty where there is none.

    Notes lie under the commit's id, with a slash after as many pairs of digits as there are
    directories, which may be another number for each.
    """
    name = commit.encode("ascii")
    folder = b""
    for _ in range(_MAX_FANOUT):
        found = objects.find(tree, folder + name)
        if found is not None:
            return found.id if found.mode in {"100644", "100755"} else ""
        inner = objects.find(tree, folder + name[:2])
        if inner is None or inner.mode != "40000":
            return ""
        folder, name = folder + name[:2] + b"/", name[2:]
    return ""
