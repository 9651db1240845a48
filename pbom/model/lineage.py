"""Lineage: where a thing came from and what it became, with a gap wherever nobody says."""

from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.evidence import Gap as Overlooked
from pbom.model.marker import CommitClass
from pbom.model.mention import ClaimKind, Mention, Name, Role
from pbom.model.review import ReviewState

Standing = Literal["verified", "unverified", "refused"]
"""``verified``: a functionary of the policy signed it. ``unverified``: nobody checked, or the
policy does not know the signer. ``refused``: it is gone, changed, broken, or lacks an object.
"""

Cause = Literal["missing", "invalid", "limit", "open"]
"""Why a chain is not whole: nothing says how it goes on; what says so is not believed; there is
more than is followed; nothing says that it goes on at all, which may be because it does not.
"""

NodeKind = Literal[
    "artifact", "commit", "package", "key", "agent", "environment",
    "step", "source", "release", "verdict", "deployment", "approval", "waiver", "import", "other",
]  # fmt: skip
Side = Literal["before", "after"]


class CommitNote(Struct, frozen=True, kw_only=True):
    """What a look says of one commit.

    Attributes:
        id: The commit.
        kind: Its class.
        agents: Agents that wrote, as far as they are named.
        author: Who wrote it, it says.
        subject: The first line of its message.
        review: The state of its review.
        reviewers: Whose approval is visible and not objected to.
    """

    id: str
    kind: CommitClass
    agents: tuple[str, ...]
    author: str
    subject: str
    review: ReviewState
    reviewers: tuple[str, ...]


class Claim(Struct, frozen=True, kw_only=True, dict=True):
    """A statement that was read again from the evidence, as far as lineage needs it.

    Attributes:
        bundle: SHA-256 of its bundle.
        kind: What sort of statement it is.
        title: What it is, for people.
        standing: What its signature is worth.
        signer: The functionary, or the hint at a key.
        objection: Why it is not verified; empty where it is.
        mentions: The names in it; none where it is refused.
        begun: When what it tells of began; ``None`` where it does not say.
        ended: When that was over.
        passed: Of a verdict, whether it said yes.
        commits: What a look says of the commits it lists.
        overlooked: What its recorder did not look at.
        method: How a step was watched; empty for anything else.
        locked: How many lock files a step had, and how many of these were not understood.
        rooted: Whether a look goes back to the first commit.
    """

    bundle: Digest
    kind: ClaimKind
    title: str
    standing: Standing
    signer: str
    objection: str = ""
    mentions: tuple[Mention, ...] = ()
    begun: datetime | None = None
    ended: datetime | None = None
    passed: bool = False
    commits: tuple[CommitNote, ...] = ()
    overlooked: tuple[Overlooked, ...] = ()
    method: Literal["", "snapshot", "traced"] = ""
    locked: tuple[int, int] = (0, 0)
    rooted: bool = False

    def names(self, *roles: Role) -> tuple[Name, ...]:
        """The names that stand in one of these roles, each once."""
        return tuple(dict.fromkeys(item.name for item in self.mentions if item.role in roles))

    def labels(self, name: Name, *roles: Role) -> tuple[str, ...]:
        """What is said beside a name in one of these roles."""
        found = (item for item in self._by_name.get(name, ()) if item.role in roles)
        return tuple(dict.fromkeys(item.label for item in found if item.label))

    def has(self, name: Name, *roles: Role) -> bool:
        """Whether a name stands in one of these roles."""
        return any(item.role in roles for item in self._by_name.get(name, ()))

    @cached_property
    def _by_name(self) -> dict[Name, list[Mention]]:
        """The mentions of each name: there may be very many."""
        found: dict[Name, list[Mention]] = {}
        for item in self.mentions:
            found.setdefault(item.name, []).append(item)
        return found


class Find(Protocol):
    """Looks claims up, and reads each of them again from the evidence."""

    def __call__(self, name: Name, *roles: Role) -> tuple[Claim, ...]:
        """The claims that have a name in one of these roles.

        A bundle that is said to have it and cannot be read is among them, refused.

        Raises:
            StoreError: The evidence cannot be read.
        """
        ...

    def latest(self, name: Name, role: Role, limit: int) -> "tuple[Claim, ...]":
        """Such claims of one role, so many of those with the greatest label.

        Raises:
            StoreError: The evidence cannot be read.
        """
        ...


class Node(Struct, frozen=True, kw_only=True):
    """One thing on the way.

    Attributes:
        id: Its name, or the digest of its bundle.
        kind: What it is.
        title: For people.
        notes: What else is known, a line each.
        standing: What the statement is worth that it is, or that speaks of it; empty for a thing
            that no statement is needed for.
    """

    id: str
    kind: NodeKind
    title: str
    notes: tuple[str, ...] = ()
    standing: Standing | Literal[""] = ""


class Edge(Struct, frozen=True, order=True):
    """What came of what.

    Attributes:
        source: The node that was there before.
        target: The node that came of it.
        word: How.
    """

    source: str
    target: str
    word: str


class Break(Struct, frozen=True, kw_only=True):
    """A place where the chain is not whole.

    Attributes:
        node: Where.
        side: Whether what came before is not known, or what came after.
        cause: Why.
        text: What exactly, for people.
    """

    node: str
    side: Side
    cause: Cause
    text: str


class Graph(Struct, frozen=True, kw_only=True):
    """Things, what came of what, and where that is not known.

    Attributes:
        title: What it is about.
        banner: What it rests on, said first.
        focus: The nodes that were asked about.
        nodes: In the order in which they were found.
        edges: Each once.
        breaks: Where it is not whole.
        verified: Whether signatures were checked by a policy.
    """

    title: str
    banner: str
    focus: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    breaks: tuple[Break, ...] = ()
    verified: bool = False
