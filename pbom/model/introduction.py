"""Introductions: which commit of a release brought a package or a pipeline component."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from pbom.model.dependency import Dependency, LockFile, PipelineComponent
from pbom.model.inventory import Place

News = Literal["new", "version", "content"]
"""No such name was there before; another version was; this version was, with other content."""

FactKind = Literal[
    "install-script",
    "not-from-registry",
    "no-hash",
    "downgrade",
    "resembles",
    "same-version-other-content",
    "not-pinned",
    "no-longer-pinned",
]


class Fact(Struct, frozen=True, order=True, kw_only=True):
    """Something about an introduction that a rule may ask for.

    Attributes:
        id: Which fact.
        detail: What it rests on, for people and for whoever wants to check it.
    """

    id: FactKind
    detail: str


class Introduction(Struct, frozen=True, kw_only=True):
    """A package or component at the head that was not there before the range.

    Attributes:
        item: What it is.
        places: Where the lock files at the head name it.
        news: In what it is new.
        before: Versions of that name that were there before, sorted.
        commit: Id of the commit that brought it; empty where it came from beyond the range.
        through: Package URLs from the direct dependency that pulled it in down to what requires it;
            empty for a direct one, or where the file does not say.
        facts: What else is to be known, sorted.
    """

    item: Dependency | PipelineComponent
    places: tuple[Place, ...]
    news: News
    before: tuple[str, ...]
    commit: str
    through: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


class LockCommit(Struct, frozen=True, kw_only=True):
    """The lock files of one commit.

    Attributes:
        id: The commit.
        parents: Its parents.
        locks: Each lock file's name with the id of its blob.
    """

    id: str
    parents: tuple[str, ...]
    locks: Mapping[str, str]


class LockHistory(Struct, frozen=True, kw_only=True):
    """The lock files of a range of commits.

    Attributes:
        commits: Of the range; the head is the one that is nobody's parent.
        base: Id of the commit that the release is compared with; empty for a first release.
        outside: That commit, and parents of the others that are not in the range themselves.
        whole: Whether every commit was looked at; else only the head and the base were.
        files: What each distinct file says, by its name and the id of its blob.
    """

    commits: tuple[LockCommit, ...]
    base: str
    outside: tuple[LockCommit, ...]
    whole: bool
    files: Mapping[tuple[str, str], LockFile]

    def read(self, commit: LockCommit) -> Iterator[LockFile]:
        """The files of a commit."""
        return (self.files[name, blob] for name, blob in commit.locks.items())
