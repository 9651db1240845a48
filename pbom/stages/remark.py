"""Commits to remarks: what their own headers and messages say that a reader should know.

None of it is trusted for anything else. A copy may carry the marks of the commit that it copies,
a revert quotes them, and a date is what somebody's clock, or somebody, said.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from pbom.model.commit import Commit, CommitHeader
from pbom.model.evidence import Gap

TOLERANCE = timedelta(days=1)
"""Clocks differ; by more than that a date is worth a word."""
MAX_NAMED = 5
MAX_REMEMBERED = 50_000
"""So many commits are remembered in order to compare their dates with those of their parents."""
_SECONDS = int(TOLERANCE.total_seconds())
_ValueT = TypeVar("_ValueT")
_COPY = re.compile(r"\(cherry picked from commit ([0-9a-f]{7,64})\)\s*")
_REVERT = re.compile(r"This reverts commit ([0-9a-f]{7,64})\b")


class Remarks:
    """What there is to say about commits that pass by."""

    def __init__(self, at: datetime) -> None:
        self._latest = (at + TOLERANCE).timestamp()
        self._found: dict[str, tuple[int, list[str]]] = {}
        self._children: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._seen: OrderedDict[str, int] = OrderedDict()

    def watch(self, commits: Iterable[Commit]) -> Iterator[Commit]:
        """The same commits, in the same order."""
        for commit in commits:
            self._look(commit)
            yield commit

    def gaps(self) -> tuple[Gap, ...]:
        """One gap for each kind of remark, with the first commits of that kind."""
        return tuple(
            Gap(
                kind=kind,
                detail=", ".join(named) + (" ..." if count > len(named) else ""),
                count=count,
            )
            for kind, (count, named) in sorted(self._found.items())
        )

    def _say(self, kind: str, text: str) -> None:
        count, named = self._found.get(kind, (0, []))
        self._found[kind] = (count + 1, named if len(named) == MAX_NAMED else [*named, text])

    def _look(self, commit: Commit) -> None:
        header = commit.header
        short = header.id[:12]
        self._compare_dates(header)
        if header.committed_at > self._latest:
            self._say("future-dates", f"{short} ({header.committed:%Y-%m-%d})")
        message = commit.message
        if "cherry picked from commit" in message:
            copies = [match[1] for line in commit.body if (match := _COPY.fullmatch(line))]
            for id_ in copies[-1:]:
                self._say("cherry-picks", f"{short} of {id_[:12]}")
        if "This reverts commit" in message:
            reverted = [match[1] for line in commit.body if (match := _REVERT.match(line))]
            if reverted:
                listed = ", ".join(id_[:12] for id_ in reverted[:MAX_NAMED])
                self._say("reverts", f"{short} of {listed}")

    def _compare_dates(self, header: CommitHeader) -> None:
        """Look for commits that are dated before a parent of theirs, whichever comes first."""
        moment = header.committed_at
        child = self._children.pop(header.id, None)
        early = [child[1]] if child and child[0] + _SECONDS < moment else []
        for parent in header.parents:
            known = self._seen.get(parent)
            if known is None:
                earliest = min(self._children.get(parent, (moment, header.id)), (moment, header.id))
                _remember(self._children, parent, earliest)
            elif moment + _SECONDS < known:
                early.append(header.id)
        _remember(self._seen, header.id, moment)
        for id_ in early:
            self._say("dates-out-of-order", id_[:12])


def _remember(table: OrderedDict[str, _ValueT], key: str, value: _ValueT) -> None:
    table[key] = value
    if len(table) > MAX_REMEMBERED:
        table.popitem(last=False)
