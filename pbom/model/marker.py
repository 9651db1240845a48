"""Markers: what in a commit speaks of an AI agent, and what that is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Where = Literal["author", "committer", "message line", "merge subject"]
Role = Literal[
    "author", "co-author", "suggestion", "message-only", "committer-only", "reviewer",
    "automation", "negative",
]  # fmt: skip
"""What the agent did, as the marker says. Only an author or co-author wrote code."""

Strength = Literal["observed", "declared-by-tool", "declared-by-person", "inferred"]
Integrity = Literal["commit", "signed-commit", "mutable-ref", "forge", "signed-statement"]
CommitClass = Literal["declared", "inferred", "declared-none", "unknown"]

_WROTE = frozenset({"author", "co-author"})


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Marker:
    """One piece of evidence that an agent took part in a commit, or that none did.

    Attributes:
        rule: Id of the rule of the pack that matched.
        raw: The line as it stands in the commit.
        where: Where it was seen.
        role: What the agent did.
        strength: Whose word it is.
        integrity: What protects it from being changed later.
        agent: The agent, as the pack or the line names it; empty where it is not named.
        model: The model, as the line names it; empty where it does not.
        session: Id or URL of the session; empty where there is none.
    """

    rule: str
    raw: str
    where: Where
    role: Role
    strength: Strength
    integrity: Integrity = "commit"
    agent: str = ""
    model: str = ""
    session: str = ""

    @property
    def wrote(self) -> bool:
        """Whether the marker says that an agent wrote code of the commit."""
        return self.role in _WROTE


def classify(markers: Iterable[Marker]) -> CommitClass:
    """The class of a commit with these markers.

    No marker means unknown, never human. A declaration beats an inference; a "none" counts only
    where nothing else says that an agent wrote.
    """
    listed = tuple(markers)
    wrote = [marker for marker in listed if marker.wrote]
    if any(marker.strength != "inferred" for marker in wrote):
        return "declared"
    if wrote:
        return "inferred"
    return "declared-none" if any(marker.role == "negative" for marker in listed) else "unknown"


def in_conflict(markers: Iterable[Marker]) -> bool:
    """Whether the markers contradict each other: one says none, another says that one wrote."""
    listed = tuple(markers)
    return any(marker.role == "negative" for marker in listed) and any(
        marker.wrote for marker in listed
    )
