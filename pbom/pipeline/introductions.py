"""``introductions``: what a release has new of packages and components, and who brought it."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from pbom.collectors.git_command import open_git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.lock_history import LockWalk
from pbom.ecosystems import LockReader
from pbom.model.change import Changes
from pbom.model.evidence import Gap
from pbom.stages.introduce import introduce


def add_introductions(root: Path, changes: Changes, readers: Sequence[LockReader]) -> Changes:
    """The same commits, with what they brought that is still there at their head.

    Raises:
        RecordingError: git refuses to look.
    """
    commits = tuple(change.commit for change in changes.changes)
    with GitObjects(open_git(root)) as objects:
        history = LockWalk(objects, readers).history(commits, changes.range.base)
    found = introduce(history)
    gaps = changes.gaps
    if found and not history.whole:
        detail = "too many versions of lock files to tell which commit brought what"
        gaps = (*gaps, Gap(kind="introductions-untold", detail=detail, count=len(found)))
    return replace(changes, introductions=found, gaps=gaps)
