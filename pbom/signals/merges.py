"""``merges``: names of merged branches; a name proves nothing, so it only infers."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal

_SUBJECT = re.compile(
    r"Merge (?:pull request #\d+ from [^/\s]+/(?P<forge>\S+)"
    r"|(?:remote-tracking )?branch '(?:origin/)?(?P<plain>[^']+)')"
)


class Merges:
    """The subject of a commit with several parents."""

    id: ClassVar[str] = "merges"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for a branch that is named as agents name theirs."""
        match = _SUBJECT.match(commit.header.subject) if len(commit.header.parents) > 1 else None
        if match is None:
            return
        branch = match["forge"] or match["plain"]
        for rule in pack.branches:
            if rule.pattern.fullmatch(branch):
                yield Marker(
                    rule=rule.id,
                    raw=commit.header.subject,
                    where="merge subject",
                    role="author",
                    strength="inferred",
                    agent=rule.agent,
                )
                return


plugin: type[Signal] = Merges
