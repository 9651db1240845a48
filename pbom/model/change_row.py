"""One classified commit as a row of a table, and the sums below it, in words."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from pbom.model.change import Change, Changes
from pbom.model.marker import CLASSES
from pbom.model.remedies import remedy_for

COLUMNS = (
    "commit", "class", "agents", "models", "role", "strength", "seen", "review", "author",
    "subject",
)  # fmt: skip


class ChangeRow(Struct, frozen=True, kw_only=True):
    """A row; its texts come from outside and are not yet safe to show.

    Attributes:
        commit: Id.
        kind: Class, and whether its markers are in conflict.
        agents: Agents that wrote.
        models: Models that wrote.
        role: What they did.
        strength: On whose word.
        seen: Where that was seen.
        review: State and path of the review.
        author: Author.
        subject: First line of the message.
    """

    commit: str
    kind: str
    agents: str
    models: str
    role: str
    strength: str
    seen: str
    review: str
    author: str
    subject: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of the columns."""
        return (
            self.commit, self.kind, self.agents, self.models, self.role, self.strength,
            self.seen, self.review, self.author, self.subject,
        )  # fmt: skip


def row_of(change: Change) -> ChangeRow:
    """The row of a commit; markers that say nothing of who wrote it count where no other does."""
    told = [marker for marker in change.markers if marker.wrote] or list(change.markers)
    review = change.review
    path = f" ({review.path})" if review.path != "unknown" else ""
    return ChangeRow(
        commit=change.commit.id,
        kind=change.kind + (" (conflict)" if change.conflict else ""),
        agents=", ".join(change.agents),
        models=", ".join(change.models),
        role=_joined(marker.role for marker in told),
        strength=_joined(marker.strength for marker in told),
        seen=_joined(marker.where for marker in told),
        review=review.state + path,
        author=str(change.commit.author),
        subject=change.commit.subject,
    )


def totals(changes: Changes) -> Iterator[str]:
    """The sums, in words; texts from outside in them are not yet safe to show."""
    counts = ", ".join(f"{changes.count(kind)} {kind}" for kind in CLASSES)
    yield f"at least: {counts}"
    agents = changes.agents()
    if agents:
        named = ", ".join(f"{name} {count}" for name, count in agents.most_common())
        yield f"agents, at least: {named}"
    by_agent = [change for change in changes.changes if change.by_agent]
    if by_agent:
        states = Counter(change.review.state for change in by_agent)
        told = ", ".join(f"{count} {state}" for state, count in states.most_common())
        yield f"review of commits with an agent's part: {told}"
        yield f"files that these touched, at least: {len(changes.agent_paths)}"
    for path in changes.pipeline_paths:
        yield f"pipeline definition touched by an agent: {path.name} ({path.kind})"
    if changes.lines:
        agent, human, rest = (
            sum(item.agent for item in changes.lines),
            sum(item.human for item in changes.lines),
            sum(item.untracked for item in changes.lines),
        )
        yield (
            f"lines at the head of {len(changes.lines)} files, at least: {agent} by agents, "
            f"{human} by people; {rest} nobody knows"
        )
    for file in changes.agent_files:
        servers = f", servers: {', '.join(file.servers)}" if file.servers else ""
        yield f"agent configuration: {file.name} ({file.kind}{servers})"


def gap_lines(changes: Changes) -> Iterator[str]:
    """What was not looked at, each with what closes it where something does."""
    for gap in changes.gaps:
        count = f" ({gap.count})" if gap.count != 1 else ""
        yield f"not looked at: {gap.kind}{count}: {gap.detail}"
        remedy = remedy_for(gap.kind)
        if remedy:
            yield f"    {remedy}"


def _joined(words: "Iterator[str]") -> str:
    return ", ".join(dict.fromkeys(words))
