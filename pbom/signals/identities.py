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
        author = pack.identify(commit.header.author.name, commit.header.author.email)
        if author:
            yield Marker(
                rule=author.id,
                raw=str(commit.header.author),
                where="author",
                role=author.role if author.role == "automation" else "author",
                strength=author.strength,
                agent=author.agent,
            )
        elif commit.header.author.name.endswith(_AIDER):
            yield Marker(
                rule="aider-author",
                raw=str(commit.header.author),
                where="author",
                role="author",
                strength="declared-by-tool",
                agent="aider",
            )
        committer = pack.identify(commit.header.committer.name, commit.header.committer.email)
        if committer and commit.header.committer != commit.header.author:
            yield Marker(
                rule=committer.id,
                raw=str(commit.header.committer),
                where="committer",
                role="automation" if committer.role == "automation" else "committer-only",
                strength=committer.strength,
                agent=committer.agent,
            )


plugin: type[Signal] = Identities
