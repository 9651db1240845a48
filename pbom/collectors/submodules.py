"""Submodules whose pointers moved: the commits behind them are another repository's."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, Self

from pbom.collectors.git_command import Git, ended, limit_memory
from pbom.collectors.raw_diff import OPTIONS, read_difference, read_tokens
from pbom.errors import RecordingError
from pbom.model.artifact import encode_name
from pbom.model.change import Range
from pbom.model.evidence import Gap

MAX_NAMED = 100
LINK = b"160000"
"""Mode of an entry that is a commit of another repository."""
_EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""The empty tree, by the length of ids; git knows it without an object."""


class Moved(NamedTuple):
    """A submodule that points elsewhere.

    Attributes:
        path: Where it is.
        old: The commit it pointed to; empty where there was none.
        new: The commit it points to.
    """

    path: bytes
    old: str
    new: str


class SubmoduleMoves:
    """Looks for submodules that point elsewhere at the head of a range than at its base.

    It begins at once and works while others do; use it as a context manager.
    """

    def __init__(self, git: Git, range_: Range) -> None:
        base = range_.base or _EMPTY[len(range_.head)]
        self._process = git.stream("diff-tree", *OPTIONS, base, range_.head, "--")
        limit_memory(self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ended(self._process):
            pass

    def gaps(self) -> tuple[Gap, ...]:
        """A gap for each of them; what it finds is given once."""
        try:
            found = list(islice(self._moved(), MAX_NAMED + 1))
        except RecordingError as error:
            return (Gap(kind="submodules-not-compared", detail=str(error)),)
        gaps = [
            Gap(
                kind="submodule-moved",
                detail=f"{encode_name(item.path)}: {item.old or 'none'} to {item.new}, "
                "whose commits were not looked at",
            )
            for item in found[:MAX_NAMED]
        ]
        if len(found) > MAX_NAMED:
            gaps.append(Gap(kind="submodule-moved", detail="and more, which are not named"))
        return tuple(gaps)

    def _moved(self) -> Iterator[Moved]:
        tokens = read_tokens(self._process)
        for meta in tokens:
            item = read_difference(meta, next(tokens, b""))
            old, new = (id_.decode("ascii", "replace") for id_ in item.ids)
            if item.modes[1] == LINK:
                yield Moved(item.path, old if item.modes[0] == LINK else "", new)
        if self._process.wait() != 0:
            raise RecordingError("a tree of the base or of the head is not here")
