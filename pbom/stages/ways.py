"""How each commit of a range came to the branch, by the shape of the history.

A name in a commit is only a name: that a forge committed says that the commit went through the
forge, and not that anybody looked at it there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from pbom.model.commit import CommitHeader
from pbom.model.forge import Forge
from pbom.model.review import MergePath

_NUMBERED = re.compile(r"\(#\d+\)\s*$")
_FORGE_MERGE = re.compile(
    r"Merge pull request #\d+ from |Merged in \S+ \(pull request #\d+\)|Merge branch '[^']+' into '"
)


class Way(Struct, frozen=True):
    """How one commit came.

    Attributes:
        path: The same in a word.
        merge: Id of the merge on the branch that brought it; empty where it lies there itself.
        by_forge: Whether what brought it looks like a pull or merge request of a forge.
    """

    path: MergePath
    merge: str = ""
    by_forge: bool = False


class Shape(Struct, frozen=True, kw_only=True):
    """The history of a range.

    Attributes:
        commits: By id.
        line: Ids of the commits on the branch itself, newest first: the first parents.
        ways: How each commit came.
        brought: Ids of the commits that each merge on the branch brought.
    """

    commits: Mapping[str, CommitHeader]
    line: tuple[str, ...]
    ways: Mapping[str, Way]
    brought: Mapping[str, tuple[str, ...]]


def read_shape(commits: Sequence[CommitHeader], head: str, forges: Iterable[Forge]) -> Shape:
    """The history of some commits up to one of them; what does not hang together is unknown."""
    known = {commit.id: commit for commit in commits}
    addresses = {address for forge in forges for address in forge.committers}
    line = _line(known, head)
    ways = {id_: _on_the_line(known[id_], addresses) for id_ in line}
    brought: dict[str, tuple[str, ...]] = {}
    for id_ in reversed(line):
        merge = known[id_]
        way = Way("merge", id_, by_forge=_looks_like_a_forge_s(merge, addresses))
        todo = [parent for parent in merge.parents[1:] if parent in known]
        found: list[str] = []
        while todo:
            at = todo.pop()
            if at not in ways:
                ways[at] = way
                found.append(at)
                todo.extend(parent for parent in known[at].parents if parent in known)
        brought[id_] = tuple(found)
    return Shape(
        commits=known,
        line=line,
        ways={commit.id: ways.get(commit.id, Way("unknown")) for commit in commits},
        brought=brought,
    )


def _line(known: Mapping[str, CommitHeader], head: str) -> tuple[str, ...]:
    line: dict[str, None] = {}
    at = head
    while at in known and at not in line:
        line[at] = None
        at = next(iter(known[at].parents), "")
    return tuple(line)


def _on_the_line(commit: CommitHeader, addresses: set[str]) -> Way:
    forge = commit.committer.email.lower() in addresses
    if len(commit.parents) > 1:
        made = _looks_like_a_forge_s(commit, addresses)
        return Way("merge" if made else "direct", by_forge=made)
    numbered = bool(_NUMBERED.search(commit.subject))
    if forge and numbered:
        return Way("squash", by_forge=True)
    return Way("unknown" if forge or numbered else "direct")


def _looks_like_a_forge_s(merge: CommitHeader, addresses: set[str]) -> bool:
    return merge.committer.email.lower() in addresses or bool(_FORGE_MERGE.match(merge.subject))
