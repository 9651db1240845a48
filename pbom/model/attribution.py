"""Attributions: which lines of a file an agent or a person wrote, as a sidecar says."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Literal

from msgspec import Struct

from pbom.model.artifact import decode_name

Contributor = Literal["agent", "human", "mixed"]
"""Who wrote lines. ``human`` is only ever said where a sidecar saw a person type them."""

_FILES = frozenset({"100644", "100755", ""})
_NOWHERE = frozenset({b"", b".", b".."})

UNKNOWN_KEY = "the record does not say who its key is"
"""Problem of an attribution whose record does not have the entry that it points to."""


class LineRange(Struct, frozen=True, order=True):
    """Lines of a file, counted from 1, both ends included.

    Raises:
        ValueError: It is empty or does not begin at a line.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last:
            raise ValueError(f"{self.first}-{self.last} is not a range of lines")

    def __len__(self) -> int:
        return self.last - self.first + 1


def joined(ranges: Iterable[LineRange]) -> tuple[LineRange, ...]:
    """The same lines in as few ranges as possible, ascending; none is there twice."""
    found: list[LineRange] = []
    for part in sorted(ranges, key=attrgetter("first")):
        if found and part.first <= found[-1].last + 1:
            found[-1] = LineRange(found[-1].first, max(found[-1].last, part.last))
        else:
            found.append(part)
    return tuple(found)


class Attribution(Struct, frozen=True, order=True, kw_only=True):
    """Lines of one file of a commit's tree, and who wrote them.

    Attributes:
        path: Name of the file, encoded as all names of files are.
        contributor: Who wrote the lines.
        ranges: Which lines, ascending; empty where the sidecar knows the file only.
        agent: The agent; empty for a person, or where it is not named.
        model: The model; empty where it is not named.
        problem: Why the claim could not be verified against the commit's tree; empty where the
            record is of this commit, the file is in its tree, the lines are in the file, and the
            record says who its key is.
    """

    path: str
    contributor: Contributor
    ranges: tuple[LineRange, ...]
    agent: str = ""
    model: str = ""
    problem: str = ""

    @property
    def verified(self) -> bool:
        """Whether the claim fits the commit's tree: it may still be false, but it is possible."""
        return not self.problem


def leads_out(name: str) -> bool:
    """Whether the name of a file leads out of the tree that it should be in."""
    path = decode_name(name)
    return b"\0" in path or any(part in _NOWHERE for part in path.split(b"/"))


class TreeFile(Struct, frozen=True, kw_only=True):
    """A file of a tree, as far as lines are concerned.

    Attributes:
        mode: git's mode; empty where it was not looked at.
        lines: How many lines it has; ``None`` where they could not be counted.
    """

    mode: str
    lines: int | None

    @property
    def is_file(self) -> bool:
        """Whether it is no link, directory or submodule, as far as is known."""
        return self.mode in _FILES


class FileLines(Struct, frozen=True, order=True, kw_only=True):
    """Who wrote the lines of one file as it is at the head, as far as verified ranges tell.

    Attributes:
        path: Name of the file.
        agent: Lines that an agent wrote: at least so many.
        human: Lines that a person was seen to type.
        untracked: All others: nobody knows.
    """

    path: str
    agent: int
    human: int
    untracked: int
