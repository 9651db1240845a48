"""Commits to changes: every signal is read, and every marker is kept."""

from collections.abc import Iterable, Iterator

from pbom.codec.spoken import read_spoken
from pbom.model.change import Change
from pbom.model.commit import Commit
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


def classify_commits(
    commits: Iterable[Commit], signals: Iterable[Signal], pack: RulePack
) -> Iterator[Change]:
    """Each commit with its markers, in the order of the commits."""
    readers = tuple(signals)
    for commit in commits:
        found = (marker for signal in readers for marker in signal.read(commit, pack))
        markers = tuple(dict.fromkeys(found)) if pack.may_speak(commit) else ()
        yield Change(commit=commit.header, markers=markers, spoken=read_spoken(commit))
