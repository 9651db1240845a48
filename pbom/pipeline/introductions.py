"""``introductions``: what a release has new of packages and components, and who brought it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pbom.collectors.git_command import open_git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.lock_history import LockWalk
from pbom.ecosystems import LockReader
from pbom.model.change import Change, Changes
from pbom.model.introduction import Introduction
from pbom.stages.introduce import introduce


@dataclass(frozen=True, kw_only=True)
class Introduced:
    """What is new in a range of commits.

    Attributes:
        changes: The commits.
        introductions: The packages and components.
    """

    changes: Changes
    introductions: tuple[Introduction, ...]

    def change(self, introduction: Introduction) -> Change | None:
        """The commit that brought something; ``None`` where it is not of the range."""
        found = (item for item in self.changes.changes if item.commit.id == introduction.commit)
        return next(found, None)


def introductions(root: Path, changes: Changes, readers: Sequence[LockReader]) -> Introduced:
    """What the commits of a range brought that is still there at its head.

    Raises:
        RecordingError: git refuses to look.
    """
    commits = tuple(change.commit for change in changes.changes)
    with GitObjects(open_git(root)) as objects:
        history = LockWalk(objects, readers).history(commits, changes.range.base)
    return Introduced(changes=changes, introductions=introduce(history))
