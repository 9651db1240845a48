"""``identities``: who a commit names as its author and committer."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal

_AIDER = " (aider)"


class Identities:
    """Agents as authors wrote the commit; as committers alone they wrote nothing."""

    id: ClassVar[str] = "identities"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for an author, and for a committer who is not the author."""
        author = pack.identify(commit.author.name, commit.author.email)
        if author:
            yield Marker(
                rule=author.id,
                raw=str(commit.author),
                where="author",
                role=author.role if author.role == "automation" else "author",
                strength=author.strength,
                agent=author.agent,
            )
        elif commit.author.name.endswith(_AIDER):
            yield Marker(
                rule="aider-author",
                raw=str(commit.author),
                where="author",
                role="author",
                strength="declared-by-tool",
                agent="aider",
            )
        committer = pack.identify(commit.committer.name, commit.committer.email)
        if committer and commit.committer != commit.author:
            yield Marker(
                rule=committer.id,
                raw=str(commit.committer),
                where="committer",
                role="automation" if committer.role == "automation" else "committer-only",
                strength=committer.strength,
                agent=committer.agent,
            )


plugin: type[Signal] = Identities
