"""``changes``: what is new since the last release, and everything that is known of it.

Each look is a collector's; this joins them. What costs a look at every commit's files and review is
done for ranges of a release's size; in a longer one only for commits that an agent had a part in,
and a gap says so.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom.collectors.agent_files import read_agent_files
from pbom.collectors.checkpoints import checkpoint_keys
from pbom.collectors.clock import now
from pbom.collectors.commits import Commits
from pbom.collectors.condition import condition_of
from pbom.collectors.git_command import Git, open_git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.head import head_commit
from pbom.collectors.release_range import FoundRange, find_range
from pbom.collectors.submodules import SubmoduleMoves
from pbom.collectors.touched import Touched, TouchedPaths
from pbom.model.agent_table import AgentTable
from pbom.model.change import Change, Changes, HeadCommit
from pbom.model.commit import Commit
from pbom.model.config import CommitsConfig
from pbom.model.evidence import Gap
from pbom.model.functionary import Functionary
from pbom.model.marker import Marker
from pbom.model.pipeline_table import PipelineTable
from pbom.model.rule_pack import RulePack
from pbom.model.shipped import Shipped
from pbom.model.sidecar import Annotated, SidecarFindings
from pbom.pipeline.review import ReviewSources, add_review_evidence
from pbom.pipeline.sidecars import annotated, lines_at_head, read_sidecars
from pbom.sidecars import Sidecar
from pbom.signals import Signal
from pbom.stages.classify import classify_commits, mark_merged_branches, sift_commits
from pbom.stages.remark import Remarks
from pbom.stores import Evidence

MAX_WHOLE = 5_000
"""Of more commits than this only those with an agent's part are looked at closely."""


class Lens(Struct, frozen=True, kw_only=True):
    """What to look with.

    Attributes:
        signals: Places in a commit where an agent may be named.
        pack: The rules.
        sidecars: Formats of what is kept beside commits.
        pipeline: Which files are pipeline definitions.
        agents: Which files configure agents.
    """

    signals: tuple[Signal, ...]
    pack: RulePack
    sidecars: tuple[Sidecar, ...]
    pipeline: PipelineTable
    agents: AgentTable


class Ground(Struct, frozen=True, kw_only=True):
    """Where to look, and whose word counts there.

    Attributes:
        root: Root of the checkout.
        config: What the project says about its commits.
        functionaries: Who is trusted to sign approvals and verdicts.
        evidence: Where signed approvals are.
        shipped: What authentic verdicts let ship.
    """

    root: Path
    config: CommitsConfig
    functionaries: tuple[Functionary, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    shipped: tuple[Shipped, ...] = ()


class Look(Struct, frozen=True, kw_only=True):
    """The commits of a range, and the head that they lead to.

    Attributes:
        changes: Everything that is known of them.
        head: What a statement about them is about.
    """

    changes: Changes
    head: HeadCommit


def changes(ground: Ground, between: tuple[str, str], lens: Lens) -> Look:
    """The commits of a range, classified; ``between`` is base (may be empty) and head.

    Raises:
        UsageError: A name means no commit, or more than one; a file that is to be read cannot be.
        RecordingError: The directory is no checkout, or git refuses to look.
        StoreError: The approvals cannot be read.
    """
    git = open_git(ground.root)
    base, head = between
    found = find_range(git, base, head, shipped=ground.shipped, tags=ground.config.tags)
    tip = head_commit(git, found.range.head)
    seen = _classify(git, found, lens)
    whole = len(seen.changes) <= MAX_WHOLE
    close = [change for change in seen.changes if whole or change.by_agent]
    touched = TouchedPaths(git, lens.pipeline.kind_of)
    paths = touched.of(change.commit.id for change in close)
    with GitObjects(git) as objects:  # meanwhile
        agent_files, unread = read_agent_files(objects, tip.tree, lens.agents)
    found_paths = dict(paths)
    looked = _with_paths(seen, close, found_paths, touched.gaps())
    reviewed = add_review_evidence(git, looked, _sources(ground, lens))
    known = {change.commit.id: replace(change, spoken=()) for change in reviewed.changes}
    gaps = (*reviewed.gaps, *unread, *_too_long(len(seen.changes) - len(close)))
    return Look(
        changes=replace(
            reviewed,
            changes=tuple(
                known.get(change.commit.id, replace(change, spoken=())) for change in seen.changes
            ),
            agent_files=agent_files,
            gaps=tuple(dict.fromkeys(gaps)),
        ),
        head=tip,
    )


def _classify(git: Git, found: FoundRange, lens: Lens) -> Changes:
    """The commits with their markers, those beside them included."""
    with SubmoduleMoves(git, found.range) as moves:
        watch, commits = _Watch(lens), Commits(git)
        classify = classify_commits if commits.at_most(MAX_WHOLE, found.range) else sift_commits
        stream = classify(watch.see(commits.between(found.range)), lens.signals, lens.pack)
        listed = mark_merged_branches(tuple(stream))
        moved = moves.gaps()
    tools = lens.pack.words.tools
    beside = read_sidecars(git, watch.kept, found.range.head, lens.sidecars, tools)
    counted = lines_at_head(git, found.range, beside)
    return Changes(
        range=found.range,
        changes=tuple(_with_sidecars(change, beside) for change in listed),
        pack=lens.pack.digest,
        pack_version=lens.pack.version,
        sidecars=beside.sources,
        lines=counted.lines,
        gaps=(
            *found.gaps,
            *condition_of(git, found.range),
            *moved,
            *watch.remarks.gaps(),
            *commits.gaps(),
            *beside.gaps,
            *counted.gaps,
        ),
    )


class _Watch:
    """Keeps of each commit that passes what the later looks need."""

    def __init__(self, lens: Lens) -> None:
        self.remarks = Remarks(now())
        self.kept: list[Annotated] = []
        self._keys = checkpoint_keys(lens.sidecars)

    def see(self, commits: Iterable[Commit]) -> Iterable[Commit]:
        """The same commits."""
        for commit in self.remarks.watch(commits):
            self.kept.append(annotated(commit, self._keys))
            yield commit


def _with_sidecars(change: Change, found: SidecarFindings) -> Change:
    beside = found.beside(change.commit.id)
    if not (beside.markers or beside.attributions):
        return change
    markers: tuple[Marker, ...] = tuple(dict.fromkeys((*change.markers, *beside.markers)))
    return replace(change, markers=markers, attributions=beside.attributions)


def _with_paths(
    seen: Changes, close: list[Change], paths: Mapping[str, Touched], gaps: tuple[Gap, ...]
) -> Changes:
    """Those of the commits that are looked at closely, with the files that they touched."""
    return replace(
        seen,
        changes=tuple(replace(change, paths=paths.get(change.commit.id)) for change in close),
        gaps=(*seen.gaps, *gaps),
    )


def _sources(ground: Ground, lens: Lens) -> ReviewSources:
    return ReviewSources(
        root=ground.root,
        config=ground.config,
        pack=lens.pack,
        functionaries=ground.functionaries,
        evidence=ground.evidence,
        at=now(),
    )


def _too_long(left_out: int) -> tuple[Gap, ...]:
    if not left_out:
        return ()
    detail = "commits without a marker, whose files and reviews were not looked at"
    return (Gap(kind="range-too-long", detail=detail, count=left_out),)
