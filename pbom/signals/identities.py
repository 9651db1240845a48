"""``identities``: who a commit names as its author and committer."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Identities:
    """Agents as authors wrote the commit; as committers alone they wrote nothing."""

    id: ClassVar[str] = "identities"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for an author, and for a committer who is somebody else."""
        who, by = commit.header.author, commit.header.committer
        author = pack.identify(who.name, who.email)
        if author:
            named = pack.words.read(who.name)
            yield Marker(
                rule=author.id,
                raw=str(who),
                where="author",
                role=author.author,
                strength=author.strength,
                agent=author.agent,
                model=named.model if named else "",
            )
        committer = pack.identify(by.name, by.email)
        if committer and not (author and author.agent == committer.agent):
            yield Marker(
                rule=committer.id,
                raw=str(by),
                where="committer",
                role="automation" if committer.role == "automation" else "committer-only",
                strength=committer.strength,
                agent=committer.agent,
            )


plugin: type[Signal] = Identities
