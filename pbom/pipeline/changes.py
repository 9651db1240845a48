"""``changes``: what is new since the last release, and what speaks of agents in it."""

from pathlib import Path

from pbom.collectors.commits import Commits
from pbom.collectors.git_command import Git
from pbom.collectors.history import History
from pbom.model.change import Changes
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal
from pbom.stages.classify import classify_commits, mark_merged_branches


def changes(
    folder: Path, between: tuple[str, str], signals: tuple[Signal, ...], pack: RulePack
) -> Changes:
    """The commits of a range, classified; ``between`` is base (may be empty) and head.

    Raises:
        UsageError: A name means no commit.
        RecordingError: The directory is no checkout, or git refuses to look.
    """
    history = History(folder)
    since, head = between
    range_ = history.range_of(since, head)
    stream = Commits(_git(folder))
    revisions = (range_.head, *((f"^{range_.base}",) if range_.base else ()))
    found = mark_merged_branches(tuple(classify_commits(stream.of(*revisions), signals, pack)))
    return Changes(
        range=range_,
        changes=found,
        pack=pack.digest,
        pack_version=pack.version,
        gaps=(*history.gaps(), *stream.gaps()),
    )


def _git(folder: Path) -> Git:
    plain = Git(folder=folder)
    return plain.without_filters(plain.configured())
