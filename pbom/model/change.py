"""Changes: commits with what speaks of agents in them, and ranges of them."""

from dataclasses import dataclass

from pbom.model.commit import Commit
from pbom.model.digest import Digest
from pbom.model.evidence import Gap
from pbom.model.marker import CommitClass, Marker, classify, in_conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One commit of a range.

    Attributes:
        commit: The commit.
        markers: Everything that speaks of an agent, in the order in which it was found.
    """

    commit: Commit
    markers: tuple[Marker, ...]

    @property
    def kind(self) -> CommitClass:
        """What is known of who wrote it."""
        return classify(self.markers)

    @property
    def conflict(self) -> bool:
        """Whether the markers contradict each other."""
        return in_conflict(self.markers)

    @property
    def agents(self) -> tuple[str, ...]:
        """Agents that wrote, as far as they are named."""
        return tuple(sorted({item.agent for item in self.markers if item.wrote and item.agent}))

    @property
    def models(self) -> tuple[str, ...]:
        """Models that wrote, as far as they are named."""
        return tuple(sorted({item.model for item in self.markers if item.wrote and item.model}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Which commits a release answers for.

    Attributes:
        base: Commit id of what was shipped last; empty for a first release.
        head: Commit id of the release.
        reason: How the base was found, for people.
    """

    base: str
    head: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A classified range.

    Attributes:
        range: Which commits.
        changes: The commits, newest first.
        pack: Digest of the rule pack.
        gaps: What was not looked at.
    """

    range: Range
    changes: tuple[Change, ...]
    pack: Digest
    gaps: tuple[Gap, ...]

    def count(self, kind: CommitClass) -> int:
        """How many commits are of a class: at least, for what leaves no mark is not seen."""
        return sum(change.kind == kind for change in self.changes)
