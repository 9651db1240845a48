"""``merges``: names of merged branches; a name proves nothing, so it only infers."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Merges:
    """The subject of a commit with several parents."""

    id: ClassVar[str] = "merges"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for a branch that is named as agents name theirs."""
        rule = pack.branch(commit)
        if rule:
            yield Marker(
                rule=rule.id,
                raw=commit.header.subject,
                where="merge subject",
                role="author",
                strength="inferred",
                agent=rule.agent,
            )


plugin: type[Signal] = Merges
