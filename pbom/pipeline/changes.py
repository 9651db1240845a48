"""``changes``: what is new since the last release, and what speaks of agents in it."""

from pathlib import Path

from pbom.collectors.clock import now
from pbom.collectors.condition import condition_of
from pbom.collectors.git_command import open_git
from pbom.collectors.history import History
from pbom.collectors.release_range import find_range
from pbom.collectors.submodules import moved_submodules
from pbom.model.change import Changes
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal
from pbom.stages.classify import classify_commits
from pbom.stages.remark import Remarks


def changes(
    folder: Path, between: tuple[str, str], signals: tuple[Signal, ...], pack: RulePack
) -> Changes:
    """The commits of a range, classified; ``between`` is base (may be empty) and head.

    Raises:
        UsageError: A name means no commit, or more than one.
        RecordingError: The directory is no checkout, or git refuses to look.
    """
    git = open_git(folder)
    base, head = between
    found = find_range(git, base, head)
    history, remarks = History(git), Remarks(now())
    commits = remarks.watch(history.commits(found.range))
    return Changes(
        range=found.range,
        changes=tuple(classify_commits(commits, signals, pack)),
        pack=pack.digest,
        pack_version=pack.version,
        gaps=(
            *found.gaps,
            *condition_of(git, found.range),
            *moved_submodules(git, found.range),
            *remarks.gaps(),
            *history.gaps(),
        ),
    )
