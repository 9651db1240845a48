"""What two lists of commits say of each other: each begins at the release before its own."""

from collections.abc import Iterator
from typing import NamedTuple

from pbom.model.difference import NEW, OLD, History, Limit, Side

_REASON = (
    "the lists of commits begin at different commits: some that are told as new or gone may be in "
    "both releases"
)


class Settled(NamedTuple):
    """What of one side's commits is in the other side too, listed or not.

    Attributes:
        commits: Their names.
        whole: Whether that is so of all commits that it lists.
    """

    commits: frozenset[str]
    whole: bool


def settle(mine: tuple[History, ...], others: tuple[History, ...]) -> Settled:
    """What only one side lists although the other has it too.

    A document lists the commits since the release before it, and who had a part in those. So where
    the head of the one is known to the other, everything behind that head is in both.
    """
    inside = [one for one, other in _by_source(mine, others) if _contains(other, one)]
    commits = frozenset(f"commit {uid}" for one in inside for uid in one.commits)
    return Settled(commits, whole=bool(mine) and len(inside) == len(mine))


def _contains(one: History, other: History) -> bool:
    """Whether a history is known to contain the head of another."""
    known = other.head in one.commits or other.head in {one.head, one.base}
    return bool(other.head) and known


def _by_source(
    before: tuple[History, ...], after: tuple[History, ...]
) -> Iterator[tuple[History, History]]:
    known = {history.source: history for history in before}
    for history in after:
        if history.source in known:
            yield known[history.source], history


def apart(old: Side, new: Side) -> Iterator[Limit]:
    """Where lists of commits begin so far apart that a commit may be in both releases unseen."""
    for one, other in _by_source(old.histories, new.histories):
        if one.base == other.base or one.head == other.head:
            continue
        if _contains(other, one) and not _begins_inside(other, one):
            yield Limit("commits", "range", NEW, _REASON)
        elif _contains(one, other) and not _begins_inside(one, other):
            yield Limit("commits", "range", OLD, _REASON)
        elif not _contains(other, one) and not _contains(one, other):
            yield Limit("commits", "range", NEW, _REASON)


def _begins_inside(later: History, earlier: History) -> bool:
    known = later.base in earlier.commits or later.base in {earlier.head, earlier.base}
    return bool(later.base) and known
