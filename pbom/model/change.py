"""Changes: the commits that a release answers for, and what is known of each."""

from collections import Counter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pbom.model.attribution import Attribution, FileLines
from pbom.model.commit import CommitHeader
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap
from pbom.model.marker import CommitClass, Marker, classify, in_conflict
from pbom.model.review import NOT_CHECKED, UNSIGNED, CommitSignature, Review
from pbom.model.sidecar import SidecarSource
from pbom.model.spoken import Spoken

if TYPE_CHECKING:  # most ranges have none
    from pbom.model.introduction import Introduction

Basis = Literal["named", "shipped", "tag", "root"]
"""How the beginning of a range was found: somebody named it, it was shipped last, it is the last
tag, or there is nothing before it.
"""


class Range(Struct, frozen=True, kw_only=True):
    """Which commits a release answers for.

    Attributes:
        base: Commit id of what was shipped last; empty for a first release.
        head: Commit id of the release.
        basis: How the base was found.
        reason: The same in words, for people.
    """

    base: str
    head: str
    basis: Basis
    reason: str


class ChangedPath(Struct, frozen=True, order=True, kw_only=True):
    """A file that a commit changed, against its first parent; for a merge, what is in no parent.

    Attributes:
        name: Encoded as all names of files are.
        letter: git's letter: ``A``, ``M``, ``D`` or ``T``.
        kind: Kind of pipeline definition that it is; empty for an ordinary file.
    """

    name: str
    letter: str
    kind: str = ""


class Change(Struct, frozen=True, kw_only=True):
    """One commit of a range.

    Attributes:
        commit: The commit, without its message.
        markers: Everything that speaks of an agent, in the order in which it was found.
        spoken: Persons that its message names, and what they are said to have done.
        paths: Files it changed; ``None`` where that was not looked at.
        attributions: Lines whose writer a sidecar names.
        signature: What is known of the signature on it.
        review: What is visible of its review.
    """

    commit: CommitHeader
    markers: tuple[Marker, ...]
    spoken: tuple[Spoken, ...] = ()
    paths: tuple[ChangedPath, ...] | None = None
    attributions: tuple[Attribution, ...] = ()
    signature: CommitSignature = UNSIGNED
    review: Review = NOT_CHECKED

    @property
    def kind(self) -> CommitClass:
        """What is known of who wrote it."""
        return classify(self.markers)

    @property
    def conflict(self) -> bool:
        """Whether the markers contradict each other."""
        return in_conflict(self.markers)

    @property
    def by_agent(self) -> bool:
        """Whether anything says that an agent wrote at least a part of it."""
        return any(marker.wrote for marker in self.markers)

    @property
    def agents(self) -> tuple[str, ...]:
        """Agents that wrote, as far as they are named."""
        return tuple(sorted({item.agent for item in self.markers if item.wrote and item.agent}))

    @property
    def models(self) -> tuple[str, ...]:
        """Models that wrote, as far as they are named."""
        return tuple(sorted({item.model for item in self.markers if item.wrote and item.model}))


class AgentFile(Struct, frozen=True, order=True, kw_only=True):
    """A file at the head by which agents are configured: instructions, tools, servers.

    Attributes:
        name: Encoded as all names of files are.
        kind: What it is, such as ``instructions`` or ``mcp``.
        agent: The agent that reads it; empty where several do.
        digests: ``gitBlob``, and ``sha256`` of the content where that is here; of a symbolic link
            those of its target's name.
        servers: Names of the servers that an MCP configuration lists, without their secrets.
        target: Where a symbolic link leads to, as it is written; empty for a file.
    """

    name: str
    kind: str
    agent: str
    digests: DigestSet
    servers: tuple[str, ...] = ()
    target: str = ""


class HeadCommit(Struct, frozen=True, kw_only=True):
    """The commit that a range leads up to, as the subject of what is said of it.

    Attributes:
        digests: ``sha256`` of the commit object's bytes, and ``gitCommit``.
        tree: Object id of its tree.
        repository: URL of the repository without credentials; empty where it has no remote.
    """

    digests: DigestSet
    tree: str
    repository: str = ""


class Changes(Struct, frozen=True, kw_only=True):
    """A classified range.

    Attributes:
        range: Which commits.
        changes: The commits, newest first.
        pack: Digest of the rule pack.
        pack_version: Its version, for people.
        sidecars: Where records beside the commits were looked for.
        lines: Who wrote the lines of the files at the head that verified ranges speak of.
        agent_files: Configuration of agents at the head.
        introductions: Packages and pipeline components that the commits brought.
        gaps: What was not looked at, or is not there.
    """

    range: Range
    changes: tuple[Change, ...]
    pack: Digest
    pack_version: str = ""
    sidecars: tuple[SidecarSource, ...] = ()
    lines: tuple[FileLines, ...] = ()
    agent_files: tuple[AgentFile, ...] = ()
    introductions: "tuple[Introduction, ...]" = ()
    gaps: tuple[Gap, ...] = ()

    def count(self, kind: CommitClass) -> int:
        """How many commits are of a class: at least, for what leaves no mark is not seen."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def agent_paths(self) -> tuple[str, ...]:
        """Names of files that commits with an agent's part in them touched."""
        touched = (change.paths or () for change in self.changes if change.by_agent)
        return tuple(sorted({path.name for paths in touched for path in paths}))

    @property
    def pipeline_paths(self) -> tuple[ChangedPath, ...]:
        """Pipeline definitions that such commits touched."""
        touched = (change.paths or () for change in self.changes if change.by_agent)
        return tuple(sorted({path for paths in touched for path in paths if path.kind}))

    def agents(self) -> Counter[str]:
        """How many commits each agent had a part in, at least."""
        return Counter(agent for change in self.changes for agent in change.agents)
