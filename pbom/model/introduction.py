"""Introductions: which commit of a release brought a package or a pipeline component."""

from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest
from typing import Literal

from msgspec import Struct

from pbom.model.dependency import Dependency, LockFile, PipelineComponent
from pbom.model.inventory import Place

News = Literal["new", "version", "content"]
"""No such name was there before; another version was; this version was, with other content."""

LONG = 100
"""So many steps of a way are shown."""
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


class Way:
    """The last step of a way: a package, and the way to it.

    Ways share their beginnings, so that a hundred thousand of them take no more room than the
    packages on them, however long they are. Equal are those that lead over the same packages.
    """

    __slots__ = ("before", "first", "purl")

    def __init__(self, purl: str, before: "Way | None" = None) -> None:
        """The way that goes on from another one to a package."""
        self.purl = purl
        self.before = before
        self.first: str = before.first if before else purl

    def __iter__(self) -> Iterator["Way"]:
        """Each step, backwards."""
        at: Way | None = self
        while at is not None:
            yield at
            at = at.before

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Way):
            return NotImplemented
        for one, two in zip_longest(self, other):
            if one is two:
                return True
            if one is None or two is None or one.purl != two.purl:
                return False
        return True

    def __hash__(self) -> int:
        return hash(self.purl)

    @property
    def steps(self) -> tuple[str, ...]:
        """Package URLs from the first on; of a long way the first one and the last ones."""
        last = [step.purl for step in islice(self, LONG)][::-1]
        return (self.first, *last[1:]) if len(last) == LONG else tuple(last)


class Introduction(Struct, frozen=True, kw_only=True):
    """A package or component at the head that was not there before the range.

    Attributes:
        item: What it is.
        places: Where the lock files at the head name it.
        news: In what it is new.
        before: Versions of that name that were there before, sorted.
        commit: Id of the commit that brought it; empty where it came from beyond the range.
        way: The way from the direct dependency that pulled it in down to what requires it; ``None``
            for a direct one, or where the file does not say.
        facts: What else is to be known, sorted.
    """

    item: Dependency | PipelineComponent
    places: tuple[Place, ...]
    news: News
    before: tuple[str, ...]
    commit: str
    way: Way | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def through(self) -> tuple[str, ...]:
        """Package URLs from the direct dependency down to what requires it."""
        return self.way.steps if self.way else ()


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
