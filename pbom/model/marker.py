"""Markers: what in or beside a commit speaks of an AI agent, and what that is worth."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Where = Literal[
    "author", "committer", "message line", "merge subject", "merged branch", "note", "checkpoint",
    "trace record", "environment",
]  # fmt: skip
"""Where a marker was seen.

``merged branch`` is the subject of the merge that brought the commit.
"""

Role = Literal[
    "author", "co-author", "suggestion", "message-only", "committer-only", "reviewer",
    "requester", "automation", "negative",
]  # fmt: skip
"""What the one who is named did, as the marker says.

Only an author or co-author wrote code. ``reviewer`` found, reported, tested or reviewed;
``requester`` is the person who asked an agent; ``negative`` says that no agent took part.
"""

Strength = Literal["observed", "declared-by-tool", "declared-by-person", "inferred"]
"""Whose word it is, the strongest first."""

Integrity = Literal["commit", "signed-commit", "mutable-ref", "forge", "signed-statement"]
"""What protects a marker from being changed after the fact."""

CommitClass = Literal["declared", "inferred", "declared-none", "unknown"]
CLASSES: tuple[CommitClass, ...] = ("declared", "inferred", "declared-none", "unknown")

_WROTE = frozenset({"author", "co-author"})


class Marker(Struct, frozen=True, order=True, kw_only=True):
    """One piece of evidence that an agent took part in a commit, or that none did.

    Attributes:
        rule: Id of the rule of the pack that matched, or of the reader of a sidecar.
        raw: The line as it stands there; of a sidecar what names the agent, never a prompt.
        where: Where it was seen.
        place: Ref and object id of a sidecar, id of the merge commit of a merged branch; empty
            where the commit itself has it.
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
    place: str = ""
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
    if not listed:
        return "unknown"
    wrote = [marker for marker in listed if marker.wrote]
    if any(marker.strength != "inferred" for marker in wrote):
        return "declared"
    if wrote:
        return "inferred"
    return "declared-none" if any(marker.role == "negative" for marker in listed) else "unknown"


def in_conflict(markers: Iterable[Marker]) -> bool:
    """Whether the markers contradict each other.

    They do where one says none and another that an agent wrote, and where what was found in and
    beside the commit names agents that have nothing in common.
    """
    listed = tuple(markers)
    if len(listed) < 2:  # noqa: PLR2004 - it takes two to disagree
        return False
    wrote = [marker for marker in listed if marker.wrote]
    if wrote and any(marker.role == "negative" for marker in listed):
        return True
    inside = {item.agent for item in wrote if item.agent and not item.place}
    beside = {item.agent for item in wrote if item.agent and item.place}
    return bool(inside and beside) and not inside & beside


class ObservedAgent(Struct, frozen=True, order=True, kw_only=True):
    """An agent that a recorder itself saw at work, such as by its variables in the environment.

    It ran the command; that says nothing of who wrote what.

    Attributes:
        agent: The agent.
        basis: By what it was seen, such as ``environment CLAUDECODE``; never a value.
    """

    agent: str
    basis: str
